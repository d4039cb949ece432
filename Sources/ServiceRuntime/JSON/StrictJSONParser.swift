/// Reads RFC 8259 JSON and nothing more: no duplicate keys, no lone surrogates, no U+0000, no text after the value.
///
/// Recursion is bounded by `JSONLimits.depth`.
struct StrictJSONParser {
    let bytes: [UInt8]
    let limits: JSONLimits
    var position = 0
    private var values = 0

    static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONRefusal) -> JSONTree {
        guard bytes.count <= limits.bytes else { throw .tooLarge("is longer than \(limits.bytes) bytes") }
        var parser = StrictJSONParser(bytes: bytes, limits: limits)
        let tree = try parser.value(depth: 0, at: JSONPointer())
        parser.skipWhitespace()
        guard parser.position == bytes.count else { throw parser.malformed("the end of the text") }
        return tree
    }

    private init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func malformed(_ expected: String) -> JSONRefusal {
        let read = bytes.prefix(position)
        let line = read.count { $0 == 0x0A } + 1
        let column = position - (read.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return .malformed(line: line, column: column, expected: expected)
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    mutating func skipWhitespace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func value(depth: Int, at pointer: JSONPointer) throws(JSONRefusal) -> JSONTree {
        values += 1
        guard values <= limits.values else { throw .tooLarge("holds more than \(limits.values) values") }
        skipWhitespace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth + 1, at: pointer)
        case UInt8(ascii: "["): return try array(depth: depth + 1, at: pointer)
        case UInt8(ascii: "\""): return .string(try string(at: pointer))
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private func checkDepth(_ depth: Int) throws(JSONRefusal) {
        guard depth <= limits.depth else { throw .tooLarge("is nested deeper than \(limits.depth) levels") }
    }

    private mutating func object(depth: Int, at pointer: JSONPointer) throws(JSONRefusal) -> JSONTree {
        try checkDepth(depth)
        position += 1
        var members: [String: JSONTree] = [:]
        skipWhitespace()
        if skip(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipWhitespace()
            guard next == UInt8(ascii: "\"") else { throw malformed("a field name in quotes") }
            let key = try string(at: pointer)
            skipWhitespace()
            guard skip(UInt8(ascii: ":")) else { throw malformed("a colon") }
            let member = pointer.appending(key)
            let value = try value(depth: depth, at: member)
            guard members.updateValue(value, forKey: key) == nil else {
                throw .invalid([FieldError(member.description, "duplicate-field", "is given more than once")])
            }
            skipWhitespace()
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw malformed("a comma or a closing brace") }
        return .object(members)
    }

    private mutating func array(depth: Int, at pointer: JSONPointer) throws(JSONRefusal) -> JSONTree {
        try checkDepth(depth)
        position += 1
        var elements: [JSONTree] = []
        skipWhitespace()
        if skip(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth, at: pointer.appending(elements.count)))
            skipWhitespace()
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw malformed("a comma or a closing bracket") }
        return .array(elements)
    }

    private mutating func literal(_ word: String, _ value: JSONTree) throws(JSONRefusal) -> JSONTree {
        guard bytes[position...].starts(with: word.utf8) else { throw malformed("a value") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(JSONRefusal) -> JSONTree {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) { try digits(orExpected: start == position ? "a value" : "a digit") }
        if skip(UInt8(ascii: ".")) { try digits(orExpected: "a digit") }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "-")) { _ = skip(UInt8(ascii: "+")) }
            try digits(orExpected: "a digit")
        }
        guard position - start <= 100 else { throw .tooLarge("holds a number of more than 100 characters") }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits(orExpected expected: String) throws(JSONRefusal) {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw malformed(expected) }
    }
}
