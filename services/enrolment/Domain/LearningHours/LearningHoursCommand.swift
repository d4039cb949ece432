package import CivilServiceKernel
package import EnrolmentEvents
package import EventSourcing

/// What may be asked of a civil servant's ledger.
package enum LearningHoursCommand: Sendable, Equatable {
    /// A policy records what a completed batch earned; a civil servant claims outside training.
    case record(RecordHours)
    /// Somebody with the role checks the evidence; never the person whose hours they are.
    case verify(EntryID, of: CivilServantID, by: CivilServantID)
    /// `cards` decide how much other entries then count.
    case cancel(EntryID, HoursCancellationReason, note: SealedField?, cards: RateCards)
}

/// Enters learning hours into the ledger.
package struct RecordHours: Sendable, Equatable {
    package enum Source: Sendable, Equatable {
        case training(BatchID, ProgrammeID)
        case outside(title: SealedField, evidence: SealedField)
    }

    package var entry: EntryID
    package var source: Source
    package var form: DevelopmentForm
    package var startedOn: CalendarDate
    package var endedOn: CalendarDate
    /// JP on the certificate or of the programme.
    package var hours: Int
    /// Sessions, for forms that are rated by session.
    package var sessions: Int
    package var employment: Employment
    /// The day in the tenant's zone on which it is recorded: nothing is recorded ahead.
    package var today: CalendarDate
    package var cards: RateCards

    package init(
        entry: EntryID,
        source: Source,
        form: DevelopmentForm,
        startedOn: CalendarDate,
        endedOn: CalendarDate,
        hours: Int = 0,
        sessions: Int = 1,
        employment: Employment,
        today: CalendarDate,
        cards: RateCards = .national
    ) {
        self.entry = entry
        self.source = source
        self.form = form
        self.startedOn = startedOn
        self.endedOn = endedOn
        self.hours = hours
        self.sessions = sessions
        self.employment = employment
        self.today = today
        self.cards = cards
    }
}
