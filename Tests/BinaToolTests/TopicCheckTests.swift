import KafkaClient
import Testing

@testable import BinaTool

struct TopicCheckTests {
    @Test(arguments: [EmbeddedBroker.Request.listOffsets, .metadata])
    func `asks a bus again that came back a moment ago and still refuses`(_ request: EmbeddedBroker.Request)
        async throws
    {
        let broker = try EmbeddedBroker(topics: [KafkaTopic(name: "facts", partitions: 3)])
        let kafka = KafkaConfiguration(bootstrapServers: broker.bootstrapServers)
        let reader = try KafkaReader(kafka)
        defer { reader.close() }
        broker.pushErrors(request, [.transport, .transport, .transport])
        let logs = try await TopicCheck.logs(of: "facts", kafka, reader)
        #expect(logs.map(\.high) == [0, 0, 0])
    }
}
