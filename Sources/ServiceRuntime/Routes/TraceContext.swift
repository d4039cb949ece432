/// Where a request belongs in a distributed trace: W3C Trace Context, level 1.
package struct TraceContext: Sendable, Hashable, CustomStringConvertible {
    /// 32 hexadecimal digits, the same through the whole trace.
    package let traceID: String
    /// 16 hexadecimal digits: this piece of work.
    package let spanID: String
    package let isSampled: Bool

    /// The context of the request that the current task works for.
    @TaskLocal package static var current: TraceContext?

    /// A new trace.
    package init() {
        traceID = Self.randomHex(words: 2)
        spanID = Self.randomHex(words: 1)
        isSampled = false
    }

    /// Nil unless it is a valid `traceparent`; a version newer than 00 is read as far as 00 goes.
    package init?(traceparent: String) {
        let text = Array(traceparent.utf8)
        guard text.count >= 55, text[2] == 0x2D, text[35] == 0x2D, text[52] == 0x2D,
            let version = Self.hex(text[0..<2]), let traceID = Self.hex(text[3..<35]),
            let spanID = Self.hex(text[36..<52]), let flags = Self.hex(text[53..<55])
        else { return nil }
        guard version != "ff", version == "00" ? text.count == 55 : text.count == 55 || text[55] == 0x2D,
            traceID.contains(where: { $0 != "0" }), spanID.contains(where: { $0 != "0" })
        else { return nil }
        self.traceID = traceID
        self.spanID = spanID
        isSampled = (Int(flags, radix: 16) ?? 0) & 1 == 1
    }

    private init(traceID: String, spanID: String, isSampled: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// A new piece of work in the same trace.
    package func child() -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.randomHex(words: 1), isSampled: isSampled)
    }

    /// The header to send on and to record with events.
    package var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    package var description: String { traceparent }

    private static func hex(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// 16 digits for each word; never all zeros, which the standard forbids.
    private static func randomHex(words count: Int) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(count * 16)
        for _ in 0..<count {
            // A word at a time: each random number is a call of the system.
            let word = UInt64.random(in: 1 ... .max)
            for shift in stride(from: 60, through: 0, by: -4) { digits.append(hexDigits[Int(word >> shift & 0x0F)]) }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
