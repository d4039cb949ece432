import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import Foundation
import HTTPServer
import TestSupport
import ServiceTesting
import Testing

@testable import AssessmentService

struct QuestionImportTests {
    struct Totals: Decodable {
        struct Refusal: Decodable, Equatable {
            let line: Int
            let code: String?
            let rule: String
            let pesan: String
            let detail: String
        }

        let dryRun: Bool
        let read: Int
        let added: Int
        let revised: Int
        let unchanged: Int
        let refused: [Refusal]
        let descriptions: Int

        /// Read, added, revised, unchanged, refused.
        var counts: [Int] { [read, added, revised, unchanged, refused.count] }
    }

    private static let gift = """
        // [tag:dasar]
        ::Ibu kota::[html]Ibu kota <b>Aceh</b>? {
            ~Medan#Bukan
            ~%25%Sabang
            =Banda Aceh
        }

        Benua?{~%50%Afrika ~%50%Asia ~%-100%Cina}

        Kurung terbuka {=a ~b

        Sebuah teks saja.

        ASN itu netral.{T}
        """

    private static let table = """
        kode;jenis;topik;kesulitan;soal;pilihan;kunci;toleransi;penjelasan
        S-1;pilihan ganda;Etika;mudah;Mana yang benar?;Jujur|Curang;A;;Karena jujur
        S-2;angka;;sulit;Berapa pi?;;3,14;0,01;
        S-3;tebakan;Etika;mudah;Apa?;a|b;A;;
        S-4;mengurutkan;Etika;;Urutkan;;Ajukan|Periksa|Bayar;;
        """

    @Test func `adds what a file holds, and a second time nothing`() async throws {
        try await withAssessmentStage { stage in
            let first = try await stage.upload(Self.gift)
            #expect(first.counts == [3, 3, 0, 0, 1], "\(first)")
            #expect(first.descriptions == 1 && !first.dryRun)
            #expect(first.refused.map(\.line) == [10] && first.refused.map(\.rule) == ["gift-braces-unbalanced"])
            #expect(first.refused[0].pesan.contains("kurung kurawal"))
            let heads = try await stage.store.feed.heads()
            let second = try await stage.upload(Self.gift)
            #expect(second.counts == [3, 0, 0, 3, 1])
            #expect(try await stage.store.feed.heads() == heads)
            // Through the same command handling: the bank lists and shows them.
            try await stage.waitForView()
            let list = try await stage.caller(.questionAuthor).get("/v1/aceh/questions?kind=single-choice")
            #expect(list.text.contains(#""code":"Ibu kota""#) && list.text.contains(#""topic":"Umum""#))
        }
    }

    @Test func `a dry run says the same and changes nothing`() async throws {
        try await withAssessmentStage { stage in
            let dry = try await stage.upload(Self.gift, "format=gift&topic=Geografi&dry-run=true")
            #expect(dry.counts == [3, 3, 0, 0, 1] && dry.dryRun)
            #expect(try await stage.store.feed.heads().values.allSatisfy { $0 == 0 })
        }
    }

    @Test func `a changed question with a code is a revision, one without is another question`() async throws {
        try await withAssessmentStage { stage in
            _ = try await stage.upload(Self.gift)
            let changed = Self.gift.replacing("~Medan#Bukan", with: "~Langsa").replacing("Benua?", with: "Benua apa?")
                .replacing("{T}", with: "{F}")
            let outcome = try await stage.upload(changed)
            // The title's options, and the key of the statement; the question with another text is new.
            #expect(outcome.counts == [3, 1, 2, 0, 1], "\(outcome)")
            #expect(try await stage.upload(changed).counts == [3, 0, 0, 3, 1])
        }
    }

    @Test func `questions of one title in one file stay apart, and one that stands twice is one`() async throws {
        try await withAssessmentStage { stage in
            let file = "::Sama::Satu?{=a ~b}\n\n::Sama::Dua?{=a ~b}\n\n::Sama::Satu?{=a ~b}"
            let first = try await stage.upload(file)
            #expect(first.counts == [3, 2, 0, 1, 0], "\(first)")
            #expect(try await stage.upload(file).counts == [3, 0, 0, 3, 0])
        }
    }

    /// Files that share titles: other stems, other answers, other order, other company, one id.
    private static let set = [
        "::Satu::Apa?{=a ~b}\n\n::Dua::Apa?{T}", "::Satu::Siapa?{=a ~b}\n\n::Dua::Apa?{F}",
        "::Satu::Apa?{=a ~c}\n\n::Satu::Apa?{=a ~b}", "// [id:x]\n::Satu::Apa?{=a ~d}\n\n::Dua::Mengapa?{T}",
        "// [id:x]\n::Lain::Bagaimana?{=a ~d}",
    ]

