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
///
/// Only a refusal is told its place, so the text is made when it is asked for.
indirect enum JSONPointer: Sendable, Hashable, CustomStringConvertible {
    case whole
    case member(String, of: JSONPointer)
    case element(Int, of: JSONPointer)

    init() { self = .whole }

    func appending(_ key: String) -> JSONPointer { .member(key, of: self) }
    func appending(_ index: Int) -> JSONPointer { .element(index, of: self) }

    var description: String {
        switch self {
        case .whole: ""
        case .member(let key, let parent): "\(parent)/\(Self.escaped(key))"
        case .element(let index, let parent): "\(parent)/\(index)"
        }
    }

    /// The same place as Swift's coding names it.
    var codingPath: [any CodingKey] {
        switch self {
        case .whole: []
        case .member(let key, let parent): parent.codingPath + [JSONStep(stringValue: key)]
        case .element(let index, let parent): parent.codingPath + [JSONStep(intValue: index)]
        }
    }

    private static func escaped(_ key: String) -> String {
        var escaped: [UInt8] = []
        for byte in key.utf8 {
            switch byte {
            case UInt8(ascii: "~"): escaped += "~0".utf8
            case UInt8(ascii: "/"): escaped += "~1".utf8
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}

/// A key or a place in a list, as Swift's coding wants it.
private struct JSONStep: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }
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
