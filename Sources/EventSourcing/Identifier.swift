package import FoundationEssentials

/// A random 128-bit identity of one `Entity`; the type parameter keeps a programme's id from being passed for a batch's.
///
/// Coded as a bare lower-case UUID string, the form PostgreSQL prints, so that keys, rows and JSON agree.
package struct Identifier<Entity>: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package let uuid: UUID

    package init(_ uuid: UUID) { self.uuid = uuid }

    /// Nil unless `text` is a UUID in its 36-character form.
    package init?(_ text: String) {
        guard let uuid = UUID(text: text) else { return nil }
        self.uuid = uuid
    }

    package var description: String { uuid.lowercased }

    package static func < (left: Self, right: Self) -> Bool { left.uuid < right.uuid }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let identifier = Self(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is not a UUID")
        }
        self = identifier
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension UUID {
    /// Nil unless `text` is a UUID in its 36-character form; a tenth of the time that `UUID(uuidString:)` takes.
    package init?(text: String) { self.init(ascii: text.utf8) }

    /// The same for text that was not made into a string.
    package init?(text: ArraySlice<UInt8>) { self.init(ascii: text) }

    private init?(ascii text: some Collection<UInt8>) {
        guard text.count == 36 else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        var place = 0
        for byte in text {
            defer { place += 1 }
            if place == 8 || place == 13 || place == 18 || place == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Self.value(ofDigit: byte) else { return nil }
            if place < 18 { high = high << 4 | digit } else { low = low << 4 | digit }
        }
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> (index * 8)) }
        self.init(
            uuid: (
                byte(high, 7), byte(high, 6), byte(high, 5), byte(high, 4),
                byte(high, 3), byte(high, 2), byte(high, 1), byte(high, 0),
                byte(low, 7), byte(low, 6), byte(low, 5), byte(low, 4),
                byte(low, 3), byte(low, 2), byte(low, 1), byte(low, 0)
            )
        )
    }

    private static func value(ofDigit byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The canonical form: lower case, as PostgreSQL prints it and RFC 9562 recommends.
    package var lowercased: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            text.append(hexDigit(byte >> 4))
            text.append(hexDigit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The 16 bytes in network order as one number: ordered as `<` orders ids, and quicker to compare where rows are
    /// sorted by the thousand.
    package var number: UInt128 {
        let raw = uuid
        let high = word(raw.0, raw.1, raw.2, raw.3, raw.4, raw.5, raw.6, raw.7)
        let low = word(raw.8, raw.9, raw.10, raw.11, raw.12, raw.13, raw.14, raw.15)
        return UInt128(high) << 64 | UInt128(low)
    }

    /// The 16 bytes in network order.
    package var bytes: [UInt8] {
        let raw = uuid
        return [
            raw.0, raw.1, raw.2, raw.3, raw.4, raw.5, raw.6, raw.7,
            raw.8, raw.9, raw.10, raw.11, raw.12, raw.13, raw.14, raw.15,
        ]
    }

    /// A UUID of version 8 (RFC 9562: custom) made of the first 16 bytes of a digest.
    ///
    /// Deterministic: the same digest gives the same id. Nil when there are fewer than 16 bytes.
    package init?(digest: [UInt8]) {
        guard digest.count >= 16 else { return nil }
        self.init(
            uuid: (
                digest[0], digest[1], digest[2], digest[3], digest[4], digest[5],
                digest[6] & 0x0F | 0x80, digest[7], digest[8] & 0x3F | 0x80, digest[9],
                digest[10], digest[11], digest[12], digest[13], digest[14], digest[15]
            )
        )
    }
}

/// Eight bytes in network order as one number.
private func word(
    _ first: UInt8,
    _ second: UInt8,
    _ third: UInt8,
    _ fourth: UInt8,
    _ fifth: UInt8,
    _ sixth: UInt8,
    _ seventh: UInt8,
    _ eighth: UInt8
) -> UInt64 {
    let high = UInt64(first) << 56 | UInt64(second) << 48 | UInt64(third) << 40 | UInt64(fourth) << 32
    let low = UInt64(fifth) << 24 | UInt64(sixth) << 16 | UInt64(seventh) << 8 | UInt64(eighth)
    return high | low
}

private func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 + nibble : 87 + nibble }
