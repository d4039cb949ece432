/// Reads `2026-11-22T08:33:00.123456+07:00` byte by byte: strict where Foundation's parser is lenient.
struct RFC3339Parser {
    private var bytes: ArraySlice<UInt8>

    init(_ text: String) { bytes = Array(text.utf8)[...] }

    func timestamp() -> Timestamp? {
        var parser = self
        return parser.parse()
    }

    private mutating func parse() -> Timestamp? {
        guard let year = digits(4), skip("-"), let month = digits(2), skip("-"), let day = digits(2),
            skip("T") || skip("t"), let hour = digits(2), skip(":"), let minute = digits(2), skip(":"),
            let second = digits(2), let fraction = fraction(), let offset = offsetSeconds(), bytes.isEmpty,
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        guard civilDate(daysSinceEpoch: days) == (year, month, day) else { return nil }
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return Timestamp(microseconds: seconds * 1_000_000 + fraction)
    }

    private mutating func digits(_ count: Int) -> Int64? {
        guard bytes.count >= count else { return nil }
        var number: Int64 = 0
        for _ in 0..<count {
            guard let byte = bytes.popFirst(), isDigit(byte) else { return nil }
            number = number * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return number
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard bytes.first == UInt8(ascii: character) else { return false }
        bytes.removeFirst()
        return true
    }

    /// Microseconds after the point; zero when there is no point, nil when it has no digit or more than six.
    private mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        var number: Int64 = 0
        var places = 0
        while let byte = bytes.first, isDigit(byte), places < 6 {
            number = number * 10 + Int64(byte - UInt8(ascii: "0"))
            places += 1
            bytes.removeFirst()
        }
        guard places > 0 else { return nil }
        for _ in places..<6 { number *= 10 }
        return number
    }

    private mutating func offsetSeconds() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = digits(2), skip(":"), let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
