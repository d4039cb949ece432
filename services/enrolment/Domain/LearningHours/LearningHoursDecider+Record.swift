import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension LearningHoursDecider {
    /// The entry that `request` asks for, rated and counted by the card in force on its last day.
    static func recorded(_ request: RecordHours, given ledger: LearningHoursLedger)
        throws(LearningHoursRejection) -> LearningHoursRecorded
    {
        let (card, quantity, awarded) = try rated(request)
        let employment = request.employment
        let year = LearningYear(
            of: card.limit(for: employment.kind)?.year ?? .calendar,
            containing: request.endedOn,
            employedSince: employment.startedOn
        )
        let count = HoursCount.of(
            awarded,
            form: request.form,
            from: request.startedOn,
            to: request.endedOn,
            year: year,
            kind: employment.kind,
            card: card,
            beside: ledger.standing.filter { $0.id != request.entry }.map(\.entry)
        )
        var batch: BatchID?
        var programme: ProgrammeID?
        var title: SealedField?
        var evidence: SealedField?
        switch request.source {
        case .training(let ofBatch, let ofProgramme): (batch, programme) = (ofBatch, ofProgramme)
        case .outside(let sealedTitle, let sealedEvidence): (title, evidence) = (sealedTitle, sealedEvidence)
        }
        return LearningHoursRecorded(
            entry: request.entry,
            source: batch == nil ? .outsideTraining : .training,
            batch: batch,
            programme: programme,
            form: request.form,
            employmentKind: employment.kind,
            startedOn: request.startedOn,
            endedOn: request.endedOn,
            yearFrom: year.firstDay,
            yearTo: year.lastDay,
            quantity: quantity,
            awarded: awarded,
            counted: count.counted,
            limits: count.limits,
            rateCard: card.version,
            title: title,
            evidence: evidence
        )
    }

    private static func rated(_ request: RecordHours)
        throws(LearningHoursRejection) -> (card: RateCard, quantity: Int, awarded: Int)
    {
        guard request.startedOn <= request.endedOn else { throw .endsBeforeItStarts }
        guard request.endedOn <= request.startedOn.adding(days: 366) else { throw .longerThanAYear }
        guard request.endedOn <= request.today else { throw .notYetOver(request.endedOn) }
        guard let card = request.cards.card(on: request.endedOn) else { throw .noRateCard(on: request.endedOn) }
        guard let rate = card.rate(for: request.form) else { throw .formNotRated(request.form) }
        let quantity: Int
        switch rate.unit {
        case .certifiedHour:
            guard (1...LearningHours.limit).contains(request.hours) else { throw .quantityOutOfRange }
            quantity = request.hours
        case .session:
            guard (1...366).contains(request.sessions) else { throw .quantityOutOfRange }
            quantity = request.sessions
        case .activity, .assignment: quantity = 1
        }
        return (card, quantity, quantity * rate.hoursPerUnit)
    }
}

extension LearningHoursLedger.Entry {
    /// Whether `fact` says the same as this entry did when it was recorded; what counts may have changed since.
    func isRecordOf(_ fact: LearningHoursRecorded) -> Bool {
        form == fact.form && employmentKind == fact.employmentKind && startedOn == fact.startedOn
            && endedOn == fact.endedOn && awarded == fact.awarded && isOwnTraining == (fact.source == .training)
    }
}
