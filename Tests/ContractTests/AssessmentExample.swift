import AssessmentEvents
import EventSourcing

/// One event of the assessment context as it may stand on the wire.
struct AssessmentExample: ContextExample {
    let event: AssessmentEvent
    let variant: String?

    static let all = questions + exams + attempts + clock + marking + results + essays + objections

    static func category(of name: AssessmentEvent.Name) -> String {
        let stream: AssessmentStream =
            switch name {
            case .question: .question
            case .exam: .exam
            case .attempt: .attempt
            case .essay: .essay
            case .objection: .objection
            }
        return stream.category
    }

    static func full(_ event: QuestionEvent) -> Self { Self(event: .question(event), variant: nil) }
    static func full(_ event: ExamEvent) -> Self { Self(event: .exam(event), variant: nil) }
    static func full(_ event: AttemptEvent) -> Self { Self(event: .attempt(event), variant: nil) }
    static func full(_ event: EssayEvent) -> Self { Self(event: .essay(event), variant: nil) }
    static func full(_ event: ObjectionEvent) -> Self { Self(event: .objection(event), variant: nil) }

    static func minimal(_ event: QuestionEvent) -> Self { Self(event: .question(event), variant: "minimal") }
    static func minimal(_ event: ExamEvent) -> Self { Self(event: .exam(event), variant: "minimal") }
    static func minimal(_ event: AttemptEvent) -> Self { Self(event: .attempt(event), variant: "minimal") }
    static func minimal(_ event: EssayEvent) -> Self { Self(event: .essay(event), variant: "minimal") }
    static func minimal(_ event: ObjectionEvent) -> Self { Self(event: .objection(event), variant: "minimal") }
}

extension String {
    static let receiptDigest = "9f2c4b1d7a60e35881c4d0f6b7a2935e04d1c8867f3ab59e12d07c64b8e9a1f0"
    static let markingRule = "bina-exam.1"
}
