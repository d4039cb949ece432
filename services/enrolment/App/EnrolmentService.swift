import FoundationEssentials
import Glibc
import ServiceRuntime

/// The process of the enrolment context: commands, queries on its own streams, policies, relay, feed.
@main
enum EnrolmentService {
    static let name = "enrolment"

    static func main() async {
        let frame = ServiceFrame(
            service: name,
            port: EnrolmentSettings.port,
            declaring: EnrolmentSettings.own,
            environment: ProcessInfo.processInfo.environment
        )
        do {
            let wiring = try await EnrolmentWiring(frame)
            await frame.run(
                wiring.parts,
                serving: wiring.routes,
                maximumBodyBytes: CivilServantImportRoutes.maximumBytes
            )
        } catch {
            frame.log.error("could not start", [.error: .of(error)])
            await frame.log.flush()
            exit(ExitStatus.failed.rawValue)
        }
    }
}
