package import EventSourcing

/// The number that the state gives a civil servant: NIP (PNS) or NI PPPK, 18 digits (Perka BKN 22/2007, 43/2007).
///
/// It reveals birth date and sex, so it is personal data: never a key, never in a URL, sealed in events.
package struct CivilServantNumber: Hashable, Sendable, CustomStringConvertible {
    /// Told by the seventh group of digits: a month in a NIP, a code from 21 in an NI PPPK.
    package let kind: EmploymentKind
    package let birthDate: CalendarDate
    package let digits: String

    /// - Throws: the one rule that `text` breaks. White space between digits is ignored.
    package init(_ text: String) throws(RuleViolation) {
        let bytes = Array(
            text.unicodeScalars.lazy.filter { !$0.properties.isWhitespace }.map { UInt8(ascii: $0, else: 0) }
        )
        guard bytes.count == 18, let serial = decimalNumber(bytes[15...]), decimalNumber(bytes[0..<8]) != nil,
            let year = decimalNumber(bytes[8..<12]), let group = decimalNumber(bytes[12..<14]),
            let sex = decimalNumber(bytes[14..<15])
        else { throw Self.broken("length", "must be 18 digits") }
        birthDate = try Self.birthDate(bytes[0..<8])
        kind = try Self.kind(group)
        guard year > birthDate.year, year <= 9_998 else {
            throw Self.broken("appointment-year", "must name a year of appointment after the birth date")
        }
        guard sex == 1 || sex == 2 else { throw Self.broken("sex-digit", "must have 1 or 2 as its 15th digit") }
        guard serial >= 1 else { throw Self.broken("serial", "must end with a serial number from 001 to 999") }
        digits = String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a number that must belong to `kind`.
    ///
    /// - Throws: the one rule that `text` breaks.
    package init(_ text: String, of kind: EmploymentKind) throws(RuleViolation) {
        try self.init(text)
        guard self.kind == kind else {
            throw Self.broken(
                "kind",
                kind == .pns
                    ? "must be a NIP: digits 13 and 14 are a month" : "must be an NI PPPK: digits 13 and 14 from 21"
            )
        }
    }

    /// As people write it: 8-6-1-3 with spaces for a NIP, without spaces for an NI PPPK.
    package var formatted: String {
        switch kind {
        case .pns:
            [0..<8, 8..<14, 14..<15, 15..<18].map { String(digits.dropFirst($0.lowerBound).prefix($0.count)) }
                .joined(separator: " ")
        case .pppk: digits
        }
    }

    /// Hides the digits: descriptions end up in logs.
    package var description: String { kind == .pns ? "a NIP" : "an NI PPPK" }

    private static func birthDate(_ bytes: ArraySlice<UInt8>) throws(RuleViolation) -> CalendarDate {
        let text = String(decoding: bytes, as: UTF8.self)
        let date = CalendarDate("\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))")
        guard let date, date.year >= 1900 else {
            throw broken("birth-date", "must begin with a birth date, YYYYMMDD")
        }
        return date
    }

    private static func kind(_ group: Int) throws(RuleViolation) -> EmploymentKind {
        switch group {
        case 1...12: return .pns
        case 21...99: return .pppk
        default:
            throw broken("kind-digits", "must have a month (01 to 12) or a PPPK code (from 21) as digits 13 and 14")
        }
    }

    private static func broken(_ rule: String, _ detail: String) -> RuleViolation {
        RuleViolation(rule: "civil-servant-number.\(rule)", detail: detail)
    }
}

extension UInt8 {
    /// The ASCII code of `scalar`; `other` when it has none.
    init(ascii scalar: Unicode.Scalar, else other: UInt8) {
        self = scalar.isASCII ? UInt8(truncatingIfNeeded: scalar.value) : other
    }
}
