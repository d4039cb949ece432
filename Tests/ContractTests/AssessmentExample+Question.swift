import AssessmentEvents
import EventSourcing

extension AssessmentExample {
    static let questions: [AssessmentExample] = [
        .full(
            .questionAdded(
                QuestionAdded(
                    code: "PP-014",
                    revision: 1,
                    kind: .matching,
                    topic: "Pelayanan publik",
                    difficulty: .medium,
                    format: .plain,
                    stem: "Pasangkan asas dengan artinya.",
                    options: [
                        AnswerOption(id: "a", text: "Akuntabilitas"), AnswerOption(id: "b", text: "Keterbukaan"),
                    ],
                    targets: [
                        AnswerOption(id: "x", text: "Setiap orang dapat memperoleh informasi"),
                        AnswerOption(id: "y", text: "Proses dapat dipertanggungjawabkan"),
                    ],
                    wordLimit: 200,
                    key: .example
                )
            )
        ),
        .minimal(
            .questionAdded(
                QuestionAdded(
                    revision: 1,
                    kind: .essay,
                    topic: "Etika",
                    difficulty: .hard,
                    format: .markdown,
                    stem: "Uraikan *benturan kepentingan* pada pengadaan.",
                    options: [],
                    targets: [],
                    key: .example
                )
            )
        ),
        .full(.questionRevised(revised(code: "PP-014", wordLimit: 200))),
        .minimal(.questionRevised(revised(code: nil, wordLimit: nil))),
        .full(.questionRetired(QuestionRetired(reason: "Peraturan yang ditanyakan sudah dicabut"))),
    ]

    private static func revised(code: String?, wordLimit: Int?) -> QuestionRevised {
        QuestionRevised(
            code: code,
            revision: 2,
            kind: .trueFalse,
            topic: "Pelayanan publik",
            difficulty: .easy,
            format: .plain,
            stem: "Standar pelayanan wajib diumumkan kepada masyarakat.",
            options: [AnswerOption(id: "t", text: "Benar"), AnswerOption(id: "f", text: "Salah")],
            targets: [AnswerOption(id: "x", text: "Tidak dipakai")],
            wordLimit: wordLimit,
            key: .example,
            reason: "Kalimat soal dibuat lebih jelas"
        )
    }
}
