/// Tables that are folded from the events of one context or several, and that are held against the verifier's own fold.
struct VerifiedReadModel: Sendable {
    /// What the areas of its differences begin with.
    let name: String
    let projection: String
    /// Whose database it is in.
    let service: ServiceEntry
    let schema: String
    /// The contexts whose events it folds.
    let sources: [String]
    let fold: any ReadModelFold.Type

    /// How far it has come is kept for each source by itself.
    var consumers: [Consumer] { sources.map(consumer) }

    func consumer(of source: String) -> Consumer {
        Consumer(projection: projection, source: source, service: service.name, schema: schema, area: name)
    }
}

extension VerifiedReadModel {
    /// Those of services that own no stream.
    static let ofProjections = [learningRecord]

    private static let learningRecord = Self(
        name: "learning-record",
        projection: "learning-record.v1",
        service: .learningRecord,
        schema: "learning_record",
        sources: [ServiceEntry.enrolment.name, ServiceEntry.assessment.name],
        fold: LearningRecordFold.self
    )
}
