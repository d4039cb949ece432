import Testing

@testable import ServiceRuntime

struct TraceContextTests {
    private let example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func `reads and writes traceparent`() throws {
        let trace = try #require(TraceContext(traceparent: example))
        #expect(trace.traceparent == example)
        #expect(trace.isSampled)
        let child = trace.child()
        #expect(child.traceID == trace.traceID && child.spanID != trace.spanID && child.isSampled)
    }

    @Test func `makes valid ones`() throws {
        let trace = TraceContext()
        #expect(TraceContext(traceparent: trace.traceparent) == trace)
    }

    @Test func `reads a newer version as far as it knows`() {
        #expect(TraceContext(traceparent: "01" + example.dropFirst(2) + "-more") != nil)
    }

    @Test(arguments: [
        "", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473é-00f067aa0ba902b7-01",
    ])
    func `refuses anything else`(text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }
}
