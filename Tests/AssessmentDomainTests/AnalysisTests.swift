import AssessmentDomain
import Foundation
import TestSupport
import Testing

struct AnalysisTests {
    /// The rows of domain.md §8.3.
    private static let small = ["11110", "11010", "10100", "11111", "00100", "11000"]
        .map { $0.compactMap(\.wholeNumberValue).map(Double.init) }

    private func near(_ value: Double?, _ expected: Double, _ tolerance: Double = 0.00005) -> Bool {
        value.map { abs($0 - expected) <= tolerance } ?? false
    }

    @Test func `reliability takes one kind of variance throughout`() throws {
        let matrix = try #require(ScoreMatrix(rows: Self.small, maxima: [1, 1, 1, 1, 1]))
        let analysis = TestAnalysis(matrix)
        #expect(near(analysis.kr20, 0.5769))
        #expect(near(analysis.alpha, 0.5769))
        #expect(analysis.needsCaution)
    }

    @Test func `figures without a meaning are absent`() throws {
        let same = try #require(ScoreMatrix(rows: [[1, 1], [1, 1]], maxima: [1, 1]))
        #expect(TestAnalysis(same).alpha == nil && TestAnalysis(same).kr20 == nil)
        #expect(ItemAnalysis.all(of: same)[0].itemTotal == nil)
        let one = try #require(ScoreMatrix(rows: [[1]], maxima: [1]))
        #expect(TestAnalysis(one).alpha == nil && TestAnalysis(one).standardDeviation == nil)
        let none = try #require(ScoreMatrix(rows: [], maxima: [1, 1]))
        #expect(TestAnalysis(none).mean == nil && ItemAnalysis.all(of: none).isEmpty)
        #expect(ScoreMatrix(rows: [[1]], maxima: [1, 1]) == nil)
        let partial = try #require(ScoreMatrix(rows: [[0.5, 1], [1, 0], [0, 0]], maxima: [1, 1]))
        #expect(TestAnalysis(partial).kr20 == nil && TestAnalysis(partial).alpha != nil)
    }

    @Test func `discrimination compares the best and the weakest 27 per cent, whatever the order of rows`() throws {
        // Ten candidates, groups of three; the totals 3 and 1 are shared across the borders.
        let totals: [Double] = [5, 4, 3, 3, 2, 2, 1, 1, 1, 0]
        let groups = try #require(ExtremeGroups(totals))
        #expect(groups.size == 3)
        #expect(groups.upper == [1, 1, 0.5, 0.5, 0, 0, 0, 0, 0, 0])
        #expect(groups.lower.map { ($0 * 3).rounded() } == [0, 0, 0, 0, 0, 0, 2, 2, 2, 3])
        let points: [Double] = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
        #expect(near(groups.difference(of: points), 2.5 / 3))
        let reversed = try #require(ExtremeGroups(totals.reversed()))
        #expect(near(reversed.difference(of: points.reversed()), 2.5 / 3))
    }

