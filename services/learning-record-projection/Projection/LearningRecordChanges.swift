import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import ProjectionRuntime

/// What a batch of events means for the tables, folded in memory so that each table is written once.
///
/// Every switch names every event: "nothing" is a decision on record.
struct LearningRecordChanges {
    var units: [RowKey: UnitChange] = [:]
    var civilServants: [RowKey: CivilServantChange] = [:]
    var batches: [RowKey: BatchChange] = [:]
    var participations: [ParticipationKey: ParticipationChange] = [:]
    var hours: [HoursKey: HoursChange] = [:]
    var exams: [RowKey: ExamChange] = [:]
    var attempts: [RowKey: ExamAttemptChange] = [:]
    var objections: [RowKey: ObjectionChange] = [:]
    var timeline: [TimelineRow] = []

    mutating func fold(_ event: LearningRecordEvent, _ envelope: EventEnvelope) {
        switch event {
        case .enrolment(let event): fold(event, envelope)
        case .assessment(let event): fold(event, envelope)
        }
    }

    private mutating func fold(_ event: EnrolmentEvent, _ envelope: EventEnvelope) {
        switch event {
        case .unit(let event): fold(event, envelope)
        case .civilServant(let event): fold(event, envelope)
        case .programme: break  // a batch repeats what a record shows of its programme
        case .batch(let event): fold(event, envelope)
        case .learningHours(let event): fold(event, envelope)
        }
    }

    private mutating func fold(_ event: UnitEvent, _ envelope: EventEnvelope) {
        let key = RowKey(envelope)
        switch event {
        case .unitEstablished(let fact): units[key, default: UnitChange()].name = fact.name
        case .unitRenamed(let fact): units[key, default: UnitChange()].name = fact.name
        case .unitMoved: break
        case .unitClosed(let fact): units[key, default: UnitChange()].closedOn = fact.closedOn
        }
    }

    private mutating func fold(_ event: CivilServantEvent, _ envelope: EventEnvelope) {
        let key = RowKey(envelope)
        var change = civilServants[key] ?? CivilServantChange()
        switch event {
        case .civilServantHired(let fact): change.hire(fact)
        case .civilServantMoved(let fact): change.move(fact)
        case .civilServantPromoted(let fact): change.promote(fact)
        case .superiorChanged(let fact): change.superior = .some(fact.superior)
        case .personalDataCorrected(let fact): change.correct(fact)
        case .civilServantLeft(let fact): change.leftOn = fact.leftOn
        case .personalDataErased: change.erasedAt = envelope.occurredAt
        }
        civilServants[key] = change
        addLine(envelope, about: CivilServantID(envelope.stream.id))
    }

    private mutating func fold(_ event: BatchEvent, _ envelope: EventEnvelope) {
        let key = RowKey(envelope)
        switch event {
        case .batchScheduled(let fact): batches[key, default: BatchChange()].schedule(fact)
        case .batchRescheduled(let fact): batches[key, default: BatchChange()].reschedule(fact.sessions)
        case .batchCapacityChanged: break
        case .batchCancelled: batches[key, default: BatchChange()].status = .cancelled
        case .batchClosed: batches[key, default: BatchChange()].status = .closed
        case .participantQueued(let fact): set(.queued, for: fact.civilServant, envelope)
        case .seatOffered(let fact): set(.offered, for: fact.civilServant, envelope)
        case .participantEnrolled(let fact): set(.enrolled, for: fact.civilServant, envelope)
        case .seatAccepted(let fact): set(.enrolled, for: fact.civilServant, envelope)
        case .seatDeclined(let fact): set(.declined, for: fact.civilServant, envelope)
        case .seatOfferExpired(let fact): set(.expired, for: fact.civilServant, envelope)
        case .participantWithdrew(let fact): set(.withdrawn, for: fact.civilServant, envelope)
        case .queueReordered(let fact): addLine(envelope, about: fact.civilServant)
        case .attendanceRecorded(let fact): addLine(envelope, about: fact.civilServant)
        case .practiceTaskAssessed(let fact): addLine(envelope, about: fact.civilServant)
        case .examResultNoted(let fact): addLine(envelope, about: fact.civilServant)
        case .participantCompleted(let fact):
            set(.completed, for: fact.civilServant, envelope, learningHours: fact.learningHours)
        case .participantDidNotComplete(let fact): set(.notCompleted, for: fact.civilServant, envelope)
        }
    }

    private mutating func fold(_ event: LearningHoursEvent, _ envelope: EventEnvelope) {
        switch event {
        // A completion that was taken back can be recorded again: nothing of the cancelled entry is left.
        case .learningHoursRecorded(let fact): change(fact.entry, envelope) { $0 = HoursChange(recorded: fact) }
        case .learningHoursVerified(let fact): change(fact.entry, envelope) { $0.status = .verified }
        case .learningHoursCancelled(let fact): change(fact.entry, envelope) { $0.status = .cancelled }
        case .learningHoursRecounted(let fact): change(fact.entry, envelope) { $0.recounted = fact }
        }
        addLine(envelope, about: CivilServantID(envelope.stream.id))
    }

    private mutating func change(_ entry: EntryID, _ envelope: EventEnvelope, _ body: (inout HoursChange) -> Void) {
        let key = HoursKey(
            tenant: envelope.tenant,
            civilServant: CivilServantID(envelope.stream.id),
            entry: entry
        )
        body(&hours[key, default: HoursChange()])
    }

    private mutating func set(
        _ status: ParticipationStatus,
        for civilServant: CivilServantID,
        _ envelope: EventEnvelope,
        learningHours: Int? = nil
    ) {
        let key = ParticipationKey(
            tenant: envelope.tenant,
            civilServant: civilServant,
            batch: BatchID(envelope.stream.id)
        )
        participations[key, default: ParticipationChange(status: status, changedAt: envelope.occurredAt)]
            .become(status, at: envelope.occurredAt, learningHours: learningHours)
        addLine(envelope, about: civilServant)
    }

    /// `civilServant`: nil for whomever the stream's first event named.
    mutating func addLine(_ envelope: EventEnvelope, about civilServant: CivilServantID?) {
        timeline.append(TimelineRow(envelope, about: civilServant))
    }
}
