import AssessmentDomain
import AssessmentEvents
import Foundation
import TestSupport
import Testing

struct GIFTTests {
    private func one(_ text: String) throws -> ImportedQuestion {
        let result = GIFTFile.read(text, topic: "umum")
        #expect(result.refused == [])
        return try #require(result.read.first)
    }

    @Test func `reads a single choice with credits and comments`() throws {
        let question = try one(
            """
            // [tag:dasar]
            ::Ibu kota::[html]Ibu kota <b>Aceh</b>? {
                ~Medan#Bukan
                ~%25%Sabang # [html]Hampir
                =Banda Aceh#Benar \\= tepat
                ####Penjelasan umum
            }
            """
        )
        #expect(question.content.code == "Ibu kota" && question.tags == ["dasar"] && question.line == 2)
        #expect(question.content.kind == .singleChoice && question.content.format == .html)
        #expect(question.content.stem == "Ibu kota <b>Aceh</b>?")
        #expect(question.content.options.map(\.text) == ["Medan", "Sabang", "Banda Aceh"])
        #expect(question.key.credits.map(\.millionths) == [0, 250_000, 1_000_000])
        #expect(question.key.credits.map(\.feedback) == ["Bukan", "Hampir", "Benar = tepat"])
        #expect(question.key.explanation == "Penjelasan umum")
    }

    @Test func `reads several right answers with percentages`() throws {
        let question = try one("Benua?{~%33.33333%Afrika ~%33.33333%Asia ~%-100%Cina ~%33.33333%Eropa}")
        #expect(question.content.kind == .multipleChoice)
        #expect(question.key.credits.map(\.millionths) == [333_333, 333_333, -1_000_000, 333_333])
        #expect(!question.rewardsTickingAll)
        #expect(try one("Dua?{~%50%a ~%50%b ~c}").rewardsTickingAll)
    }

    @Test(arguments: [("{T}", "B"), ("{TRUE}", "B"), ("{false}", "S"), ("{F#salah#benar}", "S")])
    func `reads true and false`(answers: String, right: String) throws {
        let question = try one("Pernyataan.\(answers)")
        #expect(question.content.kind == .trueFalse)
        #expect(question.key.credits.first { $0.millionths == 1_000_000 }?.option == right)
    }

    @Test func `the first comment of true and false is for the wrong answer`() throws {
        let credits = try one("Pernyataan.{F#bukan begitu#tepat}").key.credits
        #expect(credits.map(\.feedback) == ["bukan begitu", "tepat"])
    }

    @Test func `reads short texts, numbers and essays`() throws {
        let short = try one("Siapa?{=no one =%50%nobody}")
        #expect(short.content.kind == .shortText)
        #expect(short.key.texts.map(\.millionths) == [1_000_000, 500_000])
        let ranges = ["{#3}", "{#3.14:0.01}", "{#3.1..3.2}", "{#-3.2..-3.1}", "{#=1822:0 =%50%1822:2}"]
        let expected = [["3–3"], ["3.13–3.15"], ["3.1–3.2"], ["-3.2–-3.1"], ["1822–1822", "1820–1824"]]
        for (answers, pairs) in zip(ranges, expected) {
            let numbers = try one("Berapa?\(answers)").key.numbers
            #expect(numbers.map { "\($0.from)–\($0.to)" } == pairs)
        }
        #expect(try one("Jelaskan.{}").content.kind == .essay)
    }

    @Test func `matching lists its choices without showing the key`() throws {
        let question = try one("Pasangkan.{=Canada->Ottawa =Italy -> Rome =Japan-> Tokyo = -> Berlin}")
        #expect(question.content.kind == .matching)
        #expect(question.content.options.map(\.text) == ["Canada", "Italy", "Japan"])
        #expect(question.content.targets.map(\.text) == ["Berlin", "Ottawa", "Rome", "Tokyo"])
        #expect(question.key.pairs.map { "\($0.option)\($0.target)" } == ["AB", "BC", "CD"])
    }

    @Test func `a gap in a sentence stays a gap, and the last part of a category is the topic`() throws {
        let result = GIFTFile.read(
            "$CATEGORY: $course$/ASN/Etika: dasar\nASN itu {=netral ~memihak} selalu.\n\nSebuah teks saja.",
            topic: "umum"
        )
        #expect(result.read.first?.content.stem == "ASN itu _____ selalu.")
        #expect(result.read.first?.content.topic == "Etika: dasar")
        #expect(result.descriptions == 1)
    }

