import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import Testing

struct MarkerTests {
    private func points(_ kind: QuestionKind, _ answer: OpenAnswer?) -> Int? {
        Marker.points(answer, to: kind, by: KindExample.key(kind), of: 1_000)
    }

    @Test func `one choice is right, wrong or worth something`() {
        #expect(points(.singleChoice, OpenAnswer(options: ["B"])) == 1_000)
        #expect(points(.singleChoice, OpenAnswer(options: ["A"])) == 0)
        #expect(points(.singleChoice, nil) == 0)
        #expect(points(.trueFalse, OpenAnswer(options: ["B"])) == 1_000)
        #expect(points(.trueFalse, OpenAnswer(options: ["S"])) == 0)
        #expect(
            ["A", "B", "C", "D"].map { points(.scoredSituation, OpenAnswer(options: [$0])) } == [200, 1_000, 600, 0]
        )
    }

    @Test func `several choices add up, and never fall below nothing`() {
        #expect(points(.multipleChoice, OpenAnswer(options: ["A", "C"])) == 1_000)
        #expect(points(.multipleChoice, OpenAnswer(options: ["A"])) == 500)
        #expect(points(.multipleChoice, OpenAnswer(options: ["A", "B"])) == 0)
        #expect(points(.multipleChoice, OpenAnswer(options: ["B", "D"])) == 0)
        #expect(points(.multipleChoice, OpenAnswer(options: ["A", "B", "C", "D"])) == 0)
    }

    @Test func `three thirds are everything`() {
        let key = AnswerKey(credits: ["A", "B", "C"].map { OptionCredit(option: $0, millionths: 333_333) })
        let all = OpenAnswer(options: ["A", "B", "C"])
        #expect(Marker.points(all, to: .multipleChoice, by: key, of: 1_000) == 1_000)
        let one = OpenAnswer(options: ["A"])
        #expect(Marker.points(one, to: .multipleChoice, by: key, of: 1_000) == 333)
    }

    @Test(arguments: [(["A", "C"], 1_000, 1_000), (["A"], 0, 750), (["A", "B", "C"], 0, 750), (["B", "D"], 0, 0)])
    func `all or nothing, and per option`(chosen: [String], strict: Int, lenient: Int) {
        func points(_ scoring: ChoiceScoring) -> Int? {
            let key = AnswerKey(credits: KindExample.key(.multipleChoice).credits, scoring: scoring)
            return Marker.points(OpenAnswer(options: chosen), to: .multipleChoice, by: key, of: 1_000)
        }
        #expect(points(.allOrNothing) == strict)
        #expect(points(.perOption) == lenient)
    }

    @Test(arguments: [
        ("rahasia jabatan", 1_000), ("  RAHASIA   Jabatan ", 1_000), ("rahasia negara", 500), ("rahasia", 500),
        ("jabatan rahasia", 0), ("", 0),
    ])
    func `short texts are compared without case and spare spaces`(answer: String, expected: Int) {
        #expect(points(.shortText, OpenAnswer(text: answer)) == expected)
    }

    @Test func `the first accepted text that fits decides`() {
        let key = AnswerKey(
            texts: [
                AcceptedText(text: "Frog", millionths: 1_000_000), AcceptedText(text: "Cat", millionths: 500_000),
                AcceptedText(text: "*", millionths: 0),
            ]
        )
        let points = ["frog", "cat", "dog"].map {
            Marker.points(OpenAnswer(text: $0), to: .shortText, by: key, of: 1_000)
        }
        #expect(points == [1_000, 500, 0])
        let star = AnswerKey(texts: [AcceptedText(text: "2\\*3", millionths: 1_000_000)], matchesCase: true)
        #expect(Marker.points(OpenAnswer(text: "2*3"), to: .shortText, by: star, of: 100) == 100)
        #expect(Marker.points(OpenAnswer(text: "2 und 3"), to: .shortText, by: star, of: 100) == 0)
    }

    @Test(arguments: [("3.14", 1_000), ("3,145", 1_000), ("3.1500", 1_000), ("3.16", 500), ("2.9", 0), ("x", 0)])
    func `numbers are compared exactly`(answer: String, expected: Int) {
        #expect(points(.numeric, OpenAnswer(number: answer)) == expected)
    }

    @Test func `each pair is worth the same`() {
        let one = GivenPair(option: "A", target: "A")
        #expect(points(.matching, OpenAnswer(pairs: [one, GivenPair(option: "B", target: "B")])) == 1_000)
        #expect(points(.matching, OpenAnswer(pairs: [one, GivenPair(option: "B", target: "C")])) == 500)
        #expect(points(.matching, OpenAnswer()) == 0)
    }

    @Test(arguments: [
        ("CAB", 1_000), ("ACB", 333), ("CBA", 333), ("BAC", 0), ("BCA", 0), ("ABC", 0),
    ])
    func `an order is worth its pairs in order less those out of order`(order: String, expected: Int) {
        #expect(points(.ordering, OpenAnswer(options: order.map { String($0) })) == expected)
    }

    @Test func `a random order is worth little and an essay waits for people`() {
        #expect(points(.essay, OpenAnswer(text: "esai")) == nil)
        #expect(points(.ordering, OpenAnswer(options: ["C", "A"])) == 0)
    }

    @Test(arguments: [
        ("3", "3"), ("-3,140", "-3.14"), (".5", "0.5"), ("2e3", "2000"), ("25e-1", "2.5"), (" 7 ", "7"), ("-0", "0"),
        ("999999999999999999", "999999999999999999"),
    ])
    func `reads decimal numbers`(text: String, expected: String) {
        #expect(ExactDecimal(text)?.description == expected)
    }

    @Test(arguments: ["", "-", "1.234,5", "1,2,3", "0x1F", "1e99", "NaN", "1 000", "1.2345678901234", ",", "e3"])
    func `refuses what is no number`(text: String) { #expect(ExactDecimal(text) == nil) }

    @Test func `a verdict is on exact points`() {
        func result(_ points: Int, _ max: Int) -> AttemptResult {
            AttemptResult(
                marks: [
                    ItemMark(
                        question: .number(1),
                        revision: 1,
                        answered: true,
                        pointsHundredths: points,
                        maxHundredths: max
                    )
                ],
                passPercent: 70
            )
        }
        #expect(result(69_995, 100_000).scoreHundredths == 7_000)
        #expect(!result(69_995, 100_000).passed)
        #expect(result(70_000, 100_000).passed)
        #expect(result(1, 3).scoreHundredths == 3_333)
        #expect(result(2, 3).scoreHundredths == 6_667)
        #expect(!result(0, 0).passed)
    }
}
