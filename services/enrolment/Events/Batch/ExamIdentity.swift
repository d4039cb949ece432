package import EventSourcing

/// What the ids of exams stand for here; the assessment context owns them.
package enum ExamIdentityOf {
    package enum ConcludingExam {}
    package enum ExamAttempt {}
}

/// An exam that concludes a programme, by its id in the assessment context.
package typealias ConcludingExamID = Identifier<ExamIdentityOf.ConcludingExam>
/// One participant's attempt at it, by its id in the assessment context.
package typealias ExamAttemptID = Identifier<ExamIdentityOf.ExamAttempt>
