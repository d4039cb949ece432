import AssessmentDomain
import AssessmentEvents
import Cryptography
import EventSourcing
import FoundationEssentials

/// Finds the question of the bank that a question of a file is, so that a file that comes again meets its own.
///
/// A question with a code is the one that came with this kind, topic and code before: whatever else is different now is a
/// revision. One with a GIFT title alone is known by title, format and stem, since several files give one title to different
/// questions; other answers are a revision of it, another stem another question. One without either is known by what it
/// says. What one file says twice in different ways is told apart by its order.
///
/// Nothing but the file's own text goes into an id: which file a question comes from, and in what company, does not matter.
struct QuestionIdentity {
    private let tenant: TenantID
    private var seen: [UUID: [QuestionDraft]] = [:]

    init(tenant: TenantID) { self.tenant = tenant }

    /// The question's id; nil when the same question stood in the file before.
    mutating func id(of question: ImportedQuestion) -> QuestionID? {
        let draft = QuestionDraft(content: question.content, key: question.key)
        let base = Self.uuid(of: [tenant.name] + Self.parts(of: question))
        let earlier = seen[base, default: []]
        if earlier.contains(draft) { return nil }
        seen[base, default: []].append(draft)
        return QuestionID(earlier.isEmpty ? base : Self.uuid(of: [base.uuidString, "\(earlier.count + 1)"]))
    }

    private static func parts(of question: ImportedQuestion) -> [String] {
        let content = question.content
        let kind = ["imported-question", content.kind.rawValue, content.topic]
        if let code = question.identifier { return kind + ["code", code] }
        if let title = content.code { return kind + ["title", title, content.format.rawValue, content.stem] }
        return kind + ["text", content.format.rawValue, content.stem] + content.options.map(\.text) + ["targets"]
            + content.targets.map(\.text)
    }

    /// Each part goes in with its length, so that no two lists of parts look the same.
    private static func uuid(of parts: [String]) -> UUID {
        let bytes = parts.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) }
        let digest = Digest.blake2b(bytes)
        guard let uuid = UUID(digest: digest) else { preconditionFailure("a digest has 32 bytes") }
        return uuid
    }
}
