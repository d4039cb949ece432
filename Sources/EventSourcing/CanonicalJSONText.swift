/// JSON in the one form in which events are stored, taken apart into places: nothing is copied and nothing is made of a
/// value before somebody asks for it.
///
/// It takes less than JSON allows (strings without escapes, whole numbers, keys in strictly rising order, little
/// nesting): what it does not take is for a full decoder to read or to refuse.
struct CanonicalJSONText {
    enum Kind: UInt8 {
        case object, array, string, number, yes, no, null
    }

    struct Node {
        let kind: Kind
        /// Of a string without its quotes; of an object or array nothing.
        var text: Range<Int> = 0..<0
        /// The node after this one and all that is in it.
        var next = 0
    }

    let bytes: [UInt8]
    /// In the order of the text; an object is followed by each name and its value.
    private(set) var nodes: [Node] = []
    private var place = 0
    private static let deepest = 8

    /// Nil for what it does not take.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        nodes.reserveCapacity(40)
        guard readValue(depth: 0), place == bytes.count else { return nil }
    }

    /// The text of a string; nil when it is not UTF-8.
    func string(_ node: Node) -> String? {
        String(validating: bytes[node.text], as: UTF8.self)
    }

    /// The value of a whole number; nil when 64 bits do not hold it.
    func number(_ node: Node) -> Int64? {
        var digits = bytes[node.text]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        guard digits.count <= 18 else { return nil }
        let number = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        return isNegative ? -number : number
    }

    /// The index of the value of this name in the object.
    func value(of name: String, in object: Int) -> Int? {
        let name = name.utf8.span
        var index = object + 1
        while index < nodes[object].next {
            let text = nodes[index].text
            if text.count == name.count, name.indices.allSatisfy({ name[$0] == bytes[text.lowerBound + $0] }) {
                return index + 1
            }
            index = nodes[index + 1].next
        }
        return nil
    }

    private mutating func readValue(depth: Int) -> Bool {
        guard place < bytes.count, depth < Self.deepest else { return false }
        switch bytes[place] {
        case UInt8(ascii: "{"): return readObject(depth)
        case UInt8(ascii: "["): return readArray(depth)
        case UInt8(ascii: "\""): return readString()
        case UInt8(ascii: "t"): return readWord("true", .yes)
        case UInt8(ascii: "f"): return readWord("false", .no)
        case UInt8(ascii: "n"): return readWord("null", .null)
        default: return readNumber()
        }
    }

    private mutating func readObject(_ depth: Int) -> Bool {
        let object = nodes.count
        nodes.append(Node(kind: .object))
        place += 1
        var last: Range<Int>?
        while !take(UInt8(ascii: "}")) {
            if last != nil { guard take(UInt8(ascii: ",")) else { return false } }
            guard readString() else { return false }
            let name = nodes[nodes.count - 1].text
            if let last { guard bytes[last].lexicographicallyPrecedes(bytes[name]) else { return false } }
            last = name
            guard take(UInt8(ascii: ":")), readValue(depth: depth + 1) else { return false }
        }
        nodes[object].next = nodes.count
        return true
    }

    private mutating func readArray(_ depth: Int) -> Bool {
        let array = nodes.count
        nodes.append(Node(kind: .array))
        place += 1
        while !take(UInt8(ascii: "]")) {
            if nodes.count > array + 1 { guard take(UInt8(ascii: ",")) else { return false } }
            guard readValue(depth: depth + 1) else { return false }
        }
        nodes[array].next = nodes.count
        return true
    }

    private mutating func readString() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        let start = place
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                append(.string, start..<place)
                place += 1
                return true
            }
            guard byte >= 0x20, byte != UInt8(ascii: "\\") else { return false }
            place += 1
        }
        return false
    }

    private mutating func readNumber() -> Bool {
        let start = place
        _ = take(UInt8(ascii: "-"))
        let first = place
        while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) { place += 1 }
        // No leading zero, and nothing after it that would make it another number.
        guard place > first, bytes[first] != UInt8(ascii: "0") || place == first + 1 else { return false }
        append(.number, start..<place)
        return true
    }

    private mutating func readWord(_ word: StaticString, _ kind: Kind) -> Bool {
        let end = place + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[place..<end].elementsEqual(word.description.utf8) else { return false }
        append(kind, place..<end)
        place = end
        return true
    }

    private mutating func append(_ kind: Kind, _ text: Range<Int>) {
        nodes.append(Node(kind: kind, text: text, next: nodes.count + 1))
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }
}