    @Test(arguments: [
        (0.30, DifficultyBand.hard), (0.304, .hard), (0.31, .medium), (0.70, .medium), (0.71, .easy), (1, .easy),
    ])
    func `reads difficulty`(value: Double, band: DifficultyBand) { #expect(DifficultyBand(value) == band) }

    @Test(arguments: [
        (-0.01, DiscriminationBand.discard), (0, .poor), (0.19, .poor), (0.20, .fair), (0.29, .fair), (0.30, .good),
        (0.39, .good), (0.40, .veryGood),
    ])
    func `reads discrimination`(value: Double, band: DiscriminationBand) { #expect(DiscriminationBand(value) == band) }

    @Test func `an option that hardly anybody chooses does not work`() {
        let chosen = (0..<100).map { Set([$0 < 4 ? "A" : $0 < 10 ? "B" : "C"]) }
        let all = OptionAnalysis.all(
            options: ["A", "B", "C", "D"],
            right: ["C"],
            chosen: chosen,
            totals: (0..<100).map(Double.init)
        )
        #expect(all.map(\.count) == [4, 6, 90, 0])
        #expect(all.map(\.works) == [false, true, true, false])
        #expect((all[0].optionTotal ?? 0) < 0 && (all[2].optionTotal ?? 0) > 0)
        #expect(all[3].optionTotal == nil)
    }

    // MARK: - Published tables

    private static func matrix(of set: String) throws -> ScoreMatrix {
        switch set {
        case "lsat6":
            let rows = try TestData.table("respons_butir/lsat6_pola.csv").dropFirst().flatMap { line in
                Array(repeating: line.prefix(5).compactMap(Double.init), count: Int(line[5]) ?? 0)
            }
            return try #require(ScoreMatrix(rows: rows, maxima: Array(repeating: 1, count: 5)))
        case "verbagg_0_1_2", "verbagg_01":
            let most: Double = set == "verbagg_01" ? 1 : 2
            let rows = try TestData.table("respons_butir/verbagg_0_1_2.csv").dropFirst().map { line in
                line[1...24].compactMap(Double.init).map { min($0, most) }
            }
            return try #require(ScoreMatrix(rows: rows, maxima: Array(repeating: most, count: 24)))
        default:
            let key = try TestData.table("respons_butir/\(set)_kunci.csv").dropFirst().map { $0[1] }
            let rows = try TestData.table("respons_butir/\(set)_jawaban.csv").dropFirst().map { line in
                zip(line.dropFirst(), key).map { $0 == $1 ? 1.0 : 0 }
            }
            return try #require(ScoreMatrix(rows: rows, maxima: Array(repeating: 1, count: key.count)))
        }
    }

    /// The tables compute the standard error from figures that they have rounded before; ours is not.
    private static func standardErrorAsPrinted(_ analysis: TestAnalysis) -> Double? {
        guard let deviation = analysis.standardDeviation, let alpha = analysis.alpha, let error = analysis.standardError
        else { return nil }
        let printed = deviation * (1 - (alpha * 10_000).rounded() / 10_000).squareRoot()
        return abs(printed - error) < 0.001 ? printed : nil
    }

    @Test(.enabled(if: TestData.isThere), arguments: ["lsat6", "sat12", "hci", "verbagg_0_1_2", "verbagg_01"])
    func `reproduces the published figures of real tests`(set: String) throws {
        let matrix = try Self.matrix(of: set)
        let analysis = TestAnalysis(matrix)
        let reference = try #require(try TestData.table("respons_butir/acuan_tes.csv").first { $0[0] == set })
        let figures = [
            Double(analysis.candidates), Double(analysis.items), analysis.mean, analysis.standardDeviation,
            analysis.alpha, analysis.kr20, analysis.kr21, Self.standardErrorAsPrinted(analysis),
        ]
        for (figure, expected) in zip(figures, reference.dropFirst()) {
            if expected.isEmpty { continue }
            #expect(near(figure, try #require(Double(expected))), "\(set): \(expected)")
        }
        if set == "verbagg_0_1_2" { #expect(analysis.kr20 == nil) }
    }

    @Test(.enabled(if: TestData.isThere), arguments: ["lsat6", "sat12", "hci", "verbagg_0_1_2", "verbagg_01"])
    func `reproduces the published figures of real items`(set: String) throws {
        let items = ItemAnalysis.all(of: try Self.matrix(of: set))
        let reference = try TestData.table("respons_butir/acuan_butir.csv").filter { $0[0] == set }
        #expect(reference.count == items.count && !items.isEmpty)
        for (item, line) in zip(items, reference) {
            let expected = line[3...7].map { Double($0) ?? .nan }
            let figures = [item.mean, item.standardDeviation, item.itemTotal, item.itemRest, item.alphaWithout]
            for (figure, value) in zip(figures, expected) { #expect(near(figure, value), "\(set) \(line[1])") }
        }
    }

    @Test func `LSAT 6 has the figures that were printed`() throws {
        // Bock & Lieberman 1970: patterns of five items and how often each was seen.
        let patterns = [
            "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3, "00111": 4,
            "01000": 1, "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15, "10000": 10, "10001": 29,
            "10010": 14, "10011": 81, "10100": 3, "10101": 28, "10110": 15, "10111": 80, "11000": 16, "11001": 56,
            "11010": 21, "11011": 173, "11100": 11, "11101": 61, "11110": 28, "11111": 298,
        ]
        let rows = patterns.flatMap { pattern, count in
            Array(repeating: pattern.compactMap(\.wholeNumberValue).map(Double.init), count: count)
        }
        let matrix = try #require(ScoreMatrix(rows: rows, maxima: [1, 1, 1, 1, 1]))
        #expect(matrix.count == 1_000)
        let items = ItemAnalysis.all(of: matrix)
        for (item, share) in zip(items, [0.924, 0.709, 0.553, 0.763, 0.870]) { #expect(near(item.difficulty, share)) }
        for (item, alpha) in zip(items, [0.2754, 0.2376, 0.2168, 0.2459, 0.2663]) {
            #expect(near(item.alphaWithout, alpha))
        }
        #expect(near(TestAnalysis(matrix).alpha, 0.2950))
        #expect(!TestAnalysis(matrix).needsCaution)
    }
}