    @Test func `a set of files that share titles changes nothing the second time, in any order`() async throws {
        try await withAssessmentStage { stage in
            var first: [Totals] = []
            for file in Self.set { first.append(try await stage.upload(file)) }
            // Another stem is another question; other answers to one, or another question of one id, a revision.
            #expect(first.map(\.added) == [2, 1, 1, 2, 0] && first.map(\.revised) == [0, 1, 1, 0, 1], "\(first)")
            let heads = try await stage.store.feed.heads()
            for file in Self.set + Self.set.reversed() {
                let again = try await stage.upload(file)
                #expect(again.unchanged == again.read, "\(file): \(again)")
            }
            #expect(try await stage.store.feed.heads() == heads)
        }
    }

    @Test func `an old file does not bring back what was corrected since`() async throws {
        try await withAssessmentStage { stage in
            _ = try await stage.upload("::Satu::Satu?{=a ~b}")
            #expect(try await stage.upload("::Satu::Satu?{~a =b}").revised == 1)
            #expect(try await stage.upload("::Satu::Satu?{=a ~b}").counts == [1, 0, 0, 1, 0])
            #expect(try await stage.upload("::Satu::Satu?{~a =b}").counts == [1, 0, 0, 1, 0])
        }
    }

    @Test func `a retired question stays retired`() async throws {
        try await withAssessmentStage { stage in
            _ = try await stage.upload("::Satu::Satu?{=a ~b}")
            try await stage.waitForView()
            struct List: Decodable {
                struct Row: Decodable { let id: String }
                let questions: [Row]
            }
            let author = try stage.caller(.questionAuthor)
            let list = try await author.get("/v1/aceh/questions").json(List.self)
            let path = "/v1/aceh/questions/\(try #require(list.questions.first?.id))"
            #expect(await author.post("\(path)/retire", json: #"{"reason":"Usang"}"#).status == 200)
            let outcome = try await stage.upload("::Satu::Satu?{=a ~c}")
            #expect(outcome.counts == [1, 0, 0, 0, 1] && outcome.refused.map(\.rule) == ["question-retired"])
        }
    }

    @Test func `reads a table with any separator and encoding, and refuses row by row`() async throws {
        try await withAssessmentStage { stage in
            let first = try await stage.upload(Self.table, "format=csv&topic=Hitung", type: "text/csv")
            #expect(first.counts == [3, 3, 0, 0, 1], "\(first)")
            #expect(first.refused.map(\.line) == [4] && first.refused.map(\.code) == ["S-3"])
            let marked = Array("\u{FEFF}\(Self.table.replacing("\n", with: "\r\n"))".utf8)
            #expect(try await stage.upload(marked, "format=csv&topic=Hitung").counts == [3, 0, 0, 3, 1])
            // Windows-1252: é is one byte.
            var bytes = Array("kode,jenis,topik,soal,kunci\nS-9,isian singkat,Kota,Apa itu caf".utf8)
            bytes += [0xE9] + Array("?,kedai\nS-10,isian singkat,\"Kota,Apa?,x".utf8)
            let old = try await stage.upload(bytes, "format=csv")
            #expect(old.counts == [1, 1, 0, 0, 1] && old.refused.map(\.rule) == ["table-row-unreadable"])
            try await stage.waitForView()
            let list = try await stage.caller(.questionAuthor).get("/v1/aceh/questions?topic=Hitung")
            #expect(list.text.contains("S-2"))
        }
    }

    @Test(arguments: [
        ("format=xml", "text/plain", "a{T}", 400), ("", "text/plain", "a{T}", 400),
        ("format=gift&dry-run=ya", "text/plain", "a{T}", 400), ("format=gift&topik=x", "text/plain", "a{T}", 400),
        ("format=gift&topic=", "text/plain", "a{T}", 400), ("format=gift", "application/json", "a{T}", 415),
        ("format=gift", "text/plain", "a\u{0}{T}", 422), ("format=csv", "text/csv", "", 422),
    ])
    func `a file that is none is refused as a whole`(query: String, type: String, text: String, status: Int)
        async throws
    {
        try await withAssessmentStage { stage in
            let answer = try await stage.caller(.questionAuthor).send(
                .post,
                "/v1/aceh/questions/import?\(query)",
                body: Array(text.utf8),
                headers: ["Content-Type": type]
            )
            #expect(answer.status == status, "\(answer.text)")
        }
    }

    @Test func `unknown columns and an empty file are told, not guessed`() async throws {
        try await withAssessmentStage { stage in
            let wrong = try await stage.upload("kode,jenis,jawaban\nS-1,angka,3", "format=csv")
            #expect(wrong.counts == [0, 0, 0, 0, 1] && wrong.refused.map(\.rule) == ["table-columns"])
            #expect(try await stage.upload("").counts == [0, 0, 0, 0, 0])
        }
    }

    @Test func `hostile texts and random bytes are taken as data or refused, never more`() async throws {
        try await withAssessmentStage { stage in
            let hostile = "<script>alert(1)</script>{=a ~b}\n\n=1+1{=a ~b}\n\n'; drop table questions; --{T}"
            #expect(try await stage.upload(hostile).counts == [3, 3, 0, 0, 0])
            var random = SeededRandom(seed: 11)
            let pieces = ["{", "}", "=", "~", "#", "%", "\\", "\n\n", "a", "\u{1}", "::", "->", "\u{FFFD}", ";", "\""]
            for _ in 0..<40 {
                let text = (0..<40).compactMap { _ in pieces.randomElement(using: &random) }.joined()
                let gift = try await stage.upload(text, "format=gift")
                #expect(gift.counts[0] >= gift.added + gift.revised + gift.unchanged, "\(text.debugDescription)")
                let table = "jenis,topik,soal,kunci\n" + text
                let read = try await stage.upload(table, "format=csv")
                #expect(read.counts[0] >= read.added, "\(text.debugDescription)")
            }
        }
    }

