import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import Cryptography
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import Synchronization

/// Where one attempt of one person at one exam is kept.
struct AttemptPlace: Sendable {
    let attempt: AttemptID
    let stream: StreamID
    /// Held by the attempt's stream: there is no second one with the same exam, person and number.
    let claim: UniqueClaim
}

extension AssessmentDesk {
    /// The place of a person's `number`-th attempt at an exam.
    ///
    /// The id is a keyed digest: every replica and every device comes to the same stream, so that the store alone decides
    /// who was first, and nobody without the key can work out an attempt's id from what is public.
    func place(of exam: ExamID, _ person: CivilServantID, number: Int, of tenant: TenantID) -> AttemptPlace {
        let value = "\(exam) \(person) \(number)"
        let name = vault.claimDigest(kind: "attempt-id", value: value, tenant: tenant)
        let attempt = AttemptID(UUID(digest: name.digest) ?? SecureRandom.uuid())
        return AttemptPlace(
            attempt: attempt,
            stream: AssessmentStream.attempt(attempt, of: tenant),
            claim: vault.claimDigest(kind: "attempt", value: value, tenant: tenant)
        )
    }

    /// A person's attempts at an exam, from the streams themselves.
    func attempts(of person: CivilServantID, at exam: ExamID, allowed: Int, of tenant: TenantID)
        async throws -> [(id: AttemptID, state: Attempt)]
    {
        var found: [(AttemptID, Attempt)] = []
        for number in 1...max(1, allowed) {
            let place = place(of: exam, person, number: number, of: tenant)
            let state = try await attempts.state(of: place.stream).state
            guard state.phase != .unknown else { break }
            found.append((place.attempt, state))
        }
        return found
    }

    /// Whose attempt it is; nil when there is none.
    ///
    /// Never changes, so that whoever saves answers is known without another look at the store.
    func candidate(of stream: StreamID) async throws -> CivilServantID? {
        if let known = candidates.person(of: stream) { return known }
        let state = try await attempts.state(of: stream).state
        guard let person = state.candidate else { return nil }
        candidates.remember(person, of: stream)
        return person
    }
}

extension Attempt {
    /// Whose it is; nil before it is started or recorded.
    var candidate: CivilServantID? { start?.civilServant ?? external?.civilServant }

    var exam: ExamID? { start?.exam ?? external?.exam }
}

extension ContentHash {
    /// Makes the receipt at the end.
    static let sha256 = ContentHash(name: "sha-256") { Digest.sha256($0) }
}

/// Whose attempts are whose, for as many as sit at once.
final class KnownCandidates: Sendable {
    private let known = Mutex(RecentlyUsed<StreamID, CivilServantID>(capacity: 40_000))

    func person(of stream: StreamID) -> CivilServantID? { known.withLock { $0[stream] } }

    func remember(_ person: CivilServantID, of stream: StreamID) { known.withLock { $0[stream] = person } }
}

/// Revisions of questions, which never change: papers of the same exam need not each read them.
final class QuestionRevisions: Sendable {
    private struct Key: Hashable {
        let stream: StreamID
        let revision: Int
        let history: Int
    }

    private let known = Mutex(RecentlyUsed<Key, Question.Revision>(capacity: 4_000))

    /// Nil when there is no such revision.
    func revision(_ number: Int, of stream: StreamID, in questions: CommandHandler<QuestionDecider>)
        async throws -> Question.Revision?
    {
        let key = Key(stream: stream, revision: number, history: questions.history(of: stream))
        if let revision = known.withLock({ $0[key] }) { return revision }
        guard let revision = try await questions.state(of: stream).state.revision(number) else { return nil }
        known.withLock { $0[key] = revision }
        return revision
    }
}

extension AssessmentDesk {
    /// What a paper's question says, and its key, sealed.
    ///
    /// - Throws: `MissingRevision` when the bank does not have what the paper names.
    func revision(_ number: Int, of question: QuestionID, _ tenant: TenantID) async throws -> Question.Revision {
        let stream = AssessmentStream.question(question, of: tenant)
        guard let revision = try await revisions.revision(number, of: stream, in: questions) else {
            throw MissingRevision(question: question, revision: number)
        }
        return revision
    }
}

/// A paper names a revision that the bank does not have.
struct MissingRevision: Error, CustomStringConvertible {
    let question: QuestionID
    let revision: Int

    var description: String { "the bank has no revision \(revision) of question \(question)" }
}
