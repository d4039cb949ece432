import Foundation

/// The Prometheus rules that operators are given.
struct AlertRules: Sendable {
    private static let place = "services/tool/operations"

    /// Of the checkout.
    let root: URL
    let text: String

    init() throws {
        root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
        let folder = root.appending(path: Self.place)
        text = try String(contentsOf: folder.appending(path: "alerts.yml"), encoding: .utf8)
    }

    var folder: URL { root.appending(path: Self.place) }

    /// Every metric of ours that a rule names.
    var metrics: Set<String> { Set(text.matches(of: /bina_[a-z_]+/).map { String($0.output) }) }

    /// What rules tell samples apart by, and what they choose them by, apart from what Prometheus itself adds.
    var demands: Set<SampleDemand> {
        let kept = text.matches(of: /by \(([a-z_, ]+)\) \((bina_[a-z_]+)/).flatMap { match in
            match.output.1.split(separator: ", ").filter { !["job", "instance"].contains($0) }.map {
                SampleDemand(metric: String(match.output.2), label: String($0), pattern: ".+")
            }
        }
        let chosen = text.matches(of: /(bina_[a-z_]+)\{([^}]+)\}/).flatMap { match in
            match.output.2.matches(of: /([a-z_]+)(!?)[=~]+"([^"]+)"/).map { choice in
                SampleDemand(
                    metric: String(match.output.1),
                    label: String(choice.output.1),
                    pattern: choice.output.2.isEmpty ? String(choice.output.3) : ".+"
                )
            }
        }
        return Set(kept + chosen)
    }
}

/// A label that a metric's samples must have, with a value that the pattern fits.
struct SampleDemand: Hashable, Sendable, CustomStringConvertible {
    let metric: String
    let label: String
    let pattern: String

    static let refusedRequests = SampleDemand(metric: "bina_http_requests_total", label: "status", pattern: "503")

    var description: String { "\(metric){\(label)=~\"\(pattern)\"}" }

    func isMet(by samples: [MetricSample]) -> Bool {
        guard let pattern = try? Regex(pattern) else { return false }
        return samples.contains { sample in
            sample.metric == metric && (sample.labels[label].map { $0.wholeMatch(of: pattern) != nil } ?? false)
        }
    }
}

/// One line of `/metrics`.
struct MetricSample: Sendable {
    let metric: String
    let labels: [String: String]

    static func all(in text: String) -> [MetricSample] {
        text.split(separator: "\n").compactMap { line in
            guard let name = line.prefixMatch(of: /[a-z_]+/)?.output else { return nil }
            let labels = line.matches(of: /([a-z_]+)="([^"]*)"/).map { (String($0.output.1), String($0.output.2)) }
            return MetricSample(metric: String(name), labels: Dictionary(labels) { $1 })
        }
    }
}
