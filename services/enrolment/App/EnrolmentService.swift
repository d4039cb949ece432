import ServiceRuntime

/// The process of the enrolment context: commands, queries on its own streams, policies, relay, feed.
@main
enum EnrolmentService {
    static let name = "enrolment"

    static func main() async {
        await ServiceFrame.main(
            service: name,
            port: EnrolmentSettings.port,
            declaring: EnrolmentSettings.own
        ) { frame in
            let wiring = try await EnrolmentWiring(frame)
            await frame.run(
                wiring.parts,
                serving: wiring.routes,
                maximumBodyBytes: CivilServantImportRoutes.maximumBytes
            )
        }
    }
}
