package import AssessmentEvents
package import EventSourcing

/// A question of the bank with all its revisions.
package struct Question: Sendable, Equatable, Codable {
    package enum Phase: String, Sendable, Codable { case unknown, offered, retired }

    /// One revision: what it says, and its key, sealed.
    package struct Revision: Sendable, Equatable, Codable {
        package let content: QuestionContent
        package let key: SealedField
    }

    package private(set) var phase = Phase.unknown
    /// The first has number 1; papers name a revision and find it here for ever.
    package private(set) var revisions: [Revision] = []

    package init() {}

    package var current: Revision? { revisions.last }

    /// Nil when there is no such revision.
    package func revision(_ number: Int) -> Revision? {
        revisions.indices.contains(number - 1) ? revisions[number - 1] : nil
    }

    mutating func apply(_ event: QuestionEvent) {
        switch event {
        case .questionAdded(let fact):
            phase = .offered
            revisions.append(Revision(content: QuestionContent(fact), key: fact.key))
        case .questionRevised(let fact): revisions.append(Revision(content: QuestionContent(fact), key: fact.key))
        case .questionRetired: phase = .retired
        }
    }
}

extension QuestionContent {
    /// What a published question says.
    package init(_ fact: QuestionAdded) {
        self.init(
            code: fact.code,
            kind: fact.kind,
            topic: fact.topic,
            difficulty: fact.difficulty,
            format: fact.format,
            stem: fact.stem,
            options: fact.options,
            targets: fact.targets,
            wordLimit: fact.wordLimit
        )
    }

    /// What a revised question says.
    package init(_ fact: QuestionRevised) {
        self.init(
            code: fact.code,
            kind: fact.kind,
            topic: fact.topic,
            difficulty: fact.difficulty,
            format: fact.format,
            stem: fact.stem,
            options: fact.options,
            targets: fact.targets,
            wordLimit: fact.wordLimit
        )
    }
}
