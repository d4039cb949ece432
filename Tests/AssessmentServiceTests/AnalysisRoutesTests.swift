import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import Foundation
import HTTPServer
import TestSupport
import ServiceTesting
import Testing

@testable import AssessmentService

@Suite(.serialized) struct AnalysisRoutesTests {
    private struct Analysis: Decodable {
        struct Item: Decodable {
            let question: String
            let candidates: Int
            let mean: Double
            let standardDeviation: Double?
            let difficulty: Double
            let difficultyBand: String
            let discrimination: Double?
            let itemTotal: Double?
            let itemRest: Double?
            let alphaWithout: Double?
            let options: [Option]
        }
        struct Option: Decodable {
            let option: String
            let count: Int
            let isRight: Bool?
            let works: Bool?
        }

        let candidates: Int
        let questions: Int
        let needsCaution: Bool
        let papersDiffer: Bool
        let mean: Double?
        let standardDeviation: Double?
        let alpha: Double?
        let kr20: Double?
        let kr21: Double?
        let standardError: Double?
        let items: [Item]
    }

    /// Answers of a real test: for each person the option chosen per question, nil where none was.
    private struct RealTest {
        let questions: [String]
        let answers: [[String?]]
        var pointsHundredths = 100
    }

    private static func choice(_ kind: QuestionKind, _ credits: [(option: String, millionths: Int)]) -> String {
        let options = credits.map { #"{"id":"\#($0.option)","text":"Pilihan \#($0.option)"}"# }.joined(separator: ",")
        let key = credits.map { #"{"option":"\#($0.option)","millionths":\#($0.millionths)}"# }.joined(separator: ",")
        return #"{"kind":"\#(kind.rawValue)","topic":"Uji","difficulty":"medium","stem":"Butir?","#
            + #""options":[\#(options)],"key":{"credits":[\#(key)]}}"#
    }

    /// Bock & Lieberman 1970: patterns of five items and how often each was seen.
    private static let lsat6 = [
        "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3, "00111": 4, "01000": 1,
        "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15, "10000": 10, "10001": 29, "10010": 14,
        "10011": 81, "10100": 3, "10101": 28, "10110": 15, "10111": 80, "11000": 16, "11001": 56, "11010": 21,
        "11011": 173, "11100": 11, "11101": 61, "11110": 28, "11111": 298,
    ]

    private static var smallTest: RealTest {
        let question = choice(.singleChoice, [("0", 0), ("1", 1_000_000)])
        let answers = lsat6.sorted { $0.key < $1.key }.flatMap { pattern, count in
            Array(repeating: pattern.map { Optional(String($0)) }, count: count)
        }
        return RealTest(questions: Array(repeating: question, count: 5), answers: answers)
    }

    private static func realTest(_ set: String) throws -> RealTest {
        if set == "verbagg_0_1_2" {
            let question = choice(.scoredSituation, [("0", 0), ("1", 500_000), ("2", 1_000_000)])
            let rows = try TestData.table("respons_butir/verbagg_0_1_2.csv").dropFirst()
            return RealTest(
                questions: Array(repeating: question, count: 24),
                answers: rows.map { $0[1...24].map { Optional($0) } },
                pointsHundredths: 200
            )
        }
        let options = set == "hci" ? ["A", "B", "C", "D", "E"] : ["1", "2", "3", "4", "5"]
        let keys = try TestData.table("respons_butir/\(set)_kunci.csv").dropFirst().map { $0[1] }
        let rows = try TestData.table("respons_butir/\(set)_jawaban.csv").dropFirst()
        return RealTest(
            questions: keys.map { key in choice(.singleChoice, options.map { ($0, $0 == key ? 1_000_000 : 0) }) },
            answers: rows.map { row in
                row.dropFirst().prefix(keys.count).map { options.contains($0) ? $0 : nil }
            }
        )
    }

    /// Lets everybody sit the test through the command handling, and asks for the analysis.
    private func analysis(of test: RealTest, on stage: AssessmentStage) async throws -> (Analysis, SatExam) {
        let exam = try await SatExam(on: stage, questions: test.questions, pointsHundredths: test.pointsHundredths)
        var rest = test.answers[...]
        while !rest.isEmpty {
            let part = rest.prefix(16)
            rest = rest.dropFirst(part.count)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for row in part {
                    group.addTask {
                        let given = zip(exam.questions, row).compactMap { question, option in
                            option.map { (question, AnswerInput.options([$0])) }
                        }
                        let answers = Dictionary(given) { first, _ in first }
                        try await exam.sit(CivilServantID(UUID()), answers)
                    }
                }
                try await group.waitForAll()
            }
        }
        stage.clock.set(exam.offer.times.closesAt.advanced(by: .seconds(60)))
        try await stage.waitForView()
        let answer = try await stage.caller(.examOrganiser).get("/v1/aceh/exams/\(exam.id)/analysis")
        #expect(answer.status == 200, "\(answer.text)")
        return (try answer.json(Analysis.self), exam)
    }

    private func near(_ value: Double?, _ expected: Double, _ tolerance: Double = 0.00005) -> Bool {
        value.map { abs($0 - expected) <= tolerance } ?? false
    }

    @Test func `LSAT 6, sat by a thousand people through the service, has the figures that were printed`() async throws
    {
        try await withAssessmentStage { stage in
            let (analysis, exam) = try await analysis(of: Self.smallTest, on: stage)
            #expect(analysis.candidates == 1_000 && analysis.questions == 5)
            #expect(!analysis.needsCaution && !analysis.papersDiffer)
            #expect(near(analysis.alpha, 0.2950) && near(analysis.kr20, 0.2950))
            // Papers are shuffled: the figures come in the order of the first paper.
            let byQuestion = Dictionary(analysis.items.map { ($0.question, $0) }) { first, _ in first }
            let items = try exam.questions.map { try #require(byQuestion["\($0)"]) }
            for (item, share) in zip(items, [0.924, 0.709, 0.553, 0.763, 0.870]) {
                #expect(near(item.difficulty, share))
            }
            for (item, alpha) in zip(items, [0.2754, 0.2376, 0.2168, 0.2459, 0.2663]) {
                #expect(near(item.alphaWithout, alpha))
            }
            #expect(items[0].options.map(\.count) == [76, 924])
            #expect(items[0].options.allSatisfy { $0.isRight == nil && $0.works == nil })
            try await exam.release(by: CivilServantID(UUID()))
            let released = try await stage.caller(.auditor).get("/v1/aceh/exams/\(exam.id)/analysis")
            let options = try released.json(Analysis.self).items[0].options
            #expect(options.map(\.isRight) == [false, true] && options.map(\.works) == [true, true])
        }
    }

    @Test(.enabled(if: TestData.isThere), arguments: ["sat12", "hci", "verbagg_0_1_2"])
    func `real answers, given through the service, have the published figures`(set: String) async throws {
        try await withAssessmentStage { stage in
            let (analysis, exam) = try await analysis(of: try Self.realTest(set), on: stage)
            let reference = try #require(try TestData.table("respons_butir/acuan_tes.csv").first { $0[0] == set })
            let figures = [
                Double(analysis.candidates), Double(analysis.questions), analysis.mean, analysis.standardDeviation,
                analysis.alpha, analysis.kr20, analysis.kr21,
            ]
            for (figure, expected) in zip(figures, reference.dropFirst()) where !expected.isEmpty {
                #expect(near(figure, try #require(Double(expected))), "\(set): \(expected)")
            }
            let byQuestion = Dictionary(analysis.items.map { ($0.question, $0) }) { first, _ in first }
            let lines = try TestData.table("respons_butir/acuan_butir.csv").filter { $0[0] == set }
            try #require(lines.count == exam.questions.count)
            for (question, line) in zip(exam.questions, lines) {
                let item = try #require(byQuestion["\(question)"])
                let expected = line[3...7].map { Double($0) ?? .nan }
                let figures = [item.mean, item.standardDeviation, item.itemTotal, item.itemRest, item.alphaWithout]
                for (figure, value) in zip(figures, expected) { #expect(near(figure, value), "\(set) \(line[1])") }
            }
        }
    }

    @Test func `few candidates are a caution, and an exam that nobody sat has no figures`() async throws {
        try await withAssessmentStage { stage in
            let question = Self.choice(.singleChoice, [("0", 0), ("1", 1_000_000)])
            let none = try await analysis(of: RealTest(questions: [question], answers: []), on: stage).0
            #expect(none.candidates == 0 && none.needsCaution && none.items.isEmpty && none.alpha == nil)
            let two = RealTest(questions: [question, question], answers: [["1", "1"], ["1", nil]])
            let few = try await analysis(of: two, on: stage).0
            #expect(few.candidates == 2 && few.needsCaution && few.items.map(\.difficulty).sorted() == [0.5, 1])
        }
    }

    @Test func `papers that differ have figures for their questions and no reliability`() async throws {
        try await withAssessmentStage { stage in
            let question = Self.choice(.singleChoice, [("0", 0), ("1", 1_000_000)])
            let exam = try await SatExam(on: stage, questions: [question, question, question]) {
                $0.blueprint = [BlueprintRow(topic: "Uji", difficulty: nil, count: 2)]
            }
            for seed in 0..<12 { try await exam.sit(CivilServantID(UUID()), [:], seed: UInt64(seed)) }
            stage.clock.set(exam.offer.times.closesAt.advanced(by: .seconds(60)))
            try await stage.waitForView()
            let answer = try await stage.caller(.examOrganiser).get("/v1/aceh/exams/\(exam.id)/analysis")
            let analysis = try answer.json(Analysis.self)
            #expect(analysis.questions == 3 && analysis.papersDiffer && analysis.alpha == nil && analysis.kr20 == nil)
            #expect(analysis.items.map(\.candidates).reduce(0, +) == 24)
            #expect(analysis.items.allSatisfy { $0.difficulty == 0 && $0.alphaWithout == nil })
        }
    }

    @Test func `only organisers and auditors ask, and only after the exam has closed`() async throws {
        try await withAssessmentStage { stage in
            let question = Self.choice(.singleChoice, [("0", 0), ("1", 1_000_000)])
            let exam = try await SatExam(on: stage, questions: [question])
            let path = "/v1/aceh/exams/\(exam.id)/analysis"
            let organiser = try stage.caller(.examOrganiser)
            let early = await organiser.get(path)
            #expect(early.status == 409)
            #expect(try early.problem().type == "urn:bina:problem:exam-still-open")
            stage.clock.set(exam.offer.times.closesAt.advanced(by: .seconds(60)))
            for role in CivilServiceRole.allCases {
                let mayAsk = [.examOrganiser, .auditor].contains(role)
                #expect(try await stage.caller(role).get(path).status == (mayAsk ? 200 : 403), "\(role)")
            }
            #expect(await organiser.get("/v1/aceh/exams/\(ExamID(UUID()))/analysis").status == 404)
            #expect(await organiser.get("/v1/aceh/exams/x/analysis").status == 400)
            let other = try stage.caller(.examOrganiser, tenant: "tebo")
            #expect(await other.get(path.replacing("aceh", with: "tebo")).status == 404)
        }
    }
}
