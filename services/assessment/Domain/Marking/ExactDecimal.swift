/// A decimal number without rounding, for numeric answers and their tolerances: up to twelve decimals.
package struct ExactDecimal: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number in millionths of millionths.
    private let units: Int128

    private static let decimals = 12
    private static let scale: Int128 = 1_000_000_000_000
    /// Most digits before the separator.
    private static let wholeDigits = 18

    private init(units: Int128) { self.units = units }

    /// Reads `3`, `-3.14`, `3,14`, `.5` or `2e3`.
    ///
    /// Point and comma are both decimal separators, so thousands have none: nil for `1.234,5`, for more than 18 digits
    /// before or 12 after the separator, and for anything that is not a number.
    package init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first == UInt8(ascii: " ") { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == UInt8(ascii: " ") { bytes = bytes.dropLast() }
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        let isExponent: (UInt8) -> Bool = { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
        let parts = bytes.split(omittingEmptySubsequences: false, whereSeparator: isExponent)
        guard let mantissa = parts.first, parts.count <= 2, let exponent = Self.exponent(parts.dropFirst().first),
            let magnitude = Self.magnitude(mantissa, exponent: exponent)
        else { return nil }
        units = isNegative ? -magnitude : magnitude
    }

    private static func exponent(_ bytes: ArraySlice<UInt8>?) -> Int? {
        guard let bytes else { return 0 }
        guard bytes.count <= 3, let number = Int(String(decoding: bytes, as: UTF8.self)) else { return nil }
        return number
    }

    private static func magnitude(_ bytes: ArraySlice<UInt8>, exponent: Int) -> Int128? {
        let isSeparator: (UInt8) -> Bool = { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
        let sides = bytes.split(maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: isSeparator)
        let whole = sides[0]
        let fraction = sides.count > 1 ? sides[1] : []
        let digits = Array(whole) + Array(fraction)
        guard !digits.isEmpty, digits.count <= 30, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        // The place of the separator, counted from the left of the digits.
        let point = whole.count + exponent
        guard point <= wholeDigits, digits.count - point <= decimals else { return nil }
        var units: Int128 = 0
        for digit in digits { units = units * 10 + Int128(digit - 0x30) }
        for _ in 0..<(decimals - (digits.count - point)) { units *= 10 }
        return units
    }

    package static func < (left: Self, right: Self) -> Bool { left.units < right.units }
    package static func + (left: Self, right: Self) -> Self { Self(units: left.units + right.units) }
    package static func - (left: Self, right: Self) -> Self { Self(units: left.units - right.units) }

    /// With a point and without needless zeros: `-3.14`.
    package var description: String {
        let magnitude = units.magnitude
        let whole = magnitude / Self.scale.magnitude
        let rest = magnitude % Self.scale.magnitude
        var decimals = String(rest + Self.scale.magnitude).dropFirst()
        while decimals.last == "0" { decimals = decimals.dropLast() }
        return (units < 0 ? "-" : "") + String(whole) + (decimals.isEmpty ? "" : "." + decimals)
    }
}
