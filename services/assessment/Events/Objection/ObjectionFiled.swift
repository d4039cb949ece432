package import CivilServiceKernel
package import EventSourcing

/// A person contests a decision.
package struct ObjectionFiled: EventPayload {
    /// What kind of decision.
    package let kind: ContestedKind
    /// The decision: an attempt, an appraisal, a batch.
    package let decision: ContestedDecisionID
    /// The question that an objection to an exam result is about.
    package let question: QuestionID?
    /// Who contests.
    package let objector: CivilServantID
    /// Who made the decision; none of them may review it.
    package let deciders: [CivilServantID]
    /// Why, sealed with the objector's key.
    package let grounds: SealedField
    /// When.
    package let filedAt: Timestamp
    /// Last day on which it could be filed.
    package let lastFilingDay: CalendarDate
    /// Last day on which both sides can be heard.
    package let hearingDueOn: CalendarDate
    /// Last day on which it should be decided.
    package let decisionDueOn: CalendarDate
    /// Zone of these days.
    package let timeZone: IndonesianTimeZone
    /// Name and version of the rule that gave the days.
    package let rule: String

    package init(
        kind: ContestedKind,
        decision: ContestedDecisionID,
        question: QuestionID? = nil,
        objector: CivilServantID,
        deciders: [CivilServantID],
        grounds: SealedField,
        filedAt: Timestamp,
        lastFilingDay: CalendarDate,
        hearingDueOn: CalendarDate,
        decisionDueOn: CalendarDate,
        timeZone: IndonesianTimeZone,
        rule: String
    ) {
        self.kind = kind
        self.decision = decision
        self.question = question
        self.objector = objector
        self.deciders = deciders
        self.grounds = grounds
        self.filedAt = filedAt
        self.lastFilingDay = lastFilingDay
        self.hearingDueOn = hearingDueOn
        self.decisionDueOn = decisionDueOn
        self.timeZone = timeZone
        self.rule = rule
    }
}
