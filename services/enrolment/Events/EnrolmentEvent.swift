package import EventSourcing

/// Everything that the enrolment context publishes, as projections read it.
///
/// A decider works with the events of its own aggregate; whoever folds the topic switches over all of them.
package enum EnrolmentEvent: DomainEvent {
    case unit(UnitEvent)
    case civilServant(CivilServantEvent)
    case programme(ProgrammeEvent)
    case batch(BatchEvent)
    case learningHours(LearningHoursEvent)

    /// A name of one of the aggregates' events.
    package enum Name: RawRepresentable, CaseIterable, Hashable, Sendable {
        case unit(UnitEvent.Name)
        case civilServant(CivilServantEvent.Name)
        case programme(ProgrammeEvent.Name)
        case batch(BatchEvent.Name)
        case learningHours(LearningHoursEvent.Name)

        package static let allCases: [Name] =
            UnitEvent.Name.allCases.map(Name.unit)
            + CivilServantEvent.Name.allCases.map(Name.civilServant)
            + ProgrammeEvent.Name.allCases.map(Name.programme)
            + BatchEvent.Name.allCases.map(Name.batch)
            + LearningHoursEvent.Name.allCases.map(Name.learningHours)

        private static let byText = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

        package init?(rawValue: String) {
            guard let name = Self.byText[rawValue] else { return nil }
            self = name
        }

        package var rawValue: String {
            switch self {
            case .unit(let name): name.rawValue
            case .civilServant(let name): name.rawValue
            case .programme(let name): name.rawValue
            case .batch(let name): name.rawValue
            case .learningHours(let name): name.rawValue
            }
        }
    }

    package var name: Name {
        switch self {
        case .unit(let event): .unit(event.name)
        case .civilServant(let event): .civilServant(event.name)
        case .programme(let event): .programme(event.name)
        case .batch(let event): .batch(event.name)
        case .learningHours(let event): .learningHours(event.name)
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .unit(let event): event.payload
        case .civilServant(let event): event.payload
        case .programme(let event): event.payload
        case .batch(let event): event.payload
        case .learningHours(let event): event.payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .unit(let name): self = .unit(try UnitEvent(name, from: body))
        case .civilServant(let name): self = .civilServant(try CivilServantEvent(name, from: body))
        case .programme(let name): self = .programme(try ProgrammeEvent(name, from: body))
        case .batch(let name): self = .batch(try BatchEvent(name, from: body))
        case .learningHours(let name): self = .learningHours(try LearningHoursEvent(name, from: body))
        }
    }
}
