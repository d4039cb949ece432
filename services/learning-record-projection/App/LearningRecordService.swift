import ServiceRuntime

/// The process that keeps learning records and answers questions about them.
@main
enum LearningRecordService {
    static let name = "learning-record-projection"

    static func main() async {
        await ServiceFrame.main(
            service: name,
            port: LearningRecordSettings.port,
            declaring: LearningRecordSettings.own
        ) { frame in
            let wiring = try await LearningRecordWiring(frame)
            await frame.run(wiring.parts, serving: wiring.routes)
        }
    }
}
