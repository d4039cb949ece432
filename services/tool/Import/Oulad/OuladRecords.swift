import CivilServiceKernel
import EventSourcing

/// One presentation of one module: what becomes a batch.
struct OuladCourse: Sendable, Equatable {
    let key: Key
    /// Days from the first to the last.
    let length: Int
    let start: CalendarDate

    struct Key: Hashable, Sendable, Comparable, CustomStringConvertible {
        let module: String
        /// `2013J`: the year, and the month as a letter (B is February, J is October).
        let presentation: String

        var description: String { "\(module):\(presentation)" }

        static func < (left: Self, right: Self) -> Bool {
            (left.presentation, left.module) < (right.presentation, right.module)
        }
    }

    /// - Throws: `OuladFault` with a sentence that completes "row n …".
    init(module: String, presentation: String, length text: String) throws(OuladFault) {
        guard (1...20).contains(module.utf8.count), module.utf8.allSatisfy({ $0.isPlain }) else {
            throw OuladFault("code_module '\(module)' is not 1 to 20 letters and digits")
        }
        guard let start = Self.start(of: presentation) else {
            throw OuladFault("code_presentation '\(presentation)' is not a year and a month's letter such as 2013J")
        }
        guard let length = Int(text), (1...366).contains(length) else {
            throw OuladFault("module_presentation_length '\(text)' is not a number of days from 1 to 366")
        }
        key = Key(module: module, presentation: presentation)
        self.length = length
        self.start = start
    }

    /// First day of the month that the last letter stands for, A being January.
    private static func start(of presentation: String) -> CalendarDate? {
        guard presentation.utf8.count == 5, let year = Int(presentation.prefix(4)), let letter = presentation.utf8.last,
            (UInt8(ascii: "A")...UInt8(ascii: "L")).contains(letter)
        else { return nil }
        return CalendarDate(year: year, month: Int(letter - UInt8(ascii: "A")) + 1, day: 1)
    }
}

/// How somebody ended a presentation.
enum OuladResult: String, CaseIterable, Sendable {
    case pass = "Pass"
    case distinction = "Distinction"
    case fail = "Fail"
    case withdrawn = "Withdrawn"
}

/// One student in one presentation.
struct OuladRegistration: Sendable, Equatable {
    let course: OuladCourse.Key
    let student: Int
    let result: OuladResult
    /// Days relative to the start; nil where the file has `?`.
    let registered: Int?
    let unregistered: Int?
    /// Row in studentRegistration.
    let origin: String

    /// Unregistered, and yet with a result that only those who stay can have.
    var isContradiction: Bool { unregistered != nil && result != .withdrawn }
}

/// What is wrong with a row.
struct OuladFault: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

extension UInt8 {
    /// An ASCII letter or digit: safe in keys and codes.
    fileprivate var isPlain: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
