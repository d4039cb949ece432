import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AssessmentExample {
    static let objections: [AssessmentExample] = [
        .full(.objectionFiled(filed(question: .number(40)))),
        .minimal(.objectionFiled(filed(question: nil))),
        .full(.reviewerAssigned(ReviewerAssigned(reviewer: .number(8), assignedAt: .morning(3, 20)))),
        .full(.reviewerRecused(ReviewerRecused(reviewer: .number(8), reason: "Pernah satu tim dengan pemohon"))),
        .full(
            .statementHeard(
                StatementHeard(
                    party: .objector,
                    speaker: .number(1),
                    statement: .example,
                    heardAt: .morning(3, 23)
                )
            )
        ),
        .full(.statementMissed(StatementMissed(party: .decider, dueOn: .day(3, 26)))),
        .full(.objectionDecided(decided(question: .number(40), .partlyUpheld))),
        .minimal(.objectionDecided(decided(question: nil, .rejected))),
        .full(
            .resultRecalculated(
                ResultRecalculated(
                    before: "40,00",
                    after: "73,33",
                    changed: true,
                    recalculatedAt: .morning(3, 27, hours: 1)
                )
            )
        ),
        .full(.objectionWithdrawn(ObjectionWithdrawn(withdrawnAt: .morning(3, 24)))),
        .full(
            .objectionBecameFinal(
                ObjectionBecameFinal(outcome: .partlyUpheld, finalAt: .morning(3, 27, hours: 2))
            )
        ),
        .minimal(.objectionBecameFinal(ObjectionBecameFinal(finalAt: .morning(3, 24)))),
    ]

    private static func filed(question: QuestionID?) -> ObjectionFiled {
        ObjectionFiled(
            kind: .examResult,
            decision: .number(56),
            question: question,
            objector: .number(1),
            deciders: [.number(4), .number(5)],
            grounds: .example,
            filedAt: .morning(3, 19),
            lastFilingDay: .day(3, 25),
            hearingDueOn: .day(3, 26),
            decisionDueOn: .day(4, 2),
            timeZone: .makassar,
            rule: "bina-objection.1"
        )
    }

    private static func decided(question: QuestionID?, _ outcome: ObjectionOutcome) -> ObjectionDecided {
        ObjectionDecided(
            kind: .examResult,
            decision: .number(56),
            question: question,
            objector: .number(1),
            reviewer: .number(8),
            outcome: outcome,
            reasons: .example,
            needsRecalculation: outcome != .rejected,
            decidedAt: .morning(3, 27),
            late: false
        )
    }
}
