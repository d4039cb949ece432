/// One process of the business: the only list that `up`, `config` and the compose file's test read.
struct ServiceEntry: Sendable {
    let name: String
    /// The program's name, built beside the tool.
    let product: String
    let kind: Kind
    let port: PortVariable
    /// Its own database, and the role that owns it.
    let database: String

    enum Kind: Sendable {
        /// Owns streams: keeps events, publishes them, and seals personal data with keys from the vault.
        case service
        /// Folds the events of others into tables.
        case projection
    }

    static let enrolment = Self(
        name: "enrolment",
        product: "enrolment-service",
        kind: .service,
        port: PortVariable(name: "ENROLMENT_PORT", standard: 8081, meaning: "HTTP of the enrolment service"),
        database: "bina_enrolment"
    )

    static let assessment = Self(
        name: "assessment",
        product: "assessment-service",
        kind: .service,
        port: PortVariable(name: "ASSESSMENT_PORT", standard: 8082, meaning: "HTTP of the assessment service"),
        database: "bina_assessment"
    )

    static let learningRecord = Self(
        name: "learning-record",
        product: "learning-record-projection-service",
        kind: .projection,
        port: PortVariable(name: "LEARNING_RECORD_PORT", standard: 8091, meaning: "HTTP of the learning record"),
        database: "bina_learning_record"
    )

    /// In the order of their start: services, then projections.
    static let all = [enrolment, assessment, learningRecord]
}

/// The database of the personal data's keys, apart from every service's own.
let vaultDatabase = "bina_vault"
