import Synchronization

/// Something that counts and can be read.
package protocol Instrument: Sendable {
    static var kind: MetricFamily.Kind { get }
    func samples(labels: [(name: String, value: String)]) -> [MetricFamily.Sample]
}

protocol RegisteredFamily: Sendable {
    func snapshot() -> MetricFamily
}

/// Instruments under one name, told apart by label values.
package final class InstrumentFamily<Member: Instrument>: RegisteredFamily {
    /// Label values come from requests sometimes; beyond this many combinations they share one called `other`.
    private static var maximumMembers: Int { 1_000 }

    let name: String
    let help: String
    let labels: [String]
    private let make: @Sendable () -> Member
    private let members = Mutex<[[String]: Member]>([:])

    init(name: String, help: String, labels: [String], make: @escaping @Sendable () -> Member) {
        self.name = name
        self.help = help
        self.labels = labels
        self.make = make
        if labels.isEmpty { _ = self() }
    }

    /// The instrument for these label values, in the order of the labels' declaration.
    ///
    /// Keep it where it is used often.
    package func callAsFunction(_ values: String...) -> Member {
        precondition(values.count == labels.count, "\(name) has the labels \(labels)")
        return members.withLock { members in
            if let member = members[values] { return member }
            let key = members.count < Self.maximumMembers ? values : values.map { _ in "other" }
            if let member = members[key] { return member }
            let member = make()
            members[key] = member
            return member
        }
    }

    func snapshot() -> MetricFamily {
        let members = members.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return MetricFamily(
            name,
            help,
            Member.kind,
            members.flatMap { values, member in
                member.samples(labels: zip(labels, values).map { (name: $0, value: $1) })
            }
        )
    }
}

/// A number that only grows.
package final class Counter: Instrument {
    package static var kind: MetricFamily.Kind { .counter }
    private let total = Atomic<UInt64>(0)

    package func increment(by amount: UInt64 = 1) { total.wrappingAdd(amount, ordering: .relaxed) }

    package var value: UInt64 { total.load(ordering: .relaxed) }

    package func samples(labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
        [MetricFamily.Sample(Double(value), labels: labels)]
    }
}

/// A number that goes up and down.
package final class Gauge: Instrument {
    package static var kind: MetricFamily.Kind { .gauge }
    private let bits = Atomic<UInt64>(0)

    package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    package func samples(labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
        [MetricFamily.Sample(value, labels: labels)]
    }
}

/// How values are spread.
package final class Histogram: Instrument {
    /// From half a millisecond to ten seconds.
    package static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    package static var kind: MetricFamily.Kind { .histogram }

    private struct Tally {
        var buckets: [UInt64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let tally: Mutex<Tally>

    init(bounds: [Double]) {
        self.bounds = bounds
        tally = Mutex(Tally(buckets: Array(repeating: 0, count: bounds.count + 1)))
    }

    package func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        tally.withLock { tally in
            tally.buckets[bucket] += 1
            tally.sum += value
        }
    }

    /// Records a length of time in seconds.
    package func record(_ duration: Duration) { record(duration / .seconds(1)) }

    package func samples(labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
        let tally = tally.withLock { $0 }
        var total: UInt64 = 0
        var samples: [MetricFamily.Sample] = []
        for (bound, count) in zip(bounds + [.infinity], tally.buckets) {
            total += count
            let le = (name: "le", value: prometheusNumber(bound))
            samples.append(MetricFamily.Sample(suffix: "_bucket", labels: labels + [le], value: Double(total)))
        }
        samples.append(MetricFamily.Sample(suffix: "_sum", labels: labels, value: tally.sum))
        samples.append(MetricFamily.Sample(suffix: "_count", labels: labels, value: Double(total)))
        return samples
    }
}
