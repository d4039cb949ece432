import Foundation
import Testing

@testable import BinaTool

struct LoadCommandTests {
    @Test func `latencies are told by the share that did not exceed them`() {
        let latencies = Latencies()
        #expect(latencies.percentiles([0.5]) == [0])
        for value in 1...100 { latencies.add(.milliseconds(value)) }
        #expect(latencies.percentiles([0.5, 0.99, 1]) == [50, 99, 100])
    }

    @Test(arguments: [
        ["exams", "--url", "http://exams.example.go.id"], ["exams", "--attempts", "100001"], ["marks"], [],
        ["exams", "--seed", "x"],
    ])
    func `another machine, too many attempts and another load are refused before anything is asked`(
        _ words: [String]
    ) async {
        #expect(await BinaTool.run(["load"] + words) == 2)
    }

    @Test(arguments: [
        "single-choice", "multiple-choice", "true-false", "ordering", "matching", "numeric", "short-text",
    ])
    func `the same seed gives the same answers, which fit the question`(_ kind: String) throws {
        let json = """
            {"question": "q", "kind": "\(kind)", "options": [{"id": "B"}, {"id": "A"}, {"id": "C"}],
             "targets": [{"id": "X"}, {"id": "Y"}]}
            """
        let question = try JSONDecoder().decode(PaperQuestion.self, from: Data(json.utf8))
        func answers() -> [GivenAnswerBody] {
            var random = SeededRandom(11)
            return (0..<50).map { question.answer($0, &random) }
        }
        #expect(answers() == answers())
        for answer in answers() where !answer.isNothing {
            switch kind {
            case "single-choice", "true-false": #expect(answer.options?.count == 1)
            case "multiple-choice": #expect(answer.options == answer.options?.sorted())
            case "ordering": #expect(answer.options?.sorted() == ["A", "B", "C"])
            case "matching": #expect(answer.pairs?.map(\.option) == ["A", "B", "C"])
            case "numeric": #expect(answer.number != nil)
            default: #expect(answer.text != nil)
            }
        }
    }
}
