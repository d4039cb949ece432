import CivilServiceKernel

/// Makes a NIP for an anonymous student: valid, unique, and the same in every folder that has the student.
///
/// The serial number tells 900 students of one birth date apart, the birth date the next 7305 such groups (twenty years
/// of days from 1960 on), the month of appointment in 2000 twelve times as many again. The sex digit carries no part of
/// the identity, so two students always differ.
enum OuladNumber {
    private static let serials = 900
    private static let firstBirthday = CalendarDate(daysSinceEpoch: -3_653)
    /// 1960-01-01 to 1979-12-31: everybody is of age in 2000.
    private static let birthdays = 7_305
    static let largestStudent = serials * birthdays * 12 - 1

    /// - `student`: 0 to `largestStudent`.
    static func of(student: Int, isFemale: Bool) -> String {
        let group = student / serials
        let birthday = firstBirthday.adding(days: group % birthdays)
        return number(birthday, month: group / birthdays + 1, isFemale: isFemale, serial: student % serials + 1)
    }

    /// The person who assesses; its serial number is no student's.
    static var assessor: String { number(firstBirthday, month: 1, isFemale: true, serial: 999) }

    private static func number(_ birthday: CalendarDate, month: Int, isFemale: Bool, serial: Int) -> String {
        let birth = birthday.description.filter { $0 != "-" }
        return birth + "2000" + padded(month, 2) + (isFemale ? "2" : "1") + padded(serial, 3)
    }

    /// First day of the month of appointment that the number names.
    static func startedOn(student: Int) -> String { "2000-\(padded(student / serials / birthdays + 1, 2))-01" }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
