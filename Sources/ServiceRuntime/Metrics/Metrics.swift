import Synchronization

/// Everything a process counts, as Prometheus reads it.
///
/// Instruments are made once, kept by whoever counts, and cost an atomic addition or a short lock to use.
package final class Metrics: Sendable {
    /// A family that is filled when it is read: how pools, producers and the like hand over their own figures.
    package typealias Collector = @Sendable () -> [MetricFamily]

    private struct Registry {
        var families: [any RegisteredFamily] = []
        var names: Set<String> = []
        var collectors: [Collector] = []
    }

    private let registry = Mutex(Registry())

    package init() {}

    /// A number that only grows; its name ends in `_total`.
    package func counter(_ name: String, _ help: String, labels: String...) -> InstrumentFamily<Counter> {
        precondition(name.hasSuffix("_total"), "a counter's name ends in _total: \(name)")
        return register(InstrumentFamily(name: name, help: help, labels: labels) { Counter() })
    }

    /// A number that goes up and down.
    package func gauge(_ name: String, _ help: String, labels: String...) -> InstrumentFamily<Gauge> {
        register(InstrumentFamily(name: name, help: help, labels: labels) { Gauge() })
    }

    /// How often values fell below each bound; `bounds` ascend, in the unit that the name ends with.
    package func histogram(
        _ name: String,
        _ help: String,
        bounds: [Double] = Histogram.seconds,
        labels: String...
    ) -> InstrumentFamily<Histogram> {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds ascend: \(name)")
        precondition(!labels.contains("le"), "le names a histogram's bounds: \(name)")
        return register(InstrumentFamily(name: name, help: help, labels: labels) { Histogram(bounds: bounds) })
    }

    /// Adds families that are computed on every reading.
    package func collect(_ collector: @escaping Collector) {
        registry.withLock { $0.collectors.append(collector) }
    }

    /// Every family, sorted by name; of two with the same name only the first is told.
    package func families() -> [MetricFamily] {
        let (registered, collectors) = registry.withLock { ($0.families, $0.collectors) }
        var names: Set<String> = []
        let all = registered.map { $0.snapshot() } + collectors.flatMap { $0() }
        return all.filter { names.insert($0.name).inserted }.sorted { $0.name < $1.name }
    }

    private func register<Instrument>(_ family: InstrumentFamily<Instrument>) -> InstrumentFamily<Instrument> {
        precondition(isMetricName(family.name), "not a metric name: \(family.name)")
        precondition(family.labels.allSatisfy(isLabelName), "not a label name in \(family.name)")
        registry.withLock { registry in
            precondition(registry.names.insert(family.name).inserted, "two metrics are called \(family.name)")
            registry.families.append(family)
        }
        return family
    }
}

/// What Prometheus calls a metric family: samples under one name.
package struct MetricFamily: Sendable, Equatable {
    /// The kinds of the text format.
    package enum Kind: String, Sendable { case counter, gauge, histogram }

    /// One line.
    package struct Sample: Sendable, Equatable {
        /// What is added to the family's name: `_bucket`, `_sum`, `_count`, or nothing.
        let suffix: String
        let labels: [(name: String, value: String)]
        let value: Double

        package init(_ value: Double, labels: [(name: String, value: String)] = []) {
            self.init(suffix: "", labels: labels, value: value)
        }

        init(suffix: String, labels: [(name: String, value: String)], value: Double) {
            self.suffix = suffix
            self.labels = labels
            self.value = value
        }

        package static func == (left: Sample, right: Sample) -> Bool {
            left.suffix == right.suffix && left.value == right.value
                && left.labels.elementsEqual(right.labels) { $0 == $1 }
        }
    }

    package let name: String
    package let help: String
    package let kind: Kind
    package let samples: [Sample]

    /// - `name`: of letters, digits, `_` and `:`; anything else is a fault.
    package init(_ name: String, _ help: String, _ kind: Kind, _ samples: [Sample]) {
        precondition(isMetricName(name), "not a metric name: \(name)")
        self.name = name
        self.help = help
        self.kind = kind
        self.samples = samples
    }
}

func isMetricName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDecimalDigit(first) else { return false }
    return name.utf8.allSatisfy { isLetter($0) || isDecimalDigit($0) || $0 == UInt8(ascii: ":") }
}

func isLabelName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDecimalDigit(first), !name.hasPrefix("__") else { return false }
    return name.utf8.allSatisfy { isLetter($0) || isDecimalDigit($0) }
}

/// Letters, and the underscore that counts as one here.
private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") }

private func isDecimalDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
