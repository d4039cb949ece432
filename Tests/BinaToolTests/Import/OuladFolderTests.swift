import Foundation
import Testing

@testable import BinaTool

struct OuladFolderTests {
    @Test func `joins the three files and counts them`() async throws {
        let totals = OuladTotals(try await OuladFiles().read())
        #expect(totals.people == 4)
        #expect(totals.batches == 2)
        #expect(totals.registrations == 5)
        #expect(totals.results == ["Pass": 1, "Distinction": 1, "Fail": 1, "Withdrawn": 2])
        #expect(totals.contradictions == 1, "failed, and yet unregistered")
        #expect(totals.unusable == 0)
        #expect(totals.expected.people == 5, "the assessor is a person")
        #expect(totals.expected.byStatus == ["completed": 2, "not-completed": 1, "withdrawn": 2])
        #expect(totals.expected.hoursCounted == 40)
    }

    @Test(arguments: [["courses"], ["studentInfo", "studentRegistration"], ["courses", "studentInfo"]])
    func `reads compressed files as plain ones`(_ compressed: [String]) async throws {
        let folder = try await OuladFiles().written(compressed: Set(compressed))
        let read = try await OuladFolder.read(folder)
        let plain = try await OuladFiles().read()
        #expect(OuladTotals(read) == OuladTotals(plain))
        #expect(read.courses == plain.courses)
    }

    @Test func `a question mark is a missing value`() async throws {
        let rows = try await OuladFiles().read().registrations
        #expect(rows.map(\.registered) == [-159, -53, nil, 5, -20])
        #expect(rows.map(\.unregistered) == [nil, 12, 100, nil, nil])
        #expect(rows[0].origin == "studentRegistration.csv, row 2")
    }

    @Test func `takes presentations of any year and month`() async throws {
        var files = OuladFiles()
        files.courses += "CCC,2014J,269\nDDD,2031A,240\n"
        let courses = try await files.read().courses
        let starts = courses.map { "\($0.key) \($0.start)" }
        #expect(starts.contains("CCC:2014J 2014-10-01"))
        #expect(starts.contains("DDD:2031A 2031-01-01"))
        #expect(starts.contains("AAA:2013J 2013-10-01"))
        #expect(starts.contains("BBB:2014B 2014-02-01"))
    }

    @Test func `a missing file is named`() async throws {
        let folder = try await OuladFiles().written()
        try FileManager.default.removeItem(at: folder.appending(path: "studentInfo.csv"))
        let refusal = await #expect(throws: Refusal.self) { try await OuladFolder.read(folder) }
        #expect(refusal?.description.contains("studentInfo.csv") == true)
    }

    @Test func `a missing column is named with its file`() async throws {
        var files = OuladFiles()
        files.students = files.students.replacing("final_result", with: "result")
        let refusal = await #expect(throws: Refusal.self) { try await files.read() }
        let text = try #require(refusal).description
        #expect(text.contains("studentInfo.csv has no column 'final_result'"))
    }

    @Test func `a broken archive is refused, not half read`() async throws {
        let folder = try await OuladFiles().written(compressed: ["studentInfo"])
        let file = folder.appending(path: "studentInfo.csv.gz")
        try Data(contentsOf: file).dropLast(9).write(to: file)
        await #expect(throws: Refusal.self) { try await OuladFolder.read(folder) }
    }

    @Test(arguments: [
        ("AAA,2013J,99,X,Wales,Pass", "gender 'X'"),
        ("AAA,2013J,99,M,Wales,Passed", "final_result 'Passed'"),
        ("AAA,2013J,99x,M,Wales,Pass", "id_student '99x'"),
        ("AAA,2013J,-1,M,Wales,Pass", "id_student '-1'"),
        ("AAA,2012J,99,M,Wales,Pass", "no course AAA:2012J"),
        ("AAA,2013J,11391,M,Wales,Fail", "twice"),
        ("BBB,2014B,28400,M,Wales,Fail", "another gender"),
        ("AAA,2013J,99,M,Wales", "has 5 fields"),
        ("AAA,2013J,99,M,Wales,Pass", "has no row in studentRegistration.csv"),
    ])
    func `a row of students that says nothing usable is kept apart`(_ row: String, _ reason: String) async throws {
        var files = OuladFiles()
        files.students += "\n\(row)\n"
        let folder = try await files.read()
        #expect(folder.registrations.count == 5)
        let unusable = try #require(folder.unusable.first)
        #expect(unusable.origin == "studentInfo.csv, row 7")
        #expect(unusable.reason.contains(reason), "\(unusable.reason)")
    }

    @Test(arguments: [
        ("AAA,2013J,11391,-5,?", "twice"), ("AAA,2013J,77,-5,?", "no usable row of studentInfo"),
        ("AAA,2013J,77,-5", "has 4 fields"),
    ])
    func `a registration without its student is kept apart`(_ row: String, _ reason: String) async throws {
        var files = OuladFiles()
        files.registrations += "\n\(row)"
        let folder = try await files.read()
        #expect(folder.unusable.count == 1)
        #expect(folder.unusable.first?.reason.contains(reason) == true)
    }

    @Test(arguments: ["AAA,2013J,10", "CCC,13J,10", "CCC,2013Z,10", "CCC,2013J,0", "CCC,2013J,367", "C C,2013J,10"])
    func `a course that cannot be is kept apart`(_ row: String) async throws {
        var files = OuladFiles()
        files.courses += row + "\n"
        let folder = try await files.read()
        #expect(folder.courses.count == 2)
        #expect(folder.unusable.map(\.origin) == ["courses.csv, row 4"])
    }
}
