package import FoundationEssentials

/// Random bytes and identifiers that nobody can guess.
package enum SecureRandom {
    package static func bytes(_ count: Int) -> [UInt8] { Sodium.random(count) }

    /// A version 4 UUID: 122 random bits.
    package static func uuid() -> UUID { uuid(bytes(16), version: 4) }

    /// A version 7 UUID: ordered by time, 74 random bits.
    ///
    /// It tells when it was made, in milliseconds since 1970.
    package static func uuid(milliseconds: Int64) -> UUID {
        var bytes = bytes(16)
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> (8 * (5 - index))) }
        return uuid(bytes, version: 7)
    }

    private static func uuid(_ random: [UInt8], version: UInt8) -> UUID {
        var bytes = random
        bytes[6] = bytes[6] & 0x0F | version << 4
        bytes[8] = bytes[8] & 0x3F | 0x80
        return UUID(
            uuid: (
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9],
                bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
            )
        )
    }
}
