import EventSourcing
import Foundation
import Testing

struct CanonicalJSONTests {
    private struct Everything: Codable, Equatable {
        struct Part: Codable, Equatable {
            var z = 1
            var a = "ä"
        }

        enum Word: String, Codable { case one, two }

        var text = "\"quoted\" \\ / \u{0}\u{1F}\n\r\t\u{8}\u{C}\u{7F} é 日本 🎓"
        var flag = true
        var number = -42
        var small: Int8 = -128
        var large: UInt64 = .max
        var missing: Int?
        var present: Int? = 7
        var word = Word.two
        var words: [Word] = [.one, .two]
        var part = Part()
        var parts: [Part] = [Part(), Part(z: 2, a: "")]
        var none: [Part] = []
        var table: [String: Int] = ["b": 2, "a": 1, "B": 3, "é": 4]
        var optionals: [Int?] = [1, nil, 3]
        var nested: [[String]] = [["a"], [], ["b", "c"]]
        var id = UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255))
        var at = Timestamp(microseconds: 1_700_000_000_123_456)
    }

    private struct Rare: Codable {
        var fraction = 1.5
        var whole = 2.0
        var date = Date(timeIntervalSinceReferenceDate: 12.25)
        var bytes = Data([1, 2, 3])
        var address = URL(string: "https://bina.example/a/b")
        var amount = Decimal(string: "12.50")
    }

    private struct Empty: Codable {}

    private struct Nesting: Encodable {
        enum Key: String, CodingKey { case outer, inner, list }

        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Key.self)
            var inner = outer.nestedContainer(keyedBy: Key.self, forKey: .outer)
            try inner.encode(1, forKey: .inner)
            var list = outer.nestedUnkeyedContainer(forKey: .list)
            try list.encode("x")
        }
    }

    private func expectSame(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let expected = String(decoding: try encoder.encode(value), as: UTF8.self)
        #expect(String(decoding: try CanonicalJSON.encode(value), as: UTF8.self) == expected)
    }

    @Test func `writes what JSONEncoder writes, byte for byte`() throws {
        try expectSame(Everything())
        try expectSame([Everything(), Everything()])
        try expectSame(["only": Everything()])
    }

    @Test func `leaves what is rare to JSONEncoder`() throws {
        try expectSame(Rare())
        try expectSame([Rare()])
        try expectSame(Nesting())
        try expectSame(Date(timeIntervalSinceReferenceDate: 1))
        try expectSame([1.0, 0.1])
    }

    @Test func `knows values that are no objects, and empty ones`() throws {
        try expectSame("text")
        try expectSame(true)
        try expectSame(5)
        try expectSame([Int]())
        try expectSame([String: Int]())
        try expectSame(Empty())
        try expectSame([Empty()])
        try expectSame(Int?.none)
        try expectSame([UUID()])
        try expectSame([1: "a", 2: "b"])
    }

    @Test func `every character comes out as JSONEncoder's`() throws {
        for value in 0...0x2FF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            try expectSame(["a\(Character(scalar))b"])
        }
    }

    @Test func `an id prints as its bytes`() {
        let id = UUID()
        #expect(id.lowercased == id.uuidString.lowercased())
    }
}
