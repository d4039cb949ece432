package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing

/// What may be asked of an objection.
package enum ObjectionCommand: Sendable, Equatable {
    case file(FileObjection)
    case assignReviewer(CivilServantID, at: Timestamp)
    case recuse(CivilServantID, reason: Explanation)
    /// Either side may speak, more than once, until it is decided.
    case hear(CivilServantID, statement: SealedField, at: Timestamp)
    /// A side that was asked and did not speak until its last day; a timer or the reviewer asks this.
    case noteMissed(HearingParty, at: Timestamp)
    case decide(DecideObjection)
    case recordRecalculation(before: Title, after: Title, at: Timestamp)
    case withdraw(CivilServantID, at: Timestamp)
}

/// Contests a decision.
package struct FileObjection: Sendable, Equatable {
    package var contested: ContestedDecision
    package var objector: CivilServantID
    package var grounds: SealedField
    package var rule: ObjectionRule
    /// The tenant's.
    package var calendar: WorkingDayCalendar
    package var at: Timestamp

    package init(
        contested: ContestedDecision,
        objector: CivilServantID,
        grounds: SealedField,
        rule: ObjectionRule = .standard,
        calendar: WorkingDayCalendar,
        at: Timestamp
    ) {
        self.contested = contested
        self.objector = objector
        self.grounds = grounds
        self.rule = rule
        self.calendar = calendar
        self.at = at
    }
}

/// The decision that is contested, as the context that made it tells.
package struct ContestedDecision: Sendable, Equatable {
    package var kind: ContestedKind
    package var decision: ContestedDecisionID
    /// Whom it concerns.
    package var concerns: CivilServantID
    /// Who made it; none of them may review it.
    package var deciders: [CivilServantID]
    package var question: QuestionID?
    /// When the person was told.
    package var announcedAt: Timestamp
    /// The last day that was promised then; wins over a day computed by a calendar that has changed since.
    package var lastFilingDay: CalendarDate?

    package init(
        kind: ContestedKind,
        decision: ContestedDecisionID,
        concerns: CivilServantID,
        deciders: [CivilServantID],
        question: QuestionID? = nil,
        announcedAt: Timestamp,
        lastFilingDay: CalendarDate? = nil
    ) {
        self.kind = kind
        self.decision = decision
        self.concerns = concerns
        self.deciders = deciders
        self.question = question
        self.announcedAt = announcedAt
        self.lastFilingDay = lastFilingDay
    }

    /// A released exam result.
    ///
    /// Nil while the attempt has none.
    package init?(_ id: AttemptID, of attempt: Attempt, deciders: [CivilServantID], question: QuestionID? = nil) {
        guard let start = attempt.start, let releasedAt = attempt.marking.releasedAt else { return nil }
        self.init(
            kind: .examResult,
            decision: ContestedDecisionID(id.uuid),
            concerns: start.civilServant,
            deciders: deciders,
            question: question,
            announcedAt: releasedAt,
            lastFilingDay: attempt.marking.objectionsUntil
        )
    }
}

/// The reviewer's decision.
package struct DecideObjection: Sendable, Equatable {
    package var reviewer: CivilServantID
    package var outcome: ObjectionOutcome
    package var reasons: SealedField
    package var needsRecalculation: Bool
    package var calendar: WorkingDayCalendar
    package var at: Timestamp

    package init(
        reviewer: CivilServantID,
        outcome: ObjectionOutcome,
        reasons: SealedField,
        needsRecalculation: Bool,
        calendar: WorkingDayCalendar,
        at: Timestamp
    ) {
        self.reviewer = reviewer
        self.outcome = outcome
        self.reasons = reasons
        self.needsRecalculation = needsRecalculation
        self.calendar = calendar
        self.at = at
    }
}
