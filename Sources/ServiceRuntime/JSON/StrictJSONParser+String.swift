extension StrictJSONParser {
    /// The text between quotes, unescaped.
    mutating func string(at pointer: JSONPointer) throws(JSONRefusal) -> String {
        position += 1
        let start = position
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                guard let decoded = String(validating: text, as: UTF8.self) else {
                    position = start
                    throw malformed("text in UTF-8")
                }
                position += 1
                return decoded
            case UInt8(ascii: "\\"): text += try escape(at: pointer)
            case 0..<0x20: throw malformed("an escape in place of a control character")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw malformed("a closing quote")
    }

    private mutating func escape(at pointer: JSONPointer) throws(JSONRefusal) -> [UInt8] {
        position += 1
        let byte = next
        if byte == UInt8(ascii: "u") { return try unicodeEscape(at: pointer) }
        let plain: UInt8? =
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
            case UInt8(ascii: "b"): 0x08
            case UInt8(ascii: "f"): 0x0C
            case UInt8(ascii: "n"): 0x0A
            case UInt8(ascii: "r"): 0x0D
            case UInt8(ascii: "t"): 0x09
            default: nil
            }
        guard let plain else { throw malformed("a valid escape") }
        position += 1
        return [plain]
    }

    private mutating func unicodeEscape(at pointer: JSONPointer) throws(JSONRefusal) -> [UInt8] {
        position += 1
        let first = try fourHexDigits()
        // PostgreSQL's text cannot hold it, and nobody means it.
        guard first != 0 else {
            throw .invalid([FieldError(pointer.description, "no-nul", "must not hold the character U+0000")])
        }
        var units = [first]
        if (0xD800..<0xDC00).contains(first) {
            guard skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else { throw malformed("a second surrogate") }
            units.append(try fourHexDigits())
        }
        guard let text = String(validating: units, as: UTF16.self) else { throw malformed("a pair of surrogates") }
        return Array(text.utf8)
    }

    private mutating func fourHexDigits() throws(JSONRefusal) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw malformed("four hexadecimal digits")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
