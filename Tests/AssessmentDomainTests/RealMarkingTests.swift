import AssessmentDomain
import AssessmentEvents
import Foundation
import TestSupport
import Testing

/// The medical admission test: 1 196 candidates, 100 questions in which any combination of four options may be right.
struct RealMarkingTests {
    private static func unzipped(_ path: String) throws -> [[String]] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", (TestData.folder?.path ?? "") + "/" + path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        }
    }

    private static func key(_ right: String, _ scoring: ChoiceScoring) -> AnswerKey {
        AnswerKey(
            credits: ["A", "B", "C", "D"].map {
                OptionCredit(option: $0, millionths: right.contains($0) ? 1_000_000 : 0)
            },
            scoring: scoring
        )
    }

    @Test(.enabled(if: TestData.isThere)) func `marks every candidate of a real test as its makers did`() throws {
        let folder = "respons_butir/seleksi_kedokteran"
        let keys = try TestData.table("\(folder)_kunci.csv").dropFirst().map { $0[1] }
        let strict = keys.map { Self.key($0, .allOrNothing) }
        let reference = try TestData.table("\(folder)_skor_acuan.csv").dropFirst()
        let answers = Dictionary(
            try Self.unzipped("\(folder)_jawaban.csv.gz").dropFirst().map { ($0[0], Array($0[1...100])) }
        ) { first, _ in first }
        #expect(reference.count == 1_196)
        var rows: [[Double]] = []
        for line in reference {
            let given = try #require(answers[line[0]])
            let points = zip(given, strict).map { chosen, key in
                Marker.points(
                    OpenAnswer(options: chosen.map { String($0) }),
                    to: .multipleChoice,
                    by: key,
                    of: 1
                ) ?? 0
            }
            #expect(points.reduce(0, +) == Int(line[1]), "\(line[0])")
            rows.append(points.map(Double.init))
        }
        let matrix = try #require(ScoreMatrix(rows: rows, maxima: Array(repeating: 1, count: 100)))
        let analysis = TestAnalysis(matrix)
        #expect(abs((analysis.kr20 ?? 0) - 0.9464) < 0.00005 && abs((analysis.kr21 ?? 0) - 0.934) < 0.00005)
        #expect(abs((analysis.standardError ?? 0) - 4.2171) < 0.001)
    }
}
