/// The names of a record's headers: CloudEvents 1.0 binary mode, then Bina's extension attributes.
///
/// Stored for ever in topics; add a name, do not edit one.
enum RecordHeaderName {
    static let contentType = "content-type"
    static let specVersion = "ce_specversion"
    static let id = "ce_id"
    static let source = "ce_source"
    static let type = "ce_type"
    static let subject = "ce_subject"
    static let time = "ce_time"
    static let dataSchema = "ce_dataschema"
    static let tenant = "ce_tenant"
    static let streamVersion = "ce_streamversion"
    static let lane = "ce_lane"
    static let sequence = "ce_sequence"
    static let store = "ce_store"
    static let recordedAt = "ce_recordedat"
    static let commandID = "ce_commandid"
    static let correlationID = "ce_correlationid"
    static let causationID = "ce_causationid"
    static let actor = "ce_actor"
    static let cloudTraceparent = "ce_traceparent"
    static let traceparent = "traceparent"
}
