import EventSourcing
import FoundationEssentials
import Testing

/// The short way through stored JSON says the same as a decoder of all JSON, or leaves it to that one.
struct CanonicalJSONDecoderTests {
    struct Shape: Codable, Equatable {
        struct Part: Codable, Equatable {
            var at: Timestamp?
            var size: Int8
        }

        enum Colour: String, Codable { case red, green }

        var colour: Colour?
        var flag: Bool?
        var id: Identifier<Shape>?
        var list: [Part]?
        var map: [String: Int]?
        var number: Int?
        var ratio: Double?
        var text: String?
    }

    @Test(arguments: [
        "{}", "[]", "", " ", "{", "}", "nil", "null", #"{"number":1}"#, #"{"number":-12}"#, #"{"number":01}"#,
        #"{"number":-}"#, #"{"number":1.0}"#, #"{"number":1e2}"#, #"{"number":9223372036854775807}"#,
        #"{"number":9223372036854775808}"#, #"{"number":-9223372036854775808}"#, #"{"number":999999999999999999}"#,
        #"{"number":"1"}"#, #"{"ratio":1}"#, #"{"ratio":0.5}"#, #"{"flag":true}"#, #"{"flag":false}"#, #"{"flag":tru}"#,
        #"{"flag":truest}"#, #"{"flag":null,"text":null}"#, #"{"text":""}"#, #"{"text":"å𝄞 é"}"#, #"{"text":"a\"b"}"#,
        #"{"text":"\u0041\n"}"#, #"{"text":"open}"#, #"{"text":"a" }"#, #"{ "text" : "a" }"#, #"{"text":"a"} "#,
        #"{"text":"a","text":"b"}"#, #"{"text":"a","number":1}"#, #"{"number":1,"text":"a"}"#, #"{"text":"a",}"#,
        #"{,"text":"a"}"#, #"{"text":"a"}{"#, #"{"colour":"red"}"#, #"{"colour":"blue"}"#,
        #"{"id":"0199AABB-ccdd-7000-8000-000000000001"}"#, #"{"id":"0199aabb"}"#, #"{"list":[]}"#, #"{"list":[,]}"#,
        #"{"list":[{"size":1}]}"#, #"{"list":[{"size":1},{"at":"2026-11-22T08:33:00.000000Z","size":127}]}"#,
        #"{"list":[{"size":128}]}"#, #"{"list":[{}]}"#, #"{"list":[{"size":1},]}"#, #"{"list":[null]}"#,
        #"{"list":{}}"#,
        #"{"map":{"a":1,"b":2}}"#, #"{"map":{"b":1,"a":2}}"#, #"{"unknown":[[[[[[[[[[1]]]]]]]]]],"number":3}"#,
        #"{"number":3,"unknown":[[[[[[[[[[1]]]]]]]]]]}"#, #"{"number":3,"unknown":{"deep":[1,"x",{"y":null}]}}"#,
    ])
    func `reads what a decoder of all JSON reads`(text: String) {
        same(Array(text.utf8))
    }

    @Test func `refuses bytes that are no text`() {
        same(Array(#"{"text":""#.utf8) + [0xFF] + Array(#""}"#.utf8))
        same(Array(#"{"text":""#.utf8) + [0xC3] + Array(#""}"#.utf8))
        same(Array(#"{"text":""#.utf8) + [0x01] + Array(#""}"#.utf8))
    }

    @Test func `what is written is read`() throws {
        let shape = Shape(
            colour: .green,
            flag: true,
            id: Identifier(UUID()),
            list: [.init(at: Timestamp(microseconds: 5), size: -3)],
            map: ["x": 1],
            number: 7,
            ratio: nil,
            text: "Dinas Kesehatan"
        )
        #expect(try CanonicalJSON.decode(Shape.self, from: CanonicalJSON.encode(shape)) == shape)
    }

    private func same(_ bytes: [UInt8]) {
        let expected = try? JSONDecoder().decode(Shape.self, from: Data(bytes))
        #expect((try? CanonicalJSON.decode(Shape.self, from: bytes)) == expected)
    }
}
