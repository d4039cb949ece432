import Foundation

/// `schemas/asyncapi.yaml`: the topics, their records' headers, and a message per event.
enum AsyncAPIDocument {
    static let url = ContractFiles.schemas.appending(path: "asyncapi.yaml")

    /// Header, description, JSON Schema format or pattern.
    static let headers: [(name: String, description: String, isRequired: Bool)] = [
        ("content-type", "Always application/json.", true),
        ("ce_specversion", "CloudEvents version, always 1.0.", true),
        ("ce_id", "Id of the event, a UUID.", true),
        ("ce_source", "Who recorded it: /bina/ and the service, such as /bina/enrolment.", true),
        ("ce_type", "Name and version of the event, such as enrolment.unit-moved.v1.", true),
        ("ce_subject", "The stream inside its tenant, such as batch-<uuid>.", true),
        ("ce_time", "When it became true, RFC 3339 in UTC with microseconds.", true),
        ("ce_dataschema", "Path of the payload's JSON Schema.", true),
        ("ce_tenant", "The government body that it belongs to.", true),
        ("ce_streamversion", "Position in its stream: 1, 2, 3 … without gaps.", true),
        ("ce_lane", "Lane of its stream in the store.", true),
        (
            "ce_sequence",
            "Position in its lane: 1, 2, 3 … without gaps, so a consumer can tell a repetition and a gap.", true
        ),
        ("ce_store", "Identity of the store that counts lanes and sequences.", true),
        ("ce_recordedat", "When the store recorded it, RFC 3339 in UTC with microseconds.", true),
        ("ce_commandid", "Id of the command that caused it.", true),
        ("ce_correlationid", "Id of the conversation that it belongs to.", true),
        ("ce_causationid", "Id of the event that a policy reacted to.", false),
        ("ce_actor", "Pseudonymous subject who asked for it, or the policy's name.", true),
        ("ce_traceparent", "W3C trace context.", false),
        ("traceparent", "W3C trace context, for tools that do not read CloudEvents.", false),
    ]

    static func text() throws -> String {
        let contexts = PublishedContext.all
        let messages = try PublishedContext.events.map(message)
        return [
            top, "channels:\n", contexts.map(channel).joined(), "operations:\n", contexts.map(operation).joined(),
            "components:\n  messages:\n", messages.joined(), schemas,
        ].joined()
    }

    private static let uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

    private static let top = """
        # Written from the code by: BINA_WRITE_SCHEMAS=1 swift test --filter ContractTests
        asyncapi: 3.0.0
        info:
          title: Bina, published events
          version: 1.0.0
          description: >-
            Facts that Bina's services publish, as CloudEvents 1.0 in Kafka's binary mode. The payload is JSON with sorted keys;
            values that name a person are sealed and unreadable here. Names carry a version: a payload only ever gains
            optional properties, everything else is a new version.
        defaultContentType: application/json

        """

    private static func channel(_ context: PublishedContext) -> String {
        let references = context.events.map {
            "      \($0.stem):\n        $ref: '#/components/messages/\($0.name)'\n"
        }
        return """
              \(context.name):
                address: \(context.topic)
                title: Everything that the \(context.name) service recorded
                description: >-
                  Order holds per record key. A store that moves to a new Kafka publishes everything again from the start;
                  ce_sequence tells which records a consumer has seen.
                messages:

            """ + references.joined()
    }

    private static func operation(_ context: PublishedContext) -> String {
        let name = context.name.split(separator: "-").map(\.capitalized).joined()
        return """
              publish\(name):
                action: send
                summary: The \(context.name) service publishes what it recorded.
                channel:
                  $ref: '#/channels/\(context.name)'

            """
    }

    /// Two contexts may publish a fact of the same name, so a message is kept under the event's whole name.
    private static func message(_ event: PublishedEvent) throws -> String {
        let schema = try PayloadSchema(of: event)
        return """
                \(event.name):
                  name: \(event.name)
                  title: \(schema.title)
                  summary: \(OrderedJSON.quoted(schema.summary))
                  contentType: application/json
                  headers:
                    $ref: '#/components/schemas/recordHeaders'
                  payload:
                    schemaFormat: application/schema+json;version=draft-2020-12
                    schema:
                      $ref: ./events/\(event.context)/\(event.stem).schema.json
                  bindings:
                    kafka:
                      key:
                        type: string
                        description: The stream, <tenant>/\(event.category)-<uuid>.
                        pattern: ^[a-z][a-z0-9-]{1,39}/\(event.category)-\(uuid)$

            """
    }

    private static var schemas: String {
        let required = headers.filter(\.isRequired).map { "        - \($0.name)\n" }
        let properties = headers.map {
            "        \($0.name):\n          type: string\n          description: \(OrderedJSON.quoted($0.description))\n"
        }
        return "  schemas:\n    recordHeaders:\n      type: object\n      required:\n"
            + required.joined() + "      properties:\n" + properties.joined()
    }
}