    @Test func `refuses row by row and goes on`() {
        let file = """
            ::Judul tak ditutup {=a ~b}

            Kurung terbuka {=a ~b

            Tanpa jawaban benar {~a ~b}

            Pilihan sama {=a ~b ~b}

            Persen rusak {~%abc%a =b}

            Angka rusak {#tiga}

            Baik {=a ~b}
            """
        let result = GIFTFile.read(file, topic: "umum")
        #expect(result.read.map(\.line) == [13])
        #expect(result.refused.map(\.line) == [1, 3, 5, 7, 9, 11])
        #expect(
            result.refused.map(\.rule) == [
                "gift-title-open", "gift-braces-unbalanced", "answer-key-right-answer-count", "question-option-twice",
                "gift-answers-malformed", "gift-answers-malformed",
            ]
        )
        for refused in result.refused { #expect(refused.pesan.hasSuffix(".") && refused.detail.hasSuffix(".")) }
    }

    @Test(arguments: [
        "", "\u{FEFF}", "{", "}", "{}", "::", "::::", "::a", "\\", "a\\", "a{\\", "a{=", "a{~%", "a{#}", "a{#:}",
        "a{->}",
        "a{=->}", "a{####}", "$CATEGORY:", "//", "[html]", "[html]{}", "a{T#}", "a{%50%}", "a}{b", "a{b{c}d}",
        "\r\n\r\n{T}\r\n",
    ])
    func `no text makes it fall over`(text: String) {
        let result = GIFTFile.read(text, topic: "umum")
        #expect(result.read.count + result.refused.count + result.descriptions <= 2)
    }

    @Test func `no random text makes it fall over`() {
        let pieces = [
            "{", "}", "=", "~", "#", "%", "50", ":", "::", "->", "..", "\\", "\n", "\n\n", "a", "T", "[html]", "//",
        ]
        var random = SeededRandom(seed: 5)
        for _ in 0..<3_000 {
            let text = (0..<20).compactMap { _ in pieces.randomElement(using: &random) }.joined()
            let result = GIFTFile.read(text, topic: "umum")
            for question in result.read {
                #expect(throws: Never.self) { try QuestionRules.check(question.content, question.key) }
            }
        }
    }

    // MARK: - Real files

    private static let kinds: [String: Set<QuestionKind>] = [
        "MC": [.singleChoice, .multipleChoice], "TF": [.trueFalse], "Short": [.shortText], "Numerical": [.numeric],
        "Matching": [.matching], "Essay": [.essay],
    ]

