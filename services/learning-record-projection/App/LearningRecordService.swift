import EnrolmentEvents
import EventStorePostgres
import FoundationEssentials
import Glibc
import LearningRecordProjection
import PostgresClient
import ProjectionRuntime
import ServiceRuntime

/// The process that keeps learning records and answers questions about them.
@main
enum LearningRecordService {
    static let name = "learning-record-projection"

    static func main() async {
        let frame = ServiceFrame(
            service: name,
            port: LearningRecordSettings.port,
            declaring: LearningRecordSettings.own,
            environment: ProcessInfo.processInfo.environment
        )
        do {
            let wiring = try await LearningRecordWiring(frame)
            await frame.run(wiring.parts, serving: wiring.routes)
        } catch {
            frame.log.error("could not start", [.error: .of(error)])
            await frame.log.flush()
            exit(ExitStatus.failed.rawValue)
        }
    }
}
