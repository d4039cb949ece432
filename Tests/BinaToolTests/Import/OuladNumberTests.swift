import CivilServiceKernel
import Testing

@testable import BinaTool

struct OuladNumberTests {
    /// Reads the student back out of the number: whoever can be read back is nobody else's number.
    private func student(in number: CivilServantNumber) throws -> Int {
        let first = try #require(CalendarDate("1960-01-01"))
        let birthday = Int(number.birthDate.daysSinceEpoch - first.daysSinceEpoch)
        let digits = Array(number.digits)
        let month = try #require(Int(String(digits[12..<14])))
        let serial = try #require(Int(String(digits[15..<18])))
        guard (0..<7_305).contains(birthday), (1...900).contains(serial) else { return -1 }
        return ((month - 1) * 7_305 + birthday) * 900 + serial - 1
    }

    /// What lies near a border of serial, day, leap year, twenty years or month, and a sample in between.
    static let students: [Int] = {
        let borders = [0, 900, 900 * 365, 900 * 366, 900 * 7_305, 900 * 7_305 * 11].flatMap { border in
            [-901, -900, -899, -2, -1, 0, 1, 2, 899, 900, 901].map { border + $0 }
        }
        let sample = Array(stride(from: 1, through: 4_000_000, by: 4_999))
        return Set(borders + sample + [2_710_343, OuladNumber.largestStudent]).filter { $0 >= 0 }.sorted()
    }()

    @Test func `every student's number is valid and tells the student`() throws {
        for id in Self.students {
            let number = try CivilServantNumber(OuladNumber.of(student: id, isFemale: id % 2 == 0), of: .pns)
            guard try student(in: number) == id, number.birthDate.year + 18 <= 2000 else {
                Issue.record("student \(id) has another one's number, or is too young for an appointment in 2000")
                return
            }
        }
    }

    @Test func `the sex is told, and nothing else changes with it`() {
        let man = Array(OuladNumber.of(student: 77, isFemale: false))
        let woman = Array(OuladNumber.of(student: 77, isFemale: true))
        #expect(man[14] == "1")
        #expect(woman[14] == "2")
        #expect(man[..<14] == woman[..<14])
        #expect(man[15...] == woman[15...])
    }

    @Test func `the assessor is no student`() throws {
        let number = try CivilServantNumber(OuladNumber.assessor, of: .pns)
        #expect(number.digits.hasSuffix("999"))
    }

    @Test func `the day of appointment is the month in the number`() {
        #expect(OuladNumber.startedOn(student: 2_710_343) == "2000-01-01")
        #expect(OuladNumber.startedOn(student: OuladNumber.largestStudent) == "2000-12-01")
    }
}
