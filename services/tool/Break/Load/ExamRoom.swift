import EventSourcing
import Synchronization

/// What one tenant's load knows of its exams, for all who work on them at once.
final class ExamRoom: Sendable {
    /// An exam, as the load scheduled it.
    struct Exam: Sendable {
        let id: String
        let closesAt: Timestamp
        let questions: [String]
        /// Whose participants sit it; nil for everybody.
        let batch: LoadWorld.Batch?
    }

    let questions: [QuestionListAnswer.Question]
    private let known = Mutex<[Exam]>([])

    init(questions: [QuestionListAnswer.Question]) { self.questions = questions }

    func add(_ exam: Exam) { known.withLock { $0.append(exam) } }

    func remove(_ exam: Exam) { known.withLock { $0.removeAll { $0.id == exam.id } } }

    /// One that may still be begun.
    func open(at now: Timestamp, _ random: inout SeededRandom) -> Exam? {
        exams { $0.closesAt > now }.randomElement(using: &random)
    }

    /// One that is over, to be released or repaired.
    func closed(at now: Timestamp, _ random: inout SeededRandom) -> Exam? {
        exams { $0.closesAt <= now }.randomElement(using: &random)
    }

    private func exams(where isMeant: (Exam) -> Bool) -> [Exam] { known.withLock { $0 }.filter(isMeant) }
}
