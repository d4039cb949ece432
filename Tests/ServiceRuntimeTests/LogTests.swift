import EventSourcing
import Glibc
import Synchronization
import Testing

@testable import ServiceRuntime

struct LogTests {
    /// What a log wrote.
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        /// Several may come at once.
        func take(_ text: String) {
            lines.withLock { $0 += text.split(separator: "\n").map { "\($0)\n" } }
        }
    }

    /// Keeps a writer waiting.
    final class Gate: Sendable {
        private let isClosed = Mutex(true)
        var value: Bool { isClosed.withLock { $0 } }
        func open() { isClosed.withLock { $0 = false } }
    }

    private let lines = Lines()

    private func log(_ format: Log.Format, minimum: Log.Level = .info) -> Log {
        Log(
            service: "switch",
            minimum: minimum,
            format: format,
            clock: { Timestamp(microseconds: 1_000_123_456) },
            sink: { [lines] in lines.take($0) }
        )
    }

    @Test func `writes one JSON object per line`() async throws {
        let log = log(.json)
        let trace = TraceContext()
        TraceContext.$current.withValue(trace) {
            log.warning("lamp \"broke\"", [.reason: "a\nb\u{1}", .count: 3, .duration: .of(.microseconds(1_500))])
        }
        await log.flush()
        let expected =
            #"{"time":"1970-01-01T00:16:40.123456Z","level":"warning","service":"switch","message":"lamp \"broke\"","#
            + #""trace.id":"\#(trace.traceID)","reason":"a\nb\u0001","count":3,"duration.ms":1.5}"# + "\n"
        #expect(lines.all == [expected])
        #expect(throws: Never.self) { try StrictJSONParser.parse(Array(lines.all[0].utf8)) }
    }

    @Test func `writes for people, on one line`() async {
        let log = log(.text)
        log.error("lamp broke", [.reason: "a\nb", .stream: "aceh/lamp-1"])
        await log.flush()
        #expect(lines.all == ["00:16:40.123 switch ERROR: lamp broke reason=\"a\\nb\" stream=aceh/lamp-1\n"])
    }

    @Test func `leaves out what is below its level`() async {
        let log = log(.json, minimum: .warning)
        log.debug("no")
        log.info("no")
        log.warning("yes")
        await log.flush()
        #expect(lines.all.count == 1)
    }

    @Test(arguments: Log.Format.allCases)
    func `keeps every line within one write`(format: Log.Format) async {
        let log = log(format)
        let long = LogValue.text(String(repeating: "é\n", count: 4_000))
        log.info("long", [.reason: long, .error: long, .source: long, .stream: long, .topic: long, .count: 1])
        await log.flush()
        #expect(lines.all.allSatisfy { $0.utf8.count <= LogLine.maximumBytes && $0.hasSuffix("\n") })
        if format == .json { #expect(throws: Never.self) { try StrictJSONParser.parse(Array(lines.all[0].utf8)) } }
    }

    @Test func `drops and counts lines rather than block or grow while nobody reads`() async {
        let isHeld = Gate()
        let log = Log(
            service: "switch",
            sink: { [lines] line in
                while isHeld.value { sched_yield() }
                lines.take(line)
            }
        )
        for _ in 0..<20_000 { log.info("a line of about one hundred bytes, so that many of them do not fit") }
        #expect(log.dropped > 0)
        isHeld.open()
        await log.flush()
        #expect(lines.all.count < 20_000)
        #expect(lines.all.contains { $0.contains("log lines dropped") })
    }
}
