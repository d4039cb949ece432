package import FoundationEssentials

/// A random 128-bit identity of one `Entity`; the type parameter keeps a programme's id from being passed for a batch's.
///
/// Coded as a bare lower-case UUID string, the form PostgreSQL prints, so that keys, rows and JSON agree.
package struct Identifier<Entity>: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package let uuid: UUID

    package init(_ uuid: UUID) { self.uuid = uuid }

    /// Nil unless `text` is a UUID in its 36-character form.
    package init?(_ text: String) {
        guard text.utf8.count == 36, let uuid = UUID(uuidString: text) else { return nil }
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

private func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 + nibble : 87 + nibble }
