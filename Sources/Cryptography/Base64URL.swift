/// Base64 with `-` and `_`, without padding (RFC 4648 §5), strict: each byte string has one text.
package enum Base64URL {
    package static func encode(_ bytes: [UInt8]) -> String { SodiumBase64.encode(bytes) }

    /// Nil for a foreign character, white space, padding, or a last character with unused bits set.
    package static func decode(_ text: String) -> [UInt8]? { SodiumBase64.decode(text.utf8) }
}

/// Hexadecimal text.
package enum Hex {
    /// In lower case.
    package static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil unless it is pairs of digits, in either case.
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
