import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import ProjectionRuntime

/// What a batch of events means for the view, folded in memory so that each table is written once.
struct EnrolmentViewChanges {
    var units: [RowKey: UnitChange] = [:]
    var civilServants: [RowKey: CivilServantChange] = [:]
    var programmes: [RowKey: ProgrammeChange] = [:]
    var batches = BatchViewChanges()

    mutating func fold(_ event: EnrolmentEvent, _ envelope: EventEnvelope) {
        switch event {
        case .unit(let event): units[RowKey(envelope), default: UnitChange()].fold(event)
        case .civilServant(let event): civilServants[RowKey(envelope), default: CivilServantChange()].fold(event)
        case .programme(let event): programmes[RowKey(envelope), default: ProgrammeChange()].fold(event)
        case .batch(let event): batches.fold(event, envelope)
        case .learningHours: break  // asked of the ledger's own stream
        }
    }
}

/// New values of a unit's row; nil leaves a column as it is.
struct UnitChange {
    var established: UnitEstablished?
    var name: String?
    /// Set to nil inside when it became a root.
    var parent: UnitID??
    var closedOn: CalendarDate?

    mutating func fold(_ event: UnitEvent) {
        switch event {
        case .unitEstablished(let fact):
            established = fact
            name = fact.name
            parent = .some(fact.parentUnit)
        case .unitRenamed(let fact): name = fact.name
        case .unitMoved(let fact): parent = .some(fact.parentUnit)
        case .unitClosed(let fact): closedOn = fact.closedOn
        }
    }
}

/// New values of a civil servant's row; nil leaves a column as it is.
struct CivilServantChange {
    var hired: CivilServantHired?
    var unit: UnitID?
    /// Set to nil inside when there is no superior any more.
    var superior: CivilServantID??
    var hasLeft = false

    mutating func fold(_ event: CivilServantEvent) {
        switch event {
        case .civilServantHired(let fact):
            hired = fact
            unit = fact.unit
            superior = .some(fact.superior)
        case .civilServantMoved(let fact):
            unit = fact.unit
            superior = .some(fact.superior)
        case .superiorChanged(let fact): superior = .some(fact.superior)
        case .civilServantLeft: hasLeft = true
        case .civilServantPromoted, .personalDataCorrected, .personalDataErased: break
        }
    }
}

/// New values of a programme's row; nil leaves a column as it is.
struct ProgrammeChange {
    /// What the newest version in this batch of events says, in the shape of a first one.
    var content: ProgrammePublished?
    var retiredOn: CalendarDate?

    mutating func fold(_ event: ProgrammeEvent) {
        switch event {
        case .programmePublished(let fact): content = fact
        case .programmeRevised(let fact): content = fact.asPublished
        case .programmeRetired(let fact): retiredOn = fact.retiredOn
        }
    }
}

extension ProgrammeRevised {
    fileprivate var asPublished: ProgrammePublished {
        ProgrammePublished(
            revision: revision,
            code: code,
            title: title,
            form: form,
            competenceGroup: competenceGroup,
            learningHours: learningHours,
            benefit: benefit,
            topics: topics,
            currentUntil: currentUntil,
            minimumAttendancePercent: minimumAttendancePercent,
            practiceTaskRequired: practiceTaskRequired,
            examRequired: examRequired,
            modules: modules,
            outcomes: outcomes
        )
    }
}
