import AssessmentEvents
import EventSourcing

/// The names of what this context seals: part of what a sealed value is bound to, so they stand for ever.
enum SealedName {
    /// An ``AnswerKey`` as canonical JSON; subject: the question.
    static let answerKey = "answer-key"
    /// A short text or an essay; subject: the candidate.
    static let answerText = "answer-text"
    /// Why somebody has extra time; subject: the candidate.
    static let accommodationBasis = "accommodation-basis"
    /// What a marker notes on an essay; subject: the candidate.
    static let markingNote = "marking-note"
    /// Why somebody contests; subject: the objector.
    static let grounds = "grounds"
    /// What a side says; subject: the objector.
    static let statement = "statement"
    /// Why it was decided so; subject: the objector.
    static let reasons = "reasons"
}

extension PersonalDataVault {
    /// A key, sealed for its question.
    ///
    /// - Throws: `VaultError`; an encoding error.
    func seal(_ key: AnswerKey, of question: QuestionID, tenant: TenantID) async throws -> SealedField {
        let text = String(decoding: try CanonicalJSON.encode(key), as: UTF8.self)
        let sealed = try await seal(
            [(field: SealedName.answerKey, value: text)],
            for: SubjectID(question.uuid),
            tenant: tenant
        )
        return sealed[0]
    }

    /// The keys of questions, opened in the order given; nil for one whose key was destroyed.
    ///
    /// - Throws: `VaultError`; a decoding error.
    func openKeys(_ sealed: [SealedField], tenant: TenantID) async throws -> [AnswerKey?] {
        try await open(sealed.map { (field: SealedName.answerKey, value: $0) }, tenant: tenant).map { text in
            try text.map { try CanonicalJSON.decode(AnswerKey.self, from: Array($0.utf8)) }
        }
    }
}
