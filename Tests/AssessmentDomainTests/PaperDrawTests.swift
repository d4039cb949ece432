import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import Testing

struct PaperDrawTests {
    private static let topics = ["A", "B"]

    /// Thirty choice questions of two topics and three difficulties.
    private var exam: ExamScheduled {
        let pool = (0..<30).map { number in
            PoolQuestion(
                question: .number(UInt64(number + 1)),
                revision: 1,
                kind: .singleChoice,
                topic: Self.topics[number % 2],
                difficulty: Difficulty.allCases[number % 3],
                pointsHundredths: 100,
                options: ["A", "B", "C", "D"],
                targets: []
            )
        }
        return ExamScheduled(
            mode: .online,
            title: "Ujian",
            timeZone: .makassar,
            opensAt: .t(0),
            closesAt: .t(60),
            durationMinutes: 60,
            passPercent: 60,
            attemptsAllowed: 1,
            pool: pool,
            blueprint: [
                BlueprintRow(topic: "A", difficulty: nil, count: 4),
                BlueprintRow(topic: "A", difficulty: .hard, count: 5),
                BlueprintRow(topic: "B", difficulty: .easy, count: 3),
            ],
            shufflesQuestions: true,
            shufflesOptions: true,
            markersDifferPercent: 15,
            objectionWorkingDays: 14,
            rule: "r.v1"
        )
    }

    @Test func `every paper keeps the blueprint`() throws {
        let exam = exam
        let pool = Dictionary(uniqueKeysWithValues: exam.pool.map { ($0.question, $0) })
        var drawn: Set<QuestionID> = []
        for seed in 0..<500 as Range<UInt64> {
            let paper = PaperDraw.paper(of: exam, seed: seed)
            let questions = try paper.map { try #require(pool[$0.question]) }
            #expect(Set(questions.map(\.question)).count == 12)
            #expect(questions.filter { $0.topic == "A" }.count == 9)
            #expect(questions.filter { $0.topic == "A" && $0.difficulty == .hard }.count >= 5)
            #expect(questions.filter { $0.topic == "B" && $0.difficulty == .easy }.count == 3)
            #expect(paper.allSatisfy { $0.options.sorted() == ["A", "B", "C", "D"] })
            drawn.formUnion(questions.map(\.question))
        }
        // Nothing of what the blueprint allows is left out for ever.
        #expect(drawn.count == 15 + 5)
    }

    @Test func `the same seed gives the same paper and another seed another one`() {
        #expect(PaperDraw.paper(of: exam, seed: 1) == PaperDraw.paper(of: exam, seed: 1))
        #expect(PaperDraw.paper(of: exam, seed: 1) != PaperDraw.paper(of: exam, seed: 2))
    }

    @Test func `the right option is at every place equally often`() {
        var places = [0, 0, 0, 0]
        for seed in 0..<2_000 as Range<UInt64> {
            for item in PaperDraw.paper(of: exam, seed: seed) {
                if let place = item.options.firstIndex(of: "A") { places[place] += 1 }
            }
        }
        for place in places { #expect((5_700...6_300).contains(place)) }
    }

    @Test func `random numbers are those of SplitMix64`() {
        var random = SeededRandom(seed: 1_234_567)
        #expect(
            [random.next(), random.next(), random.next()]
                == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        )
    }
}
