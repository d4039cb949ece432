/// The names of a record's headers: CloudEvents 1.0 binary mode, then Bina's extension attributes.
///
/// Stored for ever in topics; add a name, do not edit one. They stand in the order in which the relay writes them.
enum RecordHeaderName: String, CaseIterable {
    case contentType = "content-type"
    case specVersion = "ce_specversion"
    case source = "ce_source"
    case store = "ce_store"
    case id = "ce_id"
    case type = "ce_type"
    case subject = "ce_subject"
    case time = "ce_time"
    case dataSchema = "ce_dataschema"
    case tenant = "ce_tenant"
    case streamVersion = "ce_streamversion"
    case lane = "ce_lane"
    case sequence = "ce_sequence"
    case recordedAt = "ce_recordedat"
    case commandID = "ce_commandid"
    case correlationID = "ce_correlationid"
    case causationID = "ce_causationid"
    case actor = "ce_actor"
    case cloudTraceparent = "ce_traceparent"
    case traceparent
}

/// Knows headers by their bytes.
///
/// Records of one producer have the same headers in the same order, so the one that follows is tried first.
struct RecordHeaderFinder {
    private static let headers = RecordHeaderName.allCases.map { ($0, Array($0.rawValue.utf8)) }
    private var next = 0

    /// Nil for a header of others, such as a mirror's.
    mutating func find(_ name: ArraySlice<UInt8>) -> RecordHeaderName? {
        let count = Self.headers.count
        for offset in 0..<count {
            let index = next + offset < count ? next + offset : next + offset - count
            let (header, bytes) = Self.headers[index]
            guard bytes.count == name.count, bytes.elementsEqual(name) else { continue }
            next = index + 1 < count ? index + 1 : 0
            return header
        }
        return nil
    }
}
