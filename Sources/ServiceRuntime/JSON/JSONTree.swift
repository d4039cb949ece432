/// A parsed JSON text.
///
/// Numbers keep their digits, so nothing is rounded before a field's type is known.
indirect enum JSONTree: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONTree])
    /// Keys are unique.
    case object([String: JSONTree])

    /// What it is, in the words of an error.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

/// Where in a JSON text a value stands (RFC 6901): `/learners/3/name`, empty for the whole.
struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    private(set) var description = ""

    func appending(_ key: String) -> JSONPointer {
        var pointer = self
        var escaped: [UInt8] = [UInt8(ascii: "/")]
        for byte in key.utf8 {
            switch byte {
            case UInt8(ascii: "~"): escaped += "~0".utf8
            case UInt8(ascii: "/"): escaped += "~1".utf8
            default: escaped.append(byte)
            }
        }
        pointer.description += String(decoding: escaped, as: UTF8.self)
        return pointer
    }

    func appending(_ index: Int) -> JSONPointer { appending(String(index)) }
}

/// How much of a JSON text is accepted.
package struct JSONLimits: Sendable {
    /// Length of the text.
    package var bytes = 1 << 20
    /// Objects and lists inside each other.
    package var depth = 32
    /// Values in the whole text; a bound on memory, since a value takes more room than its text.
    package var values = 100_000

    package init() {}
}

/// Why a JSON text was refused.
enum JSONRefusal: Error, Sendable, Equatable {
    /// Not JSON; positions are counted from 1, in bytes.
    case malformed(line: Int, column: Int, expected: String)
    /// JSON beyond the limits.
    case tooLarge(String)
    /// JSON, but a value breaks a rule.
    case invalid([FieldError])
}
