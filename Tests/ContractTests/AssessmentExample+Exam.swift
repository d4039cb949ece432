import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AssessmentExample {
    static let exams: [AssessmentExample] = [
        .full(
            .examScheduled(
                scheduled(
                    batch: .number(30),
                    programme: .number(20),
                    blueprint: [
                        BlueprintRow(topic: "Pelayanan publik", difficulty: .medium, count: 1),
                        BlueprintRow(topic: "Etika", count: 1),
                    ]
                )
            )
        ),
        .minimal(.examScheduled(scheduled(batch: nil, programme: nil, blueprint: []))),
        .full(
            .examRescheduled(
                ExamRescheduled(
                    opensAt: .morning(3, 17),
                    closesAt: .morning(3, 17, hours: 4),
                    durationMinutes: 100,
                    reason: "Listrik padam pada hari ujian"
                )
            )
        ),
        .full(.examCancelled(ExamCancelled(reason: "Soal bocor sebelum ujian"))),
        .full(
            .extraTimeArranged(
                ExtraTimeArranged(civilServant: .number(1), extraPercent: 25, basis: .example)
            )
        ),
        .minimal(.extraTimeArranged(ExtraTimeArranged(civilServant: .number(1), extraPercent: 0))),
        .full(
            .examIncidentDeclared(
                ExamIncidentDeclared(
                    incident: .number(60),
                    from: .morning(3, 16, hours: 1),
                    until: .morning(3, 16, hours: 2),
                    candidates: [.number(1), .number(2)],
                    reason: "Jaringan ruang 2 terputus"
                )
            )
        ),
        .full(.examKeyRepaired(repaired(.newKey, key: .example))),
        .minimal(.examKeyRepaired(repaired(.excluded, key: nil))),
        .full(
            .examResultsReleased(
                ExamResultsReleased(releasedAt: .morning(3, 18), objectionsUntil: .day(3, 25))
            )
        ),
    ]

    private static func scheduled(batch: BatchID?, programme: ProgrammeID?, blueprint: [BlueprintRow])
        -> ExamScheduled
    {
        ExamScheduled(
            mode: .online,
            title: "Ujian Akhir Pelayanan Publik",
            batch: batch,
            programme: programme,
            timeZone: .makassar,
            opensAt: .morning(3, 16),
            closesAt: .morning(3, 16, hours: 3),
            durationMinutes: 90,
            passPercent: 70,
            attemptsAllowed: 2,
            pool: [
                PoolQuestion(
                    question: .number(40),
                    revision: 1,
                    kind: .matching,
                    topic: "Pelayanan publik",
                    difficulty: .medium,
                    pointsHundredths: 500,
                    options: ["a", "b"],
                    targets: ["x", "y"]
                ),
                PoolQuestion(
                    question: .number(41),
                    revision: 1,
                    kind: .essay,
                    topic: "Etika",
                    difficulty: .hard,
                    pointsHundredths: 1_000,
                    options: [],
                    targets: []
                ),
            ],
            blueprint: blueprint,
            shufflesQuestions: true,
            shufflesOptions: false,
            markersDifferPercent: 20,
            objectionWorkingDays: 5,
            rule: .markingRule
        )
    }

    private static func repaired(_ treatment: KeyTreatment, key: SealedField?) -> ExamKeyRepaired {
        ExamKeyRepaired(
            repair: .number(61),
            question: .number(40),
            revision: 1,
            treatment: treatment,
            key: key,
            decidedBy: .number(4),
            reason: "Kunci tertukar antara dua asas"
        )
    }
}
