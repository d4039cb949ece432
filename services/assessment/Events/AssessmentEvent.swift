package import EventSourcing

/// Everything that the assessment context publishes, as projections read it.
///
/// A decider works with the events of its own aggregate; whoever folds the topic switches over all of them.
package enum AssessmentEvent: DomainEvent {
    case question(QuestionEvent)
    case exam(ExamEvent)
    case attempt(AttemptEvent)
    case essay(EssayEvent)
    case objection(ObjectionEvent)

    /// A name of one of the aggregates' events.
    package enum Name: RawRepresentable, CaseIterable, Hashable, Sendable {
        case question(QuestionEvent.Name)
        case exam(ExamEvent.Name)
        case attempt(AttemptEvent.Name)
        case essay(EssayEvent.Name)
        case objection(ObjectionEvent.Name)

        package static let allCases: [Name] =
            QuestionEvent.Name.allCases.map(Name.question)
            + ExamEvent.Name.allCases.map(Name.exam)
            + AttemptEvent.Name.allCases.map(Name.attempt)
            + EssayEvent.Name.allCases.map(Name.essay)
            + ObjectionEvent.Name.allCases.map(Name.objection)

        private static let byText = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

        package init?(rawValue: String) {
            guard let name = Self.byText[rawValue] else { return nil }
            self = name
        }

        package var rawValue: String {
            switch self {
            case .question(let name): name.rawValue
            case .exam(let name): name.rawValue
            case .attempt(let name): name.rawValue
            case .essay(let name): name.rawValue
            case .objection(let name): name.rawValue
            }
        }
    }

    package var name: Name {
        switch self {
        case .question(let event): .question(event.name)
        case .exam(let event): .exam(event.name)
        case .attempt(let event): .attempt(event.name)
        case .essay(let event): .essay(event.name)
        case .objection(let event): .objection(event.name)
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .question(let event): event.payload
        case .exam(let event): event.payload
        case .attempt(let event): event.payload
        case .essay(let event): event.payload
        case .objection(let event): event.payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .question(let name): self = .question(try QuestionEvent(name, from: body))
        case .exam(let name): self = .exam(try ExamEvent(name, from: body))
        case .attempt(let name): self = .attempt(try AttemptEvent(name, from: body))
        case .essay(let name): self = .essay(try EssayEvent(name, from: body))
        case .objection(let name): self = .objection(try ObjectionEvent(name, from: body))
        }
    }
}
