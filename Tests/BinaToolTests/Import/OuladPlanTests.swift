import CivilServiceKernel
import EventSourcing
import Foundation
import Testing

@testable import BinaTool

struct OuladPlanTests {
    private func course(_ module: String = "AAA", _ presentation: String = "2013J", _ length: Int = 268) throws
        -> OuladCourse
    {
        try OuladCourse(module: module, presentation: presentation, length: "\(length)")
    }

    private func row(_ student: Int, _ result: OuladResult, _ registered: Int?, _ unregistered: Int? = nil) throws
        -> OuladRegistration
    {
        OuladRegistration(
            course: try course().key,
            student: student,
            result: result,
            registered: registered,
            unregistered: unregistered,
            origin: "test"
        )
    }

    @Test func `one batch happens in the order of time and is closed last`() throws {
        let course = try course()
        let stages = OuladPlan.stages(
            of: course,
            [
                try row(1, .pass, 20), try row(2, .withdrawn, -30, -3), try row(3, .fail, nil),
                try row(4, .distinction, -30),
            ]
        )
        #expect(stages.map(\.count) == [1, 2, 1, 1, 3, 1])
        #expect(stages.last == [.close(course)])
        let times = stages.dropLast().map { stage in
            stage.map { step -> Timestamp? in
                switch step {
                case .enrol(_, let at), .withdraw(_, let at), .assess(_, let at): at
                case .close: nil
                }
            }
        }
        #expect(times.allSatisfy { Set($0).count == 1 })
        let firsts = times.compactMap { $0.first ?? nil }
        #expect(firsts == firsts.sorted())
        #expect(firsts.count == 5)
        #expect(OuladTimes(course).closedAt > OuladTimes(course).assessedAt)
    }

    @Test(arguments: [(-20_000, -366), (-366, -366), (0, 0), (268, 268), (900, 268)])
    func `every registration is inside the time of registration`(_ day: Int, _ expected: Int) throws {
        let times = OuladTimes(try course())
        let enrolment = times.enrolment(day)
        #expect(enrolment.day == expected)
        #expect(enrolment.at >= times.opensAt)
        #expect(enrolment.at < times.closesAt)
        #expect(times.enrolment(nil) == times.enrolment(-366))
    }

    @Test func `nobody leaves before coming or after the end`() throws {
        let times = OuladTimes(try course())
        #expect(times.withdrawal(-365, enrolled: -10).day == -10)
        #expect(times.withdrawal(-365, enrolled: -10).at > times.enrolment(-10).at)
        #expect(times.withdrawal(444, enrolled: -10).day == 268)
        #expect(times.withdrawal(nil, enrolled: -10).day == 268)
        #expect(times.withdrawal(nil, enrolled: -10).at < times.closedAt)
    }

    @Test func `no two modules meet at the same time`() throws {
        let letters = (0..<26).map { String(repeating: Character(Unicode.Scalar(UInt8(65 + $0))), count: 3) }
        #expect(Set(letters.map { OuladTimes.slot(of: $0) }).count == 26)
        let sessions = try letters.flatMap { module in
            let times = OuladTimes(try course(module, "2014B", 242))
            let autumn = OuladTimes(try course(module, "2014J", 269))
            return [times.opening, times.closing, autumn.opening, autumn.closing]
        }.sorted { $0.start < $1.start }
        for (earlier, later) in zip(sessions, sessions.dropFirst()) { #expect(earlier.end <= later.start) }
    }

    @Test func `a folder with more in it asks for the same with the same bytes`() async throws {
        var more = OuladFiles()
        more.courses += "AAA,2014J,269\n"
        more.students += "\nAAA,2014J,28400,F,Wales,Pass\nAAA,2014J,5,F,Wales,Pass"
        more.registrations += "\nAAA,2014J,28400,-3,?\nAAA,2014J,5,-3,?"
        let first = try await requests(of: OuladFiles())
        let second = try await requests(of: more)
        #expect(second.count > first.count)
        for (key, bytes) in first { #expect(second[key] == bytes, "\(key)") }
    }

    @Test func `every request has a key of its own that the service takes`() async throws {
        let keys = try await calls(of: OuladFiles()).map(\.request.key)
        #expect(Set(keys).count == keys.count)
        for key in keys {
            #expect((1...255).contains(key.utf8.count))
            #expect(key.utf8.allSatisfy { (0x21...0x7E).contains($0) })
        }
        #expect(keys.contains("oulad:AAA:2013J:11391:enrol"))
    }

    private func requests(of files: OuladFiles) async throws -> [String: Data] {
        Dictionary(uniqueKeysWithValues: try await calls(of: files).map { ($0.request.key, $0.request.body ?? Data()) })
    }

    private func calls(of files: OuladFiles) async throws -> [ImportCall] {
        let folder = try await files.read()
        let requests = OuladRequests(tenant: "oulad")
        var calls = [try requests.unit, try requests.assessor(in: "u")]
        calls += try folder.students.map { try requests.student($0.key, isFemale: $0.value == "F", in: "u") }
        calls += try Set(folder.courses.map(\.key.module)).map { try requests.programme($0) }
        calls += try folder.courses.map { try requests.batch($0, of: "p") }
        calls += try folder.courses.map { try requests.close($0, batch: "b") }
        for row in folder.registrations {
            let at = OuladTimes.beforeEverything
            calls.append(try requests.enrolment(row, at: at, batch: "b", person: "c"))
            calls.append(try requests.withdrawal(row, at: at, batch: "b", person: "c"))
            calls.append(try requests.assessment(row, at: at, batch: "b", person: "c", assessor: "a"))
        }
        return calls
    }
}
