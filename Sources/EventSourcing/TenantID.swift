/// One government body that keeps its own data: a province, a city, a regency or a ministry (*instansi*).
///
/// Lower-case letters, digits and hyphens, 2 to 40 characters, starting with a letter: it is part of keys, URLs and
/// topic records, so it may never need escaping.
package struct TenantID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package let name: String

    /// Nil when `name` breaks the rule above.
    package init?(_ name: String) {
        let bytes = name.utf8
        guard (2...40).contains(bytes.count), let first = bytes.first, isLowercaseLetter(first),
            bytes.allSatisfy({ isLowercaseLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        self.name = name
    }

    package var description: String { name }

    package static func < (left: Self, right: Self) -> Bool { left.name < right.name }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let tenant = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is not a tenant name")
        }
        self = tenant
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

func isLowercaseLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
