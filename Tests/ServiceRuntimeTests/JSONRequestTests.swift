import EventSourcing
import HTTPServer
import Testing

@testable import ServiceRuntime

struct JSONRequestTests {
    struct SwitchRequest: Decodable, Equatable {
        enum Colour: String, Decodable, CaseIterable { case red, green }

        struct Room: Decodable, Equatable {
            let name: String
            let floor: Int8
        }

        let id: Identifier<SwitchRequest>?
        let at: Timestamp?
        let colour: Colour?
        let rooms: [Room]
        let code: Code?
    }

    /// A value type of a kernel that checks itself.
    struct Code: Decodable, Equatable {
        init(from decoder: any Decoder) throws {
            guard try decoder.singleValueContainer().decode(String.self).utf8.count == 4 else {
                throw RuleViolation(rule: "code.length", detail: "must be 4 characters")
            }
        }
    }

    private func errors(_ json: String, status: HTTPStatus = .unprocessableContent) throws -> [FieldError] {
        let problem = #expect(throws: Problem.self) {
            try JSONRequest.decode(SwitchRequest.self, from: Array(json.utf8))
        }
        #expect(problem?.status == status)
        return try #require(problem).errors
    }

    @Test func `reads what fits`() throws {
        let json = #" {"rooms":[{"name":"K\u00f6ln \ud83d\ude00 \"\\\/","floor":-128}],"colour":"red","code":"abcd"} "#
        let request = try JSONRequest.decode(SwitchRequest.self, from: Array(json.utf8))
        #expect(request.rooms == [.init(name: "Köln 😀 \"\\/", floor: -128)])
        #expect(request.colour == .red)
        #expect(request.id == nil)
    }

    @Test(arguments: [
        (#"{"rooms":[],"room":1}"#, "/room", "unknown-field"),
        (#"{"rooms":[{"name":"a","floor":1,"x/y~z":2}]}"#, "/rooms/0/x~1y~0z", "unknown-field"),
        (#"{}"#, "/rooms", "required"),
        (#"{"rooms":[{"name":"a"}]}"#, "/rooms/0/floor", "required"),
        (#"{"rooms":null}"#, "/rooms", "type"),
        (#"{"rooms":[{"name":7,"floor":1}]}"#, "/rooms/0/name", "type"),
        (#"{"rooms":[{"name":"a","floor":"1"}]}"#, "/rooms/0/floor", "type"),
        (#"{"rooms":[{"name":"a","floor":1.5}]}"#, "/rooms/0/floor", "whole-number"),
        (#"{"rooms":[{"name":"a","floor":1e2}]}"#, "/rooms/0/floor", "whole-number"),
        (#"{"rooms":[{"name":"a","floor":128}]}"#, "/rooms/0/floor", "range"),
        (#"{"rooms":[{"name":"a","floor":99999999999999999999999}]}"#, "/rooms/0/floor", "range"),
        (#"{"rooms":[],"rooms":[]}"#, "/rooms", "duplicate-field"),
        (#"{"rooms":[],"r\u006foms":[]}"#, "/rooms", "duplicate-field"),
        (#"{"rooms":[],"colour":"blue"}"#, "/colour", "value"),
        (#"{"rooms":[],"id":"12"}"#, "/id", "value"),
        (#"{"rooms":[],"at":"2026-02-30T00:00:00Z"}"#, "/at", "value"),
        (#"{"rooms":[],"code":"abc"}"#, "/code", "code.length"),
        (#"{"rooms":[{"name":"a\u0000","floor":1}]}"#, "/rooms/0/name", "no-nul"),
        (#"[]"#, "", "type"),
        (#"7"#, "", "type"),
    ])
    func `names the field and the rule`(json: String, field: String, rule: String) throws {
        let errors = try errors(json)
        #expect(errors.map(\.field) == [field])
        #expect(errors.map(\.rule) == [rule])
    }

    @Test func `lists the words of a closed set`() throws {
        #expect(try errors(#"{"rooms":[],"colour":"blue"}"#).first?.detail == "must be one of red, green")
    }

    @Test func `takes our own types' sentence and never the value`() throws {
        #expect(try errors(#"{"rooms":[],"id":"secret"}"#).first?.detail == "is not a UUID")
    }

    @Test(arguments: [
        ("", "line 1, column 1", "a value"),
        ("{\"rooms\":[}", "line 1, column 11", "a value"),
        ("{\n \"rooms\": [] x", "line 2, column 14", "a comma or a closing brace"),
        ("{rooms:[]}", "line 1, column 2", "a field name in quotes"),
        ("{\"rooms\" []}", "line 1, column 10", "a colon"),
        ("[1,]", "line 1, column 4", "a value"),
        ("[01]", "line 1, column 3", "a comma or a closing bracket"),
        ("[1.]", "line 1, column 4", "a digit"),
        ("[-]", "line 1, column 3", "a digit"),
        ("\"\t\"", "line 1, column 2", "an escape in place of a control character"),
        (#""\x""#, "line 1, column 3", "a valid escape"),
        (#""\ud800""#, "line 1, column 8", "a second surrogate"),
        (#""\ud800\u0041""#, "line 1, column 14", "a pair of surrogates"),
        ("\"abc", "line 1, column 5", "a closing quote"),
        ("nul", "line 1, column 1", "a value"),
        ("{} {}", "line 1, column 4", "the end of the text"),
        ("NaN", "line 1, column 1", "a value"),
        ("// no\n{}", "line 1, column 1", "a value"),
    ])
    func `says where the text stops being JSON`(json: String, place: String, expected: String) {
        let problem = #expect(throws: Problem.self) { try JSONRequest.decode([Int].self, from: Array(json.utf8)) }
        #expect(problem?.slug == "malformed-json")
        #expect(problem?.status == .badRequest)
        #expect(problem?.detail == "At \(place): expected \(expected).")
    }

    @Test func `refuses text that is not UTF-8`() {
        let problem = #expect(throws: Problem.self) {
            try JSONRequest.decode(String.self, from: [0x22, 0xC0, 0x80, 0x22])
        }
        #expect(problem?.slug == "malformed-json")
    }

    @Test func `bounds depth, length and number of values`() {
        var limits = JSONLimits()
        limits.depth = 3
        limits.bytes = 60
        limits.values = 10
        let deep = String(repeating: "[", count: 4) + String(repeating: "]", count: 4)
        for json in [deep, String(repeating: " ", count: 61), "[1,2,3,4,5,6,7,8,9,0]"] {
            let problem = #expect(throws: Problem.self) {
                try JSONRequest.decode([[[Int]]].self, from: Array(json.utf8), limits: limits)
            }
            #expect(problem?.status == .contentTooLarge)
        }
    }

    @Test(arguments: ["application/json", "application/json; charset=utf-8", "Application/JSON"])
    func `takes JSON by its content type`(type: String) throws {
        let request = HTTPRequest(method: .post, path: "/", headers: ["Content-Type": type], body: Array("[1]".utf8))
        #expect(try JSONRequest.decode([Int].self, from: request) == [1])
    }

    @Test(arguments: ["", "text/plain", "application/json; charset=latin1", "application/jsonp"])
    func `refuses another content type`(type: String) {
        let headers: HTTPHeaders = type.isEmpty ? [:] : ["Content-Type": type]
        let request = HTTPRequest(method: .post, path: "/", headers: headers, body: Array("[1]".utf8))
        let problem = #expect(throws: Problem.self) { try JSONRequest.decode([Int].self, from: request) }
        #expect(problem?.status == .unsupportedMediaType)
    }

    /// Whatever comes, there is an answer: a value or one problem.
    @Test func `survives garbage and mutations`() {
        var generator = SeededGenerator(seed: 20_261_122)
        let sample = Array(
            #"{"rooms":[{"name":"K\u00f6ln","floor":-12}],"colour":"red","at":"2026-01-01T00:00:00Z"}"#.utf8
        )
        var read = 0
        for round in 0..<20_000 {
            var bytes = round.isMultiple(of: 4) ? [] : sample
            if bytes.isEmpty {
                bytes = (0..<Int.random(in: 0..<64, using: &generator)).map { _ in
                    .random(in: 0...255, using: &generator)
                }
            }
            for _ in 0..<Int.random(in: 0..<4, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = .random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(8), at: place)
                default: bytes[place] = Array("{}[]\",:\\u0-e.".utf8).randomElement(using: &generator) ?? 0
                }
            }
            do throws(Problem) {
                _ = try JSONRequest.decode(SwitchRequest.self, from: bytes)
                read += 1
            } catch {
                #expect((400..<500).contains(error.status.rawValue))
                #expect(!error.detail.isEmpty)
            }
        }
        #expect(read > 1_000)
    }
}

/// SplitMix64: the same garbage in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
