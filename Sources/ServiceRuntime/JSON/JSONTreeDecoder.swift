import EventSourcing

/// Decodes a type from a parsed JSON text; whatever does not fit is reported with its place and rule.
struct JSONTreeDecoder: Decoder {
    let tree: JSONTree
    let pointer: JSONPointer
    var codingPath: [any CodingKey] { pointer.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ tree: JSONTree, at pointer: JSONPointer = JSONPointer()) {
        self.tree = tree
        self.pointer = pointer
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = tree else { throw mismatch("an object") }
        // A synthesised key type knows every field of its type, so a key that it refuses is a field nobody reads.
        let unknown = members.keys.filter { Key(stringValue: $0) == nil }.sorted()
        guard unknown.isEmpty else {
            throw JSONRefusal.invalid(
                unknown.prefix(20).map {
                    FieldError(pointer.appending($0).description, "unknown-field", "is not a field of this request")
                }
            )
        }
        return KeyedDecodingContainer(JSONObjectContainer(decoder: self, members: members))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = tree else { throw mismatch("a list") }
        return JSONArrayContainer(decoder: self, elements: elements)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    func mismatch(_ wanted: String) -> JSONRefusal { refusal("type", "must be \(wanted), not \(tree.kind)") }

    func refusal(_ rule: String, _ detail: String) -> JSONRefusal {
        .invalid([FieldError(pointer.description, rule, detail)])
    }
}

extension JSONTreeDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { tree == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let flag) = tree else { throw mismatch("true or false") }
        return flag
    }

    func decode(_ type: String.Type) throws -> String {
        guard case .string(let text) = tree else { throw mismatch("a text") }
        return text
    }

    func decode(_ type: Double.Type) throws -> Double {
        guard case .number(let digits) = tree else { throw mismatch("a number") }
        guard let number = Double(digits), number.isFinite else { throw refusal("range", "is too large a number") }
        return number
    }

    func decode(_ type: Float.Type) throws -> Float {
        let number = Float(try decode(Double.self))
        guard number.isFinite else { throw refusal("range", "is too large a number") }
        return number
    }

    func decode(_ type: Int.Type) throws -> Int { try integer() }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
    func decode(_ type: UInt.Type) throws -> UInt { try integer() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }

    private func integer<Number: FixedWidthInteger>() throws -> Number {
        guard case .number(let digits) = tree else { throw mismatch("a whole number") }
        guard digits.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw refusal("whole-number", "must be a whole number without fraction or exponent")
        }
        guard let number = Number(digits) else {
            throw refusal("range", "must be from \(Number.min) to \(Number.max)")
        }
        return number
    }

    /// Lets `Value` read itself, and gives what it throws a place.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try Value(from: self)
        } catch let refusal as JSONRefusal {
            throw refusal
        } catch let violation as RuleViolation {
            throw refusal(violation.rule, violation.detail)
        } catch let error as DecodingError {
            throw refusal("value", detail(of: error, for: type))
        }
    }

    private func detail(of error: DecodingError, for type: Any.Type) -> String {
        if let words = allowedWords(of: type) { return "must be one of \(words.joined(separator: ", "))" }
        // Our own value types say "is not a …"; other libraries' sentences name Swift types and may repeat the value.
        if case .dataCorrupted(let context) = error, context.debugDescription.hasPrefix("is not a") {
            return context.debugDescription
        }
        return "has a form that is not allowed here"
    }
}

/// The words of a closed set, so that a refusal can list them.
private func allowedWords(of type: Any.Type) -> [String]? {
    func words<Value: CaseIterable>(_ type: Value.Type) -> [String] {
        Value.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    }
    guard let closed = type as? any CaseIterable.Type else { return nil }
    let words = words(closed)
    return words.isEmpty || words.count > 50 ? nil : words
}
