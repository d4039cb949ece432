import EventSourcing
import EventSourcingTesting
import FoundationEssentials
import Testing

struct LaneTests {
    @Test(
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)]
    )
    func `hashes as Kafka's own client does`(text: String, hash: Int32) {
        #expect(Int32(bitPattern: murmur2(Array(text.utf8))) == hash)
    }

    @Test func `agrees with Kafka's default partitioner when partitions divide lanes`() {
        for _ in 0..<200 {
            let stream = StreamID.lamp()
            let javaPartition = Int32(murmur2(Array(stream.description.utf8)) & 0x7FFF_FFFF) % 8
            #expect(Lane(of: stream, count: 16).partition(of: 8) == javaPartition)
            #expect((0..<16).contains(Lane(of: stream, count: 16).number))
        }
    }
}

struct StreamIDTests {
    private let id = "6f1c2a54-0b1e-4c55-9d3c-0123456789ab"

    @Test(arguments: ["batch", "civil-servant", "a"])
    func `reads its own text`(category: String) throws {
        let uuid = try #require(UUID(uuidString: id))
        let stream = StreamID(tenant: .example(), category: category, id: uuid)
        #expect(stream.description == "aceh/\(category)-\(id)")
        #expect(StreamID(stream.description) == stream)
    }

    @Test(arguments: [
        "", "aceh", "aceh/", "aceh/batch", "aceh/-6f1c2a54-0b1e-4c55-9d3c-0123456789ab",
        "Aceh/batch-6f1c2a54-0b1e-4c55-9d3c-0123456789ab", "aceh/batch6f1c2a54-0b1e-4c55-9d3c-0123456789ab",
        "aceh/batch-6f1c2a54-0b1e-4c55-9d3c-0123456789ag", "/batch-6f1c2a54-0b1e-4c55-9d3c-0123456789ab",
    ])
    func `refuses another form`(text: String) {
        #expect(StreamID(text) == nil)
    }
}

struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-22T08:33:00.123456Z", 1_795_336_380_123_456),
            ("2026-11-22T15:33:00.123456+07:00", 1_795_336_380_123_456), ("1969-12-31T23:59:59.5Z", -500_000),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000_000), ("2026-01-05t08:00:00z", 1_767_600_000_000_000),
        ] as [(String, Int64)]
    )
    func `reads RFC 3339`(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026-02-30T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234567Z", "2026-13-01T00:00:00Z", "2026-1-01T00:00:00Z", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00Zx", "+026-01-01T00:00:00Z",
    ])
    func `refuses anything else`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `has one text per instant`() {
        #expect(Timestamp("2026-11-22T15:33:00+07:00")?.description == "2026-11-22T08:33:00.000000Z")
        #expect(Timestamp(microseconds: -1).description == "1969-12-31T23:59:59.999999Z")
    }

    @Test func `survives its own text over four centuries`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let instant = Timestamp(
                microseconds: .random(in: -6_000_000_000_000_000...6_000_000_000_000_000, using: &random)
            )
            #expect(Timestamp(instant.description) == instant)
        }
    }
}

struct SealedFieldTests {
    private let subject = SubjectID(UUID())

    @Test func `reads its own text and JSON`() throws {
        let field = SealedField(subject: subject, ciphertext: "q80_-A")
        #expect(field.text == "sealed:1:\(subject):q80_-A")
        #expect(SealedField(field.text) == field)
        let json = try CanonicalJSON.encode([field])
        #expect(try CanonicalJSON.decode([SealedField].self, from: json) == [field])
    }

    @Test(arguments: [
        "", "sealed", "sealed:2:6f1c2a54-0b1e-4c55-9d3c-0123456789ab:AA", "sealed:1:nobody:AA",
        "sealed:1:6f1c2a54-0b1e-4c55-9d3c-0123456789ab:", "sealed:1:6f1c2a54-0b1e-4c55-9d3c-0123456789ab:A:B",
    ])
    func `refuses another form`(text: String) {
        #expect(SealedField(text) == nil)
    }

    @Test func `never shows its ciphertext in a description`() {
        #expect(!"\(SealedField(subject: subject, ciphertext: "c2VjcmV0"))".contains("c2VjcmV0"))
    }
}

struct ReadTokenTests {
    @Test func `reads its own text`() {
        let token = ReadToken(source: "light", lane: Lane(7), sequence: 1_234)
        #expect(token.description == "light.7.1234")
        #expect(ReadToken("light.7.1234") == token)
    }

    @Test(arguments: [
        "", "light", "light.7", "light.7.1.2", ".7.1", "light.-1.1", "light.7.-1", "light.x.1", "light.7.",
    ])
    func `refuses another form`(text: String) {
        #expect(ReadToken(text) == nil)
    }
}

struct IdentifierTests {
    @Test func `is coded in lower case`() throws {
        let uuid = try #require(UUID(uuidString: "6F1C2A54-0B1E-4C55-9D3C-0123456789AB"))
        let json = try CanonicalJSON.encode([SubjectID(uuid)])
        #expect(String(decoding: json, as: UTF8.self) == #"["6f1c2a54-0b1e-4c55-9d3c-0123456789ab"]"#)
        #expect(SubjectID("6f1c2a54-0b1e-4c55-9d3c-0123456789ab") == SubjectID(uuid))
        #expect(SubjectID("6f1c2a54") == nil)
    }

    @Test func `has a number in the order of its bytes`() throws {
        let id = try #require(UUID(text: "00112233-4455-6677-8899-aabbccddeeff"))
        #expect(id.number == 0x0011_2233_4455_6677_8899_aabb_ccdd_eeff)
        let ids = (0..<200).map { _ in UUID() }
        #expect(ids.sorted { $0.number < $1.number } == ids.sorted())
    }

    @Test func `makes a version 8 UUID of a digest`() throws {
        let uuid = try #require(UUID(digest: Array(repeating: 0xFF, count: 32)))
        #expect(uuid.lowercased == "ffffffff-ffff-8fff-bfff-ffffffffffff")
        #expect(UUID(digest: [1, 2, 3]) == nil)
    }
}

struct TenantIDTests {
    @Test(arguments: ["aceh", "kota-makassar", "a1", String(repeating: "a", count: 40)])
    func `takes short lower-case names`(name: String) {
        #expect(TenantID(name)?.name == name)
    }

    @Test(arguments: ["", "a", "Aceh", "1a", "-a", "a/b", "a_b", "a.b", "acéh", String(repeating: "a", count: 41)])
    func `refuses names that would need escaping`(name: String) {
        #expect(TenantID(name) == nil)
    }
}
