/// How an objection ended.
package enum ObjectionOutcome: String, Codable, CaseIterable, Sendable {
    case upheld
    case partlyUpheld = "partly-upheld"
    case rejected
}
