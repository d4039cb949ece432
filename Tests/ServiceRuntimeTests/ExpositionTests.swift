import HTTPServer
import ServiceTesting
import Testing

@testable import ServiceRuntime

/// What `/metrics` says, read as strictly as Prometheus does.
struct ExpositionTests {
    /// A reader of the text format that takes nothing else.
    struct Reader {
        struct Refused: Error {
            let line: Substring
        }

        private(set) var kinds: [Substring: Substring] = [:]
        private(set) var samples: [(family: Substring, name: Substring, labels: Substring, value: Double)] = []
        private var helps: Set<Substring> = []

        init(_ text: String) throws {
            guard text.last == "\n" else { throw Refused(line: text.suffix(20)) }
            for line in text.split(separator: "\n") { try read(line) }
        }

        private mutating func read(_ line: Substring) throws {
            if let match = line.wholeMatch(of: /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) .*/) {
                guard helps.insert(match.1).inserted else { throw Refused(line: line) }
            } else if let match = line.wholeMatch(of: /# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)/) {
                guard helps.contains(match.1), kinds.updateValue(match.2, forKey: match.1) == nil else {
                    throw Refused(line: line)
                }
            } else {
                try readSample(line)
            }
        }

        private mutating func readSample(_ line: Substring) throws {
            let label = /[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\[\\n"])*"/
            guard let match = line.wholeMatch(of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)/),
                let value = Double(match.3.replacing("+Inf", with: "inf"))
            else { throw Refused(line: line) }
            var labels = match.2 ?? ""
            while !labels.isEmpty {
                guard let first = labels.prefixMatch(of: label) else { throw Refused(line: line) }
                labels = labels[first.range.upperBound...]
                if labels.first == "," {
                    labels = labels.dropFirst()
                } else if !labels.isEmpty {
                    throw Refused(line: line)
                }
            }
            let family =
                ["_bucket", "_sum", "_count"].first { match.1.hasSuffix($0) }
                .map { match.1.dropLast($0.count) }.flatMap { kinds[$0] == "histogram" ? $0 : nil } ?? match.1
            guard kinds[family] != nil else { throw Refused(line: line) }
            samples.append((family, match.1, match.2 ?? "", value))
        }
    }

    @Test func `every line is in the format, every sample belongs to a family, no series comes twice`() async throws {
        let service = try LampService()
        service.metrics.collect(ProcessMetrics.collector())
        service.metrics.gauge("lamp", "A \"lamp\" \\ and\nmore.", labels: "name")("x\"y\\z\n{},=").set(-0.5)
        for target in ["/healthz", "/v1/aceh/lamps/1", "/nothing"] { _ = await service.client.get(target) }
        let answer = await service.client.get("/metrics")
        #expect(answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let reader = try Reader(answer.text)
        #expect(reader.samples.count > 30)
        let series = reader.samples.map { "\($0.name){\($0.labels)}" }
        #expect(Set(series).count == series.count)
    }

    @Test func `buckets never go down, and the last equals the count`() async throws {
        let service = try LampService()
        for _ in 0..<20 { _ = await service.client.get("/nothing") }
        let samples = try Reader(await service.client.get("/metrics").text).samples
            .filter { $0.family == "bina_http_request_duration_seconds" && $0.labels.contains(#"route="none""#) }
        let buckets = samples.filter { $0.name.hasSuffix("_bucket") }.map(\.value)
        #expect(buckets == buckets.sorted())
        #expect(buckets.last == 20)
        #expect(samples.first { $0.name.hasSuffix("_count") }?.value == 20)
    }

    @Test(arguments: ["lamp 1", "# HELP a b\n# TYPE a gauge\na{b=c} 1\n", "# HELP a b\n# TYPE a gauge\na 1"])
    func `the reader itself refuses what is not in the format`(text: String) {
        #expect(throws: Reader.Refused.self) { try Reader(text) }
    }
}
