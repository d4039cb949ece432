package import EventSourcing

/// What the random ids of this context stand for.
package enum AssessmentIdentityOf {
    package enum Question {}
    package enum Exam {}
    package enum Attempt {}
    package enum ExamSession {}
    package enum Essay {}
    package enum Objection {}
    package enum Incident {}
    package enum KeyRepair {}
    package enum ContestedDecision {}
}

/// A question of the bank.
package typealias QuestionID = Identifier<AssessmentIdentityOf.Question>
/// An exam.
package typealias ExamID = Identifier<AssessmentIdentityOf.Exam>
/// One candidate's attempt at an exam.
package typealias AttemptID = Identifier<AssessmentIdentityOf.Attempt>
/// One device's stay in an attempt.
package typealias ExamSessionID = Identifier<AssessmentIdentityOf.ExamSession>
/// One essay while it is marked.
package typealias EssayID = Identifier<AssessmentIdentityOf.Essay>
/// One objection.
package typealias ObjectionID = Identifier<AssessmentIdentityOf.Objection>
/// Something that stopped candidates' clocks.
package typealias IncidentID = Identifier<AssessmentIdentityOf.Incident>
/// One repair of a wrong key.
package typealias KeyRepairID = Identifier<AssessmentIdentityOf.KeyRepair>
/// A decision that may be contested: an attempt, an appraisal, a batch, by its own id.
package typealias ContestedDecisionID = Identifier<AssessmentIdentityOf.ContestedDecision>
