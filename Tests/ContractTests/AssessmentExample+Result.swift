import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AssessmentExample {
    static let marking: [AssessmentExample] = [
        .full(
            .attemptMarked(
                AttemptMarked(marks: [mark(500)], pendingEssays: [.number(41)], rule: .markingRule)
            )
        ),
        .full(.essayMarkEntered(EssayMarkEntered(essay: .number(53), mark: mark(350)))),
        .full(
            .resultDetermined(
                ResultDetermined(
                    pointsHundredths: 1_100,
                    maxHundredths: 1_500,
                    scoreHundredths: 7_333,
                    passed: true,
                    rule: .markingRule
                )
            )
        ),
        .full(.attemptRemarked(remarked(repair: .number(61), objection: .number(54)))),
        .minimal(.attemptRemarked(remarked(repair: nil, objection: nil))),
    ]

    static let results: [AssessmentExample] = [
        .full(.resultReleased(released(batch: .number(30), programme: .number(20)))),
        .minimal(.resultReleased(released(batch: nil, programme: nil))),
        .full(
            .resultCorrected(
                corrected(batch: .number(30), programme: .number(20), repair: .number(61), objection: .number(54))
            )
        ),
        .minimal(.resultCorrected(corrected(batch: nil, programme: nil, repair: nil, objection: nil))),
        .full(.externalResultRecorded(external(batch: .number(30), programme: .number(20)))),
        .minimal(.externalResultRecorded(external(batch: nil, programme: nil))),
    ]

    private static func mark(_ points: Int) -> ItemMark {
        ItemMark(
            question: .number(40),
            revision: 1,
            answered: true,
            pointsHundredths: points,
            maxHundredths: 500
        )
    }

    private static func remarked(repair: KeyRepairID?, objection: ObjectionID?) -> AttemptRemarked {
        AttemptRemarked(
            cause: .keyRepair,
            repair: repair,
            objection: objection,
            changes: [
                MarkChange(question: .number(40), pointsBefore: 0, pointsAfter: 500, maxBefore: 500, maxAfter: 500)
            ],
            pointsBefore: 600,
            pointsAfter: 1_100,
            maxBefore: 1_500,
            maxAfter: 1_500,
            scoreBefore: 4_000,
            scoreAfter: 7_333,
            passedBefore: false,
            passedAfter: true,
            remarkedAt: .morning(3, 20)
        )
    }

    private static func released(batch: BatchID?, programme: ProgrammeID?) -> ResultReleased {
        ResultReleased(
            exam: .number(50),
            civilServant: .number(1),
            number: 1,
            batch: batch,
            programme: programme,
            pointsHundredths: 600,
            maxHundredths: 1_500,
            scoreHundredths: 4_000,
            passed: false,
            passPercent: 70,
            rule: .markingRule,
            releasedAt: .morning(3, 18),
            objectionsUntil: .day(3, 25)
        )
    }

    private static func corrected(
        batch: BatchID?,
        programme: ProgrammeID?,
        repair: KeyRepairID?,
        objection: ObjectionID?
    ) -> ResultCorrected {
        ResultCorrected(
            exam: .number(50),
            civilServant: .number(1),
            number: 1,
            batch: batch,
            programme: programme,
            cause: .keyRepair,
            repair: repair,
            objection: objection,
            pointsBefore: 600,
            pointsAfter: 1_100,
            maxBefore: 1_500,
            maxAfter: 1_500,
            scoreBefore: 4_000,
            scoreAfter: 7_333,
            passedBefore: false,
            passedAfter: true,
            correctedAt: .morning(3, 20),
            objectionsUntil: .day(3, 27)
        )
    }

    private static func external(batch: BatchID?, programme: ProgrammeID?) -> ExternalResultRecorded {
        ExternalResultRecorded(
            exam: .number(55),
            civilServant: .number(1),
            number: 1,
            batch: batch,
            programme: programme,
            scoreHundredths: 8_200,
            passPercent: 40,
            passed: true,
            submittedOn: .day(3, 11),
            source: "Universitas Terbuka"
        )
    }
}
