import Foundation
import Testing

@testable import BinaTool

@Suite(.timeLimit(.minutes(2)))
struct OuladImportTests {
    private let stub = StubServices()
    private let lines = Lines()

    private func run(_ files: OuladFiles, _ client: APIClient) async throws -> (outcome: ImportOutcome, report: Report)
    {
        let session = ImportSession(client: client, journal: nil, concurrency: 8, console: .keeping(lines))
        let context = ImportContext(tenant: "oulad", session: session, records: client, isDryRun: false)
        let outcome = try await OuladImport(patience: .milliseconds(300)).run([try await files.written()], context)
        return (outcome, try JSONDecoder().decode(Report.self, from: Data(outcome.json.utf8)))
    }

    /// What a program reads from the last line.
    private struct Report: Decodable {
        struct Files: Decodable {
            let people, batches, registrations, contradictions: Int
            let results: [String: Int]
            let assessments, scores, scoresPassed, scoreSumHundredths, withoutScore, banked: Int
        }

        let files: Files
        let sent: [String: Int]
        let changed, unchanged, refused: Int
        let learningRecords: LearningRecordTotals
        let equal: Bool
        let tenant: String
    }

    @Test func `sends everything, and the learning records equal the files`() async throws {
        try await stub.serving { client in
            let (outcome, report) = try await run(OuladFiles(), client)
            #expect(outcome.isComplete)
            #expect(report.equal)
            #expect(report.refused == 0)
            #expect(report.sent["people"] == 4)
            #expect(report.sent["enrolments"] == 5)
            #expect(report.sent["withdrawals"] == 2)
            #expect(report.sent["assessments"] == 3)
            #expect(report.sent["closings"] == 2)
            #expect(report.learningRecords.byStatus["completed"] == 2)
            #expect(report.files.contradictions == 1)
            #expect(!outcome.json.contains("\n"))
        }
        let last = try #require(stub.received.last?.path)
        #expect(last.hasSuffix("/close"))
    }

    @Test func `the same folder twice changes nothing, a larger one adds what is new`() async throws {
        try await stub.serving { client in
            let first = try await run(OuladFiles(), client).report
            let second = try await run(OuladFiles(), client).report
            #expect(second.changed == 0)
            #expect(second.unchanged == first.changed)
            #expect(second.equal)
            var more = OuladFiles()
            more.courses += "AAA,2014J,269\n"
            more.students += "\nAAA,2014J,28400,F,Wales,Pass\nAAA,2014J,5,F,Wales,Withdrawn"
            more.registrations += "\nAAA,2014J,28400,-3,?\nAAA,2014J,5,-3,9"
            let third = try await run(more, client).report
            #expect(third.equal)
            #expect(third.refused == 0)
            // One person, one batch with its seats and its end, two enrolments, two results.
            #expect(third.changed == 1 + 3 + 4)
        }
    }

    @Test func `takes results too, as exams that were sat elsewhere`() async throws {
        try await stub.serving { client in
            let (outcome, report) = try await run(.graded, client)
            #expect(outcome.isComplete)
            #expect(report.equal)
            #expect(report.sent["exams"] == 3)
            #expect(report.sent["results"] == 4)
            #expect(report.files.assessments == 3)
            #expect(report.files.scores == 4)
            #expect(report.files.scoresPassed == 3)
            #expect(report.files.scoreSumHundredths == 7_800 + 3_900 + 6_050 + 4_000)
            #expect(report.files.withoutScore == 1)
            #expect(report.files.banked == 1)
            #expect(report.learningRecords.examResults == 4)
            #expect(report.learningRecords.examScoresHundredths == 21_750)
            // Who completed a presentation is what final_result says, with results or without.
            #expect(report.learningRecords.byStatus["completed"] == 2)
            let again = try await run(.graded, client).report
            #expect(again.changed == 0)
            #expect(again.equal)
        }
        let last = try #require(stub.received.last { $0.path.hasSuffix("/results") })
        #expect(last.key.hasPrefix("oulad:result:"))
        let early = try #require(stub.received.first { $0.key == "oulad:result:24290:11391" })
        #expect(early.body.contains(#""submittedOn":"2014-01-21""#))
        let banked = try #require(stub.received.first { $0.key == "oulad:result:1752:30268" })
        #expect(banked.body.contains("angkatan terdahulu"))
        #expect(banked.body.contains(#""scoreHundredths":6050"#))
    }

    @Test func `a result of nobody who is registered, and one that is no score, are refused with their rows`()
        async throws
    {
        var files = OuladFiles.graded
        files.scores =
            (files.scores ?? "") + "\n1752,999,3,0,50\n1752,28400,3,0,50\n24290,2710343,3,0,101\n7,11391,3,0,50"
        try await stub.serving { client in
            let (outcome, report) = try await run(files, client)
            #expect(!outcome.isComplete)
            #expect(report.refused == 4)
            #expect(report.equal, "what could be sent has arrived")
        }
        for text in [
            "row 7: student 999 is not registered for AAA:2013J", "row 8: the student has a result",
            "row 9: score '101' is neither 0 to 100 nor ?", "row 10: there is no assessment 7",
        ] {
            #expect(lines.all.contains { $0.contains("studentAssessment.csv, \(text)") }, "\(text)")
        }
    }

    @Test func `a difference is named and is a failure`() async throws {
        try await stub.serving { client in
            stub.refuse("oulad:AAA:2013J:11391:assess", slug: "own-assessor")
            let (outcome, report) = try await run(OuladFiles(), client)
            #expect(!outcome.isComplete)
            #expect(!report.equal)
            #expect(report.refused == 1)
        }
        #expect(lines.all.contains("different: completed: the learning records have 1, expected 2\n"))
        #expect(lines.all.contains { $0.contains("studentRegistration.csv, row 2: own-assessor") })
    }

    @Test func `an unusable row is shown, counted and a failure`() async throws {
        var files = OuladFiles()
        files.students += "\nAAA,2013J,77,M,Wales,Passed"
        try await stub.serving { client in
            let (outcome, report) = try await run(files, client)
            #expect(!outcome.isComplete)
            #expect(report.refused == 1)
            #expect(report.equal, "what could be sent has arrived")
        }
        #expect(lines.all.contains { $0.contains("studentInfo.csv, row 7: final_result 'Passed'") })
    }

    @Test func `differences name every figure that is another`() {
        var expected = LearningRecordTotals()
        expected.people = 3
        expected.byStatus = ["completed": 2, "withdrawn": 1]
        var found = expected
        #expect(found.differences(from: expected).isEmpty)
        found.people = 4
        found.byStatus = ["completed": 2, "queued": 1]
        #expect(
            found.differences(from: expected) == [
                "people: the learning records have 4, expected 3",
                "queued: the learning records have 1, expected 0",
                "withdrawn: the learning records have 0, expected 1",
            ]
        )
    }
}
