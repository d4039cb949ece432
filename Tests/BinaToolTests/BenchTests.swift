import Foundation
import Testing

@testable import BinaTool

struct BenchTests {
    private static func line(_ goal: Goal) -> FigureLine {
        FigureLine(name: "some-figure", unit: "events/s", goal: goal, meaning: "an example")
    }

    @Test func `the median is the middle one, or the mean of the two in the middle`() {
        #expect([3.0, 1, 2].median == 2)
        #expect([4.0, 1, 2, 3].median == 2.5)
        #expect([Double]().median == nil)
    }

    @Test func `a result is median beside median, with the note of the middle round`() throws {
        let readings = [
            Reading(value: 10, reference: 1, note: "slow"), Reading(value: 30, reference: 3, note: "fast"),
            Reading(value: 20, reference: 5, note: "middle"),
        ]
        let result = try #require(FigureResult(Self.line(.atLeast(7)), readings))
        #expect(result.value == 20)
        #expect(result.reference == 3)
        #expect(result.note == "middle")
        #expect(result.isMet == false)
        #expect(FigureResult(Self.line(.atLeast(7)), []) == nil)
    }

    @Test(arguments: [
        (Goal.atLeast(3), 3.0, true), (.atLeast(3), 2.9, false), (.atMost(2), 2, true), (.atMost(2), 2.1, false),
        (.valueAtMost(40), 0.1, true),
    ])
    func `a goal is met by its own measure`(goal: Goal, ratio: Double, isMet: Bool) {
        #expect(goal.isMet(value: 40, ratio: ratio) == isMet)
    }

    @Test func `a goal for a ratio is neither met nor missed without a reference`() {
        #expect(Goal.atLeast(3).isMet(value: 40, ratio: nil) == nil)
        #expect(Goal.none.isMet(value: 40, ratio: 1) == nil)
    }

    @Test func `the JSON of a result has every field, on one line`() throws {
        let result = try #require(FigureResult(Self.line(.atLeast(3)), [Reading(value: 12, reference: 3)]))
        #expect(!result.json.contains("\n"))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: Any]
        )
        #expect(
            Set(object.keys) == [
                "name", "value", "unit", "reference", "ratio", "goal", "goal_of", "met", "note", "values", "meaning",
            ]
        )
        #expect(object["name"] as? String == "some-figure")
        #expect(object["ratio"] as? Double == 4)
        #expect(object["goal"] as? Double == 3)
        #expect(object["met"] as? Bool == true)
        #expect(object["note"] is NSNull)
    }

    @Test func `the table has one line for each result and its head`() throws {
        let result = try #require(FigureResult(Self.line(.atMost(2)), [Reading(value: 5, reference: 2.5)]))
        let lines = FigureTable(results: [result, result]).text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].hasPrefix("some-figure"))
        #expect(lines[1].contains("2.0 ×") && lines[1].contains("yes"))
    }

    @Test func `figures are chosen by the names of their lines, and no two share one`() throws {
        let names = Figures.all.flatMap { $0.lines.map(\.name) }
        #expect(Set(names).count == names.count)
        #expect(try Figures.named([], of: Bench.specification).count == Figures.all.count)
        #expect(try Figures.named(["append"], of: Bench.specification).flatMap { $0.lines }.map(\.name) == ["append"])
        #expect(throws: UsageError.self) { try Figures.named(["none-such"], of: Bench.specification) }
    }
}
