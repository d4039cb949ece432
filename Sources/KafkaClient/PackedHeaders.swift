/// The headers of a record in one array: name length, name, value length (-1 for null), value, and so on.
///
/// One allocation per record instead of one per header and value.
struct PackedHeaders: Sendable {
    private var bytes: [UInt8] = []

    init() {}

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func append(name: some Collection<UInt8>, value: (some Collection<UInt8>)?) {
        append(length: Int32(name.count))
        bytes.append(contentsOf: name)
        append(length: value.map { Int32($0.count) } ?? -1)
        if let value { bytes.append(contentsOf: value) }
    }

    func unpacked() -> [KafkaHeader] {
        var headers: [KafkaHeader] = []
        forEach { name, value in
            headers.append(KafkaHeader(name: String(decoding: name, as: UTF8.self), value: value.map { Array($0) }))
        }
        return headers
    }

    func last(_ wanted: String) -> [UInt8]? {
        var wanted = wanted
        return wanted.withUTF8 { wanted in
            var found: ArraySlice<UInt8>?
            forEach { name, value in
                guard name.count == wanted.count, unsafe name.elementsEqual(wanted) else { return }
                found = value
            }
            return found.map { Array($0) }
        }
    }

    func forEach(_ body: (ArraySlice<UInt8>, ArraySlice<UInt8>?) -> Void) {
        var index = 0
        while index < bytes.count {
            let name = slice(at: &index) ?? []
            body(name, slice(at: &index))
        }
    }

    private func slice(at index: inout Int) -> ArraySlice<UInt8>? {
        var length: UInt32 = 0
        for offset in 0..<4 { length |= UInt32(bytes[index + offset]) << (8 * UInt32(offset)) }
        index += 4
        let count = Int32(bitPattern: length)
        guard count >= 0 else { return nil }
        defer { index += Int(count) }
        return bytes[index..<index + Int(count)]
    }

    private mutating func append(length: Int32) {
        let length = UInt32(bitPattern: length)
        for offset in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: length >> (8 * UInt32(offset)))) }
    }
}
