import EventSourcing
import FoundationEssentials

/// Header values as bytes, written and read without going through `String`: there are twenty per record.
enum ASCIIText {
    static func append(_ uuid: UUID, to text: inout [UInt8]) {
        let raw = uuid.uuid
        text.append(addingCapacity: 36) { (text: inout OutputSpan<UInt8>) in
            append(raw.0, raw.1, to: &text)
            append(raw.2, raw.3, to: &text)
            text.append(hyphen)
            append(raw.4, raw.5, to: &text)
            text.append(hyphen)
            append(raw.6, raw.7, to: &text)
            text.append(hyphen)
            append(raw.8, raw.9, to: &text)
            text.append(hyphen)
            append(raw.10, raw.11, to: &text)
            append(raw.12, raw.13, to: &text)
            append(raw.14, raw.15, to: &text)
        }
    }

    static func append(_ number: Int64, to text: inout [UInt8]) {
        guard number >= 10 else {
            if number >= 0 { return text.append(zero + UInt8(number)) }
            return text.append(contentsOf: String(number).utf8)
        }
        var places = 1
        var limit: Int64 = 10
        while limit <= number / 10 {
            limit *= 10
            places += 1
        }
        text.append(contentsOf: repeatElement(zero, count: places + 1))
        var rest = number
        for index in text.indices.suffix(places + 1).reversed() {
            text[index] = zero + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// Nil unless `text` is a decimal number of at most 18 digits, without sign.
    static func readNumber(_ text: ArraySlice<UInt8>) -> Int64? {
        guard (1...18).contains(text.count) else { return nil }
        var number: Int64 = 0
        for byte in text {
            guard (zero...zero + 9).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - zero)
        }
        return number
    }

    /// The one form of `Timestamp`: `2026-11-22T08:33:00.000000Z`.
    static func append(_ time: Timestamp, to text: inout [UInt8]) {
        let days = floorDivide(time.microseconds, by: 86_400_000_000)
        let rest = time.microseconds - days * 86_400_000_000
        let (year, month, day) = civilDate(daysSinceEpoch: days)
        guard (0...9999).contains(year) else { return text.append(contentsOf: time.description.utf8) }
        let (micros, seconds) = (rest % 1_000_000, rest / 1_000_000)
        text.append(addingCapacity: 27) { (text: inout OutputSpan<UInt8>) in
            appendTwo(year / 100, to: &text)
            appendTwo(year % 100, to: &text)
            text.append(hyphen)
            appendTwo(month, to: &text)
            text.append(hyphen)
            appendTwo(day, to: &text)
            text.append(UInt8(ascii: "T"))
            appendTwo(seconds / 3600, to: &text)
            text.append(UInt8(ascii: ":"))
            appendTwo(seconds / 60 % 60, to: &text)
            text.append(UInt8(ascii: ":"))
            appendTwo(seconds % 60, to: &text)
            text.append(UInt8(ascii: "."))
            appendTwo(micros / 10_000, to: &text)
            appendTwo(micros / 100 % 100, to: &text)
            appendTwo(micros % 100, to: &text)
            text.append(UInt8(ascii: "Z"))
        }
    }

    /// Any RFC 3339 time; our own form takes the short way.
    static func readTimestamp(_ text: ArraySlice<UInt8>) -> Timestamp? {
        let start = text.startIndex
        func part(_ offset: Int, _ count: Int) -> Int64? {
            readNumber(text[start + offset..<start + offset + count])
        }
        guard text.count == 27, text.last == UInt8(ascii: "Z"), text[start + 19] == UInt8(ascii: "."),
            let year = part(0, 4), let month = part(5, 2), let day = part(8, 2), (1...28).contains(day),
            (1...12).contains(month), let hour = part(11, 2), hour < 24, let minute = part(14, 2), minute < 60,
            let second = part(17, 2), second < 60, let micros = part(20, 6), separatorsAreInPlace(text)
        else { return Timestamp(String(decoding: text, as: UTF8.self)) }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
        return Timestamp(microseconds: seconds * 1_000_000 + micros)
    }

    private static func separatorsAreInPlace(_ text: ArraySlice<UInt8>) -> Bool {
        let start = text.startIndex
        return text[start + 4] == hyphen && text[start + 7] == hyphen && text[start + 10] == UInt8(ascii: "T")
            && text[start + 13] == UInt8(ascii: ":") && text[start + 16] == UInt8(ascii: ":")
    }

    private static func appendTwo(_ number: Int64, to text: inout OutputSpan<UInt8>) {
        let number = UInt8(truncatingIfNeeded: number)
        text.append(zero + number / 10)
        text.append(zero + number % 10)
    }

    private static func append(_ first: UInt8, _ second: UInt8, to text: inout OutputSpan<UInt8>) {
        text.append(hexDigit(first >> 4))
        text.append(hexDigit(first & 15))
        text.append(hexDigit(second >> 4))
        text.append(hexDigit(second & 15))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? zero + value : UInt8(ascii: "a") + value - 10
    }

    private static func floorDivide(_ number: Int64, by divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    private static let zero = UInt8(ascii: "0")
    private static let hyphen = UInt8(ascii: "-")
}
