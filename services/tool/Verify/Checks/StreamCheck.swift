import EventSourcing
import Foundation

/// What is true of every stream: versions 1, 2, 3 … in the order of its lane, which is the lane of its key.
struct StreamCheck {
    let context: VerifiedContext
    let lanes: Int
    let findings: Findings
    private var current: StreamID?
    private var version: Int64 = 0
    private var sequence: Int64 = 0
    private var laws: [any StreamLaw] = []
    private var area: String { context.storeArea }

    init(_ context: VerifiedContext, lanes: Int, findings: Findings) {
        self.context = context
        self.lanes = lanes
        self.findings = findings
    }

    /// Takes the next event in the order of streams and versions.
    ///
    /// - Returns: the event in its own words; nil for a type that this build does not know or a body it cannot read.
    mutating func take(_ event: EventEnvelope) -> ContextEvent? {
        if event.stream != current {
            current = event.stream
            (version, sequence) = (0, 0)
            findings.count("streams")
            laws = context.laws.filter { $0.category == event.stream.category }.map { $0.init() }
            let lane = Lane(of: event.stream, count: lanes)
            if lane != event.lane {
                findings.differ(area, "\(event.stream)", expected: "lane \(lane)", found: "lane \(event.lane)")
            }
        }
        let place = "\(event.stream) version \(event.version) (\(event.place))"
        if event.version != version + 1 {
            findings.differ(area, place, expected: "version \(version + 1)", found: "version \(event.version)")
        }
        if event.sequence <= sequence {
            findings.differ(area, place, expected: "a sequence above \(sequence)", found: "\(event.sequence)")
        }
        (version, sequence) = (event.version, event.sequence)
        findings.count("events")
        do {
            let known = try context.read(event)
            if let known { obey(known, place) } else { findings.count("events of unknown type") }
            return known
        } catch {
            findings.differ(area, place, expected: "a body of the shape of \(event.type)", found: "another shape")
            return nil
        }
    }

    private mutating func obey(_ event: ContextEvent, _ place: String) {
        for index in laws.indices {
            for broken in laws[index].take(event) {
                findings.differ(area, place, expected: broken.expected, found: broken.found)
            }
        }
    }
}
