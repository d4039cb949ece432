import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

/// What came when exams began to count: a fact of its own, and fields of earlier ones.
extension EnrolmentExample {
    static let exams: [EnrolmentExample] = [
        .full(
            .examResultNoted(
                ExamResultNoted(
                    civilServant: .number(1),
                    exam: .number(60),
                    attempt: .number(61),
                    revision: 14,
                    passed: true,
                    scoreHundredths: 7_250,
                    basis: .released,
                    determinedAt: .morning(3, 12)
                )
            )
        ),
        Self(
            event: .programme(.programmePublished(published(currentUntil: .day(12, 31), examRequired: true))),
            variant: "exam"
        ),
        Self(
            event: .programme(.programmeRevised(revised(currentUntil: .day(12, 31), examRequired: true))),
            variant: "exam"
        ),
        Self(event: .batch(.batchScheduled(scheduled(sessions, examRequired: true))), variant: "exam"),
        Self(event: .batch(.participantCompleted(completed(practiceTaskPassed: true, exam: true))), variant: "exam"),
        Self(
            event: .batch(
                .participantDidNotComplete(
                    notCompleted([.practiceTaskNotPassed], practiceTaskPassed: false, shortfall: .examNotPassed)
                )
            ),
            variant: "exam"
        ),
        Self(
            event: .batch(
                .participantDidNotComplete(notCompleted([], practiceTaskPassed: true, shortfall: .noExamResult))
            ),
            variant: "no-exam-result"
        ),
    ]
}