    @Test(.enabled(if: TestData.isThere), arguments: TestData.names(in: "gift/kasus", ending: ".gift"))
    func `reads what another reader reads`(name: String) throws {
        let result = GIFTFile.read(try TestData.text("gift/kasus/\(name)"), topic: "umum")
        let json = try TestData.text("gift/kasus/" + name.replacing(".gift", with: ".json"))
        let parsed = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
        let expected = try #require(parsed).filter { $0["type"] as? String != "Category" }
        let questions = expected.filter { $0["type"] as? String != "Description" }
        #expect(result.refused == [], "\(name)")
        #expect(result.descriptions == expected.count - questions.count)
        try #require(result.read.count == questions.count)
        for (question, other) in zip(result.read, questions) {
            let type = try #require(other["type"] as? String)
            #expect(Self.kinds[type]?.contains(question.content.kind) == true, "\(name): \(type)")
            if let title = other["title"] as? String { #expect(question.content.code == title) }
            let choices = other["choices"] as? [[String: Any]] ?? []
            let texts = choices.compactMap { ($0["text"] as? [String: Any])?["text"] as? String }
            guard type == "MC" else { continue }
            #expect(question.content.options.map(\.text) == texts, "\(name)")
            let right = choices.map { $0["isCorrect"] as? Bool == true }
            let weights = choices.map { $0["weight"] as? Double }
            for (credit, (isRight, weight)) in zip(question.key.credits, zip(right, weights)) {
                #expect(credit.millionths == weight.map { Int($0 * 10_000) } ?? (isRight ? 1_000_000 : 0))
            }
        }
    }

    /// The other reader's texts of one question.
    private struct Other {
        let fields: [String: Any]

        func text(_ name: String) -> String? { Self.text(fields[name]) }

        static func text(_ value: Any?) -> String? { (value as? [String: Any])?["text"] as? String }

        /// The other reader makes one line of texts without a format; ours keeps the author's lines.
        static func onOneLine(_ text: String?) -> String? {
            text?.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }

        var choices: [[String: Any]] { fields["choices"] as? [[String: Any]] ?? [] }
        var comments: [String?] { choices.map { Self.text($0["feedback"]) } }

        /// In millionths; an answer without a percentage is worth all or nothing.
        var worth: [Int] {
            choices.map { choice in
                let isRight = choice["isCorrect"] as? Bool == true
                return (choice["weight"] as? Double).map { Int(($0 * 10_000).rounded()) } ?? (isRight ? 1_000_000 : 0)
            }
        }
    }

    @Test(.enabled(if: TestData.isThere), arguments: TestData.names(in: "gift/kasus", ending: ".gift"))
    func `reads the same stems, credits and comments`(name: String) throws {
        let result = GIFTFile.read(try TestData.text("gift/kasus/\(name)"), topic: "umum")
        let json = try TestData.text("gift/kasus/" + name.replacing(".gift", with: ".json"))
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        let questions = parsed.filter { !["Category", "Description"].contains($0["type"] as? String) }
        try #require(result.read.count == questions.count)
        for (question, fields) in zip(result.read, questions) {
            let (other, key) = (Other(fields: fields), question.key)
            // A gap before a full stop alone is no gap here.
            let stem = other.text("stem")?.replacing(" _____ .", with: "")
            #expect(Other.onOneLine(question.content.stem) == Other.onOneLine(stem), "\(name)")
            #expect(key.explanation == other.text("globalFeedback").map { $0.replacing("\\n", with: "\n") })
            switch question.content.kind {
            case .singleChoice, .multipleChoice:
                let comments = key.credits.map { Other.onOneLine($0.feedback) }
                #expect(comments == other.comments.map(Other.onOneLine), "\(name)")
            case .shortText:
                #expect(key.texts.map(\.text) == other.choices.map { Other.text($0["text"]) })
                #expect(key.texts.map(\.feedback) == other.comments && key.texts.map(\.millionths) == other.worth)
            case .trueFalse:
                let isTrue = try #require(fields["isTrue"] as? Bool)
                let right = try #require(key.credits.first { $0.millionths == 1_000_000 })
                #expect(right.option == (isTrue ? "B" : "S"))
                // The other reader names comments by their places; the format says that the first is for the wrong answer.
                let wrong = try #require(key.credits.first { $0.millionths == 0 })
                #expect(wrong.feedback == other.text("trueFeedback") && right.feedback == other.text("falseFeedback"))
            case .numeric where !other.choices.isEmpty:
                #expect(key.numbers.map(\.feedback) == other.comments && key.numbers.map(\.millionths) == other.worth)
            case .matching:
                let pairs = try #require(fields["matchPairs"] as? [[String: Any]])
                let expected = pairs.map {
                    "\(Other.text($0["subquestion"]) ?? "")→\($0["subanswer"] as? String ?? "")"
                }
                let read = key.pairs.map { pair in
                    let option = question.content.options.first { $0.id == pair.option }?.text ?? ""
                    return "\(option)→\(question.content.targets.first { $0.id == pair.target }?.text ?? "")"
                }
                #expect(read == expected.filter { !$0.hasPrefix("→") })
            case .numeric, .ordering, .essay, .scoredSituation: continue
            }
        }
    }

    @Test(.enabled(if: TestData.isThere)) func `reads the banks, and refuses nothing in them`() throws {
        let moodle = GIFTFile.read(try TestData.text("gift/bank/moodle-examples.txt"), topic: "umum")
        #expect(moodle.refused == [])
        #expect(moodle.read.count == 43)
        let spanish = GIFTFile.read(try TestData.text("gift/bank/ejemplo-basico.gift"), topic: "umum")
        #expect(spanish.refused == [])
        #expect(spanish.read.count == 8)
    }
}
