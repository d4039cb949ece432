import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Testing

@Suite struct PostgresArrayBuilderTests {
    @Test func `an array written element by element is the array of the elements`() {
        let ids = [UUID(), UUID()]
        var numbers = PostgresArrayBuilder(of: .int8, capacity: 0)
        var places = PostgresArrayBuilder(of: .int4, capacity: 0)
        var lanes = PostgresArrayBuilder(of: .int2, capacity: 0)
        var uuids = PostgresArrayBuilder(of: .uuid, capacity: 100)
        var texts = PostgresArrayBuilder(of: .text, capacity: 0)
        var bytes = PostgresArrayBuilder(of: .bytea, capacity: 0)
        var times = PostgresArrayBuilder(of: .timestamptz, capacity: 0)
        for index in 0..<2 {
            numbers.append(Int64.max - Int64(index))
            places.append(Int32.min + Int32(index))
            lanes.append(Int16(index) - 1)
            uuids.append(ids[index])
            texts.append(["ü", ""][index])
            bytes.append([[UInt8]([0, 255]), []][index])
            times.append(PostgresMicroseconds(sinceUnixEpoch: Int64(index)))
        }
        #expect(numbers.postgresValue.bytes == [Int64.max, .max - 1].postgresValue.bytes)
        #expect(places.postgresValue.bytes == [Int32.min, .min + 1].postgresValue.bytes)
        #expect(lanes.postgresValue.bytes == [Int16(-1), 0].postgresValue.bytes)
        #expect(uuids.postgresValue.bytes == ids.postgresValue.bytes)
        #expect(texts.postgresValue.bytes == ["ü", ""].postgresValue.bytes)
        #expect(bytes.postgresValue.bytes == [[0, 255], [UInt8]()].postgresValue.bytes)
        let moments = [0, 1].map { PostgresMicroseconds(sinceUnixEpoch: $0) }
        #expect(times.postgresValue.bytes == moments.postgresValue.bytes)
        #expect(texts.postgresValue.type == ["a"].postgresValue.type)
    }

    @Test func `absent elements are NULL, and no elements are an empty array`() {
        var texts = PostgresArrayBuilder(of: .text, capacity: 0)
        #expect(texts.postgresValue.bytes == [String]().postgresValue.bytes)
        texts.append(String?.none)
        texts.append("a" as String?)
        #expect(texts.postgresValue.bytes == ([nil, "a"] as [String?]).postgresValue.bytes)
        var ids = PostgresArrayBuilder(of: .uuid, capacity: 0)
        ids.append(UUID?.none)
        #expect(ids.postgresValue.bytes == ([nil] as [UUID?]).postgresValue.bytes)
    }
}
