import Testing

@testable import ServiceRuntime

struct MetricsTests {
    @Test func `renders every kind`() {
        let metrics = Metrics()
        let switched = metrics.counter("switch_total", "Switches\\turned.\nTwice.", labels: "room", "way")
        switched("kitchen", "on").increment()
        switched("kitchen", "on").increment(by: 2)
        switched("a \"b\" \\ c\nd", "off").increment()
        metrics.gauge("lamps", "Lamps.")().set(2.5)
        let waits = metrics.histogram("wait_seconds", "Waits.", bounds: [0.1, 1])()
        for value in [0.05, 0.1, 0.5, 7] { waits.record(value) }
        let expected = #"""
            # HELP lamps Lamps.
            # TYPE lamps gauge
            lamps 2.5
            # HELP switch_total Switches\\turned.\nTwice.
            # TYPE switch_total counter
            switch_total{room="a \"b\" \\ c\nd",way="off"} 1
            switch_total{room="kitchen",way="on"} 3
            # HELP wait_seconds Waits.
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="0.1"} 2
            wait_seconds_bucket{le="1"} 3
            wait_seconds_bucket{le="+Inf"} 4
            wait_seconds_sum 7.65
            wait_seconds_count 4

            """#
        #expect(PrometheusText.render(metrics.families()) == expected)
    }

    @Test func `bounds the number of series`() {
        let metrics = Metrics()
        let paths = metrics.counter("paths_total", "Paths.", labels: "path")
        for number in 0..<2_000 { paths(String(number)).increment() }
        let samples = metrics.families().flatMap(\.samples)
        #expect(samples.count == 1_001)
        #expect(samples.reduce(0) { $0 + $1.value } == 2_000)
    }

    @Test func `a collector's family that is already there is left out`() {
        let metrics = Metrics()
        metrics.gauge("lamps", "Lamps.")().set(1)
        metrics.collect { [MetricFamily("lamps", "Again.", .gauge, [MetricFamily.Sample(2)])] }
        #expect(PrometheusText.render(metrics.families()) == "# HELP lamps Lamps.\n# TYPE lamps gauge\nlamps 1\n")
    }

    @Test func `counts from many tasks at once`() async {
        let metrics = Metrics()
        let counter = metrics.counter("count_total", "Counts.")()
        let histogram = metrics.histogram("value_seconds", "Values.")()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.increment()
                        histogram.record(.milliseconds(3))
                    }
                }
            }
        }
        #expect(counter.value == 80_000)
        #expect(histogram.samples(labels: []).last?.value == 80_000)
    }

    @Test func `knows the process`() throws {
        let families = ProcessMetrics.collector()()
        let values = Dictionary(uniqueKeysWithValues: families.map { ($0.name, $0.samples[0].value) })
        #expect(try #require(values["process_resident_memory_bytes"]) > 1_000_000)
        #expect(try #require(values["process_cpu_seconds_total"]) > 0)
        #expect(try #require(values["process_open_fds"]) >= 3)
        #expect(try #require(values["process_uptime_seconds"]) >= 0)
    }

    @Test(arguments: [(1.0, "1"), (0.005, "0.005"), (1e20, "1e+20"), (-.infinity, "-Inf"), (.nan, "NaN")])
    func `writes numbers as the format wants them`(number: Double, text: String) {
        #expect(prometheusNumber(number) == text)
    }
}