    @Test func `others may not bring files`() async throws {
        try await withAssessmentStage { stage in
            for role in CivilServiceRole.allCases where ![.questionAuthor, .recordsImporter].contains(role) {
                let answer = try await stage.caller(role).send(
                    .post,
                    "/v1/aceh/questions/import?format=gift",
                    body: Array("a{T}".utf8),
                    headers: ["Content-Type": "text/plain"]
                )
                #expect(answer.status == 403, "\(role)")
            }
        }
    }

    // MARK: - Real files

    /// What the bank says of a question, with its key.
    private struct Shown: Decodable {
        let code: String?
        let kind: QuestionKind
        let topic: String
        let stem: String
        let options: [AnswerOption]
        let targets: [AnswerOption]
        let key: AnswerKey

        /// The same of a question that was read from a file.
        static func line(_ content: QuestionContent, _ key: AnswerKey) -> String {
            let texts = [content.code ?? "", content.kind.rawValue, content.topic, content.stem]
            return (texts + [content.options, content.targets].map { "\($0)" } + ["\(key)"]).joined(separator: " | ")
        }

        var line: String {
            let texts = [code ?? "", kind.rawValue, topic, stem]
            return (texts + [options, targets].map { "\($0)" } + ["\(key)"]).joined(separator: " | ")
        }
    }

    @Test(.enabled(if: TestData.isThere)) func `all real files together, in one topic, change nothing the second time`()
        async throws
    {
        let kasus = TestData.names(in: "gift/kasus", ending: ".gift").map { "gift/kasus/\($0)" }
        let files = kasus + ["gift/bank/moodle-examples.txt", "gift/bank/ejemplo-basico.gift"]
        try await withAssessmentStage { stage in
            var read = 0
            for file in files { read += try await stage.upload(try TestData.text(file)).read }
            #expect(read > files.count)
            let heads = try await stage.store.feed.heads()
            for file in files.reversed() {
                let again = try await stage.upload(try TestData.text(file))
                #expect(again.unchanged == again.read, "\(file): \(again)")
            }
            #expect(try await stage.store.feed.heads() == heads)
        }
    }

    @Test(.enabled(if: TestData.isThere)) func `every real file is in the bank as it was read, once`() async throws {
        let files =
            TestData.names(in: "gift/kasus", ending: ".gift").map { "gift/kasus/\($0)" } + [
                "gift/bank/moodle-examples.txt", "gift/bank/ejemplo-basico.gift",
            ]
        try await withAssessmentStage { stage in
            var expected: Set<String> = []
            for (index, file) in files.enumerated() {
                // A topic for each file: titles are one file's own.
                let text = try TestData.text(file)
                let topic = "Berkas-\(index)"
                let outcome = try await stage.upload(text, "format=gift&topic=\(topic)")
                let read = GIFTFile.read(text, topic: topic)
                #expect(outcome.read == read.read.count && outcome.refused == [], "\(file): \(outcome)")
                #expect(outcome.revised == 0 && outcome.added + outcome.unchanged == outcome.read, "\(file)")
                #expect(outcome.descriptions == read.descriptions)
                expected.formUnion(read.read.map { Shown.line($0.content, $0.key) })
                let again = try await stage.upload(text, "format=gift&topic=\(topic)")
                #expect(again.unchanged == again.read && again.added == 0 && again.revised == 0, "\(file): \(again)")
            }
            try await stage.waitForView()
            struct List: Decodable {
                struct Row: Decodable { let id: String }
                let questions: [Row]
            }
            let author = try stage.caller(.questionAuthor)
            let list = try await author.get("/v1/aceh/questions?limit=500").json(List.self)
            var shown: Set<String> = []
            for row in list.questions {
                shown.insert(try await author.get("/v1/aceh/questions/\(row.id)").json(Shown.self).line)
            }
            #expect(list.questions.count == expected.count)
            #expect(shown.symmetricDifference(expected).sorted() == [])
        }
    }
}

extension AssessmentStage {
    /// Sends a file of questions.
    func upload(_ text: String, _ query: String = "format=gift", type: String = "text/plain") async throws
        -> QuestionImportTests.Totals
    {
        try await upload(Array(text.utf8), query, type: type)
    }

    func upload(_ bytes: [UInt8], _ query: String, type: String = "text/plain") async throws
        -> QuestionImportTests.Totals
    {
        let answer = try await caller(.questionAuthor).send(
            .post,
            "/v1/aceh/questions/import?\(query)",
            body: bytes,
            headers: ["Content-Type": type]
        )
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }
}
