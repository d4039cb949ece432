import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AssessmentExample {
    static let attempts: [AssessmentExample] = [
        .full(.attemptStarted(started(batch: .number(30), programme: .number(20)))),
        .minimal(.attemptStarted(started(batch: nil, programme: nil))),
        .full(
            .sessionOpened(
                SessionOpened(session: .number(52), replaced: .number(51), openedAt: .morning(3, 16, hours: 1))
            )
        ),
        .full(.answerSaved(saved(GivenAnswer(options: [], pairs: pairs, number: "12.5", text: .example)))),
        .minimal(.answerSaved(saved(GivenAnswer(options: ["b"], pairs: [])))),
        .full(.answerKeptAside(keptAside(.afterDeadline, lateBy: 1_250))),
        .minimal(.answerKeptAside(keptAside(.whilePaused, lateBy: nil))),
        .full(.answerAdmitted(AnswerAdmitted(receipt: 8, question: .number(40)))),
    ]

    static let clock: [AssessmentExample] = [
        .full(.extraTimeGranted(granted(deadline: .morning(3, 16, hours: 2)))),
        .minimal(.extraTimeGranted(granted(deadline: nil))),
        .full(
            .attemptPaused(
                AttemptPaused(pausedAt: .morning(3, 16, hours: 1), reason: .technical, orderedBy: .number(4))
            )
        ),
        .full(
            .attemptResumed(
                AttemptResumed(resumedAt: .morning(3, 16, hours: 2), deadline: .morning(3, 16, hours: 3))
            )
        ),
        .full(.incidentCounted(counted(deadline: .morning(3, 16, hours: 3)))),
        .minimal(.incidentCounted(counted(deadline: nil))),
        .full(
            .attemptReopened(
                AttemptReopened(reopenedAt: .morning(3, 16, hours: 2), deadline: .morning(3, 16, hours: 3))
            )
        ),
        .full(
            .attemptSubmitted(
                AttemptSubmitted(
                    submittedAt: .morning(3, 16, hours: 1),
                    answered: 2,
                    lastReceipt: 8,
                    digest: .receiptDigest
                )
            )
        ),
        .full(
            .attemptClosed(
                AttemptClosed(
                    closedAt: .morning(3, 16, hours: 3),
                    reason: .timeUp,
                    answered: 1,
                    lastReceipt: 7,
                    digest: .receiptDigest
                )
            )
        ),
    ]

    private static let pairs = [GivenPair(option: "a", target: "y"), GivenPair(option: "b", target: "x")]

    private static func started(batch: BatchID?, programme: ProgrammeID?) -> AttemptStarted {
        AttemptStarted(
            exam: .number(50),
            civilServant: .number(1),
            number: 1,
            batch: batch,
            programme: programme,
            timeZone: .makassar,
            seed: "5d0f3a9be1c27746",
            paper: [
                PaperItem(
                    question: .number(40),
                    revision: 1,
                    kind: .matching,
                    pointsHundredths: 500,
                    options: ["b", "a"],
                    targets: ["x", "y"]
                )
            ],
            startedAt: .morning(3, 16),
            durationMinutes: 90,
            closesAt: .morning(3, 16, hours: 3),
            extraMinutes: 23,
            passPercent: 70,
            rule: .markingRule,
            deadline: .morning(3, 16, hours: 2),
            session: .number(51)
        )
    }

    private static func saved(_ answer: GivenAnswer) -> AnswerSaved {
        AnswerSaved(
            receipt: 7,
            question: .number(40),
            session: .number(51),
            clientNumber: 9,
            savedAt: .morning(3, 16, hours: 1),
            answer: answer
        )
    }

    private static func keptAside(_ reason: AsideReason, lateBy milliseconds: Int?) -> AnswerKeptAside {
        AnswerKeptAside(
            receipt: 8,
            question: .number(40),
            session: .number(51),
            clientNumber: 10,
            arrivedAt: .morning(3, 16, hours: 2),
            reason: reason,
            lateByMilliseconds: milliseconds,
            answer: GivenAnswer(options: [], pairs: pairs)
        )
    }

    private static func granted(deadline: Timestamp?) -> ExtraTimeGranted {
        ExtraTimeGranted(
            minutes: 10,
            grantedBy: .number(4),
            grantedAt: .morning(3, 16, hours: 1),
            reason: "Komputer harus diganti",
            deadline: deadline
        )
    }

    private static func counted(deadline: Timestamp?) -> IncidentCounted {
        IncidentCounted(
            incident: .number(60),
            from: .morning(3, 16, hours: 1),
            until: .morning(3, 16, hours: 2),
            deadline: deadline
        )
    }
}
