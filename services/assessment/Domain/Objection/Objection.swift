package import AssessmentEvents
package import CivilServiceKernel
import EventSourcing

/// One objection (*keberatan*) as its own history tells it.
package struct Objection: Sendable, Equatable, Codable {
    package enum Phase: String, Sendable, Codable {
        case unknown, filed
        /// A result is being computed again.
        case decided
        case final
    }

    package private(set) var phase = Phase.unknown
    package private(set) var filing: ObjectionFiled?
    package private(set) var reviewer: CivilServantID?
    package private(set) var recused: Set<CivilServantID> = []
    /// What the sides said beside the grounds, in order.
    package private(set) var statements: [StatementHeard] = []
    package private(set) var heard: Set<HearingParty> = []
    package private(set) var missed: Set<HearingParty> = []
    package private(set) var decision: ObjectionDecided?
    package private(set) var recalculation: ResultRecalculated?
    package private(set) var isWithdrawn = false

    package init() {}

    /// Whether each side spoke or let its time pass.
    package var areBothSidesHeard: Bool {
        HearingParty.allCases.allSatisfy { heard.contains($0) || missed.contains($0) }
    }

    mutating func apply(_ event: ObjectionEvent) {
        switch event {
        case .objectionFiled(let fact):
            phase = .filed
            filing = fact
            // The grounds are what the objector has to say; more may follow.
            heard = [.objector]
        case .reviewerAssigned(let fact): reviewer = fact.reviewer
        case .reviewerRecused(let fact):
            recused.insert(fact.reviewer)
            reviewer = nil
        case .statementHeard(let fact):
            heard.insert(fact.party)
            statements.append(fact)
        case .statementMissed(let fact): missed.insert(fact.party)
        case .objectionDecided(let fact):
            phase = .decided
            decision = fact
        case .resultRecalculated(let fact): recalculation = fact
        case .objectionWithdrawn: isWithdrawn = true
        case .objectionBecameFinal: phase = .final
        }
    }
}
