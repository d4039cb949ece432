import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension EnrolmentExample {
    static let units: [EnrolmentExample] = [
        .full(
            .unitEstablished(
                UnitEstablished(name: "Dinas Kesehatan", code: "1.02", kind: .dinas, parentUnit: .number(10))
            )
        ),
        .minimal(.unitEstablished(UnitEstablished(name: "Pemerintah Kota Makassar", kind: .government))),
        .full(.unitRenamed(UnitRenamed(name: "Dinas Kesehatan dan Keluarga Berencana"))),
        .full(.unitMoved(UnitMoved(parentUnit: .number(10)))),
        .minimal(.unitMoved(UnitMoved())),
        .full(.unitClosed(UnitClosed(closedOn: .day(12, 31), reason: "Digabung menurut Perwali 12/2026"))),
    ]

    static let civilServants: [EnrolmentExample] = [
        .full(
            .civilServantHired(
                CivilServantHired(
                    number: .example,
                    name: .example,
                    contact: .example,
                    employmentKind: .pns,
                    rank: .penataMuda,
                    unit: .number(11),
                    postTitle: "Analis Kebijakan Ahli Pertama",
                    postLevel: .ahliPertama,
                    superior: .number(2),
                    startedOn: .day(3, 1)
                )
            )
        ),
        .minimal(
            .civilServantHired(
                CivilServantHired(
                    number: .example,
                    name: .example,
                    employmentKind: .pppk,
                    rank: .pppk(grade: 9),
                    unit: .number(11),
                    postTitle: "Pranata Komputer Ahli Pertama",
                    postLevel: .ahliPertama,
                    startedOn: .day(3, 1)
                )
            )
        ),
        .full(.civilServantMoved(moved(superior: .number(3)))),
        .minimal(.civilServantMoved(moved(superior: nil))),
        .full(
            .civilServantPromoted(
                CivilServantPromoted(
                    rank: .pns(group: 3, room: 2),
                    postTitle: "Analis Kebijakan Ahli Pertama",
                    postLevel: .ahliPertama,
                    effectiveOn: .day(4, 1)
                )
            )
        ),
        .full(.superiorChanged(SuperiorChanged(superior: .number(3), effectiveOn: .day(4, 1)))),
        .minimal(.superiorChanged(SuperiorChanged(effectiveOn: .day(4, 1)))),
        .full(
            .personalDataCorrected(PersonalDataCorrected(number: .example, name: .example, contact: .example))
        ),
        .minimal(.personalDataCorrected(PersonalDataCorrected())),
        .full(.civilServantLeft(CivilServantLeft(reason: .retired, leftOn: .day(12, 31)))),
        .full(.personalDataErased(PersonalDataErased(reason: .subjectRequest))),
    ]

    static let programmes: [EnrolmentExample] = [
        .full(.programmePublished(published(currentUntil: .day(12, 31)))),
        .minimal(.programmePublished(published(currentUntil: nil))),
        .full(.programmeRevised(revised(currentUntil: .day(12, 31)))),
        .minimal(.programmeRevised(revised(currentUntil: nil))),
        .full(
            .programmeRetired(ProgrammeRetired(retiredOn: .day(12, 31), reason: "Diganti oleh program baru"))
        ),
    ]

    private static let modules = [
        CurriculumModule(number: 1, title: "Standar pelayanan", learningHours: 4),
        CurriculumModule(number: 2, title: "Menangani keluhan", learningHours: 8),
    ]

    private static let outcomes = [
        LearningOutcome(module: 2, text: "Menjawab keluhan warga dalam lima hari", competence: "M.05", level: 2)
    ]

    private static func moved(superior: CivilServantID?) -> CivilServantMoved {
        CivilServantMoved(
            unit: .number(12),
            postTitle: "Analis Kebijakan Ahli Pertama",
            postLevel: .ahliPertama,
            superior: superior,
            effectiveOn: .day(4, 1)
        )
    }

    static func published(currentUntil: CalendarDate?, examRequired: Bool? = nil) -> ProgrammePublished {
        ProgrammePublished(
            revision: 1,
            code: "PPP-01",
            title: "Pelayanan Publik Prima",
            form: .technical,
            competenceGroup: .managerial,
            learningHours: 12,
            benefit: "Anda melayani warga lebih cepat dan dengan lebih sedikit keluhan.",
            topics: ["pelayanan", "keluhan"],
            currentUntil: currentUntil,
            minimumAttendancePercent: 80,
            practiceTaskRequired: true,
            examRequired: examRequired,
            modules: modules,
            outcomes: outcomes
        )
    }

    static func revised(currentUntil: CalendarDate?, examRequired: Bool? = nil) -> ProgrammeRevised {
        ProgrammeRevised(
            revision: 2,
            code: "PPP-01",
            title: "Pelayanan Publik Prima",
            form: .technical,
            competenceGroup: .managerial,
            learningHours: 12,
            benefit: "Anda melayani warga lebih cepat dan dengan lebih sedikit keluhan.",
            topics: ["pelayanan", "keluhan"],
            currentUntil: currentUntil,
            minimumAttendancePercent: 90,
            practiceTaskRequired: true,
            examRequired: examRequired,
            modules: modules,
            outcomes: outcomes,
            reason: "Peserta menilai materi kurang sesuai dengan pekerjaan"
        )
    }
}
