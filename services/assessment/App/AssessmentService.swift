import ServiceRuntime

/// The process of the assessment context: question bank, exams, marking, objections, their policies, relay, feed.
@main
enum AssessmentService {
    static let name = "assessment"

    static func main() async {
        await ServiceFrame.main(
            service: name,
            port: AssessmentSettings.port,
            declaring: AssessmentSettings.own
        ) { frame in
            let wiring = try await AssessmentWiring(frame)
            await frame.run(wiring.parts, serving: wiring.routes)
        }
    }
}
