import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// An objection with how far it is; texts are in it for both sides and the reviewer only.
struct ObjectionAnswer: Encodable {
    struct Statement: Encodable {
        let party: HearingParty
        let speaker: CivilServantID
        let heardAt: Timestamp
        let text: String?
    }

    struct Decision: Encodable {
        let outcome: ObjectionOutcome
        let needsRecalculation: Bool
        let decidedAt: Timestamp
        /// After the day by which it should have been decided.
        let late: Bool
        let reasons: String?
    }

    struct Recalculation: Encodable {
        let before: String
        let after: String
        let changed: Bool
        let recalculatedAt: Timestamp
    }

    let id: ObjectionID
    let kind: ContestedKind
    let decision: ContestedDecisionID
    let question: QuestionID?
    let objector: CivilServantID
    let deciders: [CivilServantID]
    let reviewer: CivilServantID?
    let status: String
    let isWithdrawn: Bool
    let rule: String
    let filedAt: Timestamp
    let lastFilingDay: CalendarDate
    let hearingDueOn: CalendarDate
    let decisionDueOn: CalendarDate
    let heard: [HearingParty]
    let missed: [HearingParty]
    let grounds: String?
    let statements: [Statement]
    let outcome: Decision?
    let recalculation: Recalculation?

    /// - `texts`: opened; ``ObjectionTexts/none`` for somebody who may not read them.
    init?(_ id: ObjectionID, _ objection: Objection, _ texts: ObjectionTexts) {
        guard let filing = objection.filing else { return nil }
        self.id = id
        kind = filing.kind
        decision = filing.decision
        question = filing.question
        objector = filing.objector
        deciders = filing.deciders
        reviewer = objection.reviewer
        status = objection.phase.rawValue
        isWithdrawn = objection.isWithdrawn
        rule = filing.rule
        filedAt = filing.filedAt
        lastFilingDay = filing.lastFilingDay
        hearingDueOn = filing.hearingDueOn
        decisionDueOn = filing.decisionDueOn
        heard = HearingParty.allCases.filter(objection.heard.contains)
        missed = HearingParty.allCases.filter(objection.missed.contains)
        grounds = texts.grounds
        statements = objection.statements.enumerated().map { index, fact in
            let text = texts.statements.indices.contains(index) ? texts.statements[index] : nil
            return Statement(party: fact.party, speaker: fact.speaker, heardAt: fact.heardAt, text: text)
        }
        outcome = objection.decision.map {
            Decision(
                outcome: $0.outcome,
                needsRecalculation: $0.needsRecalculation,
                decidedAt: $0.decidedAt,
                late: $0.late,
                reasons: texts.reasons
            )
        }
        recalculation = objection.recalculation.map {
            Recalculation(
                before: $0.before,
                after: $0.after,
                changed: $0.changed,
                recalculatedAt: $0.recalculatedAt
            )
        }
    }
}

/// What was written about an objection, opened; nil for what can never be read again.
struct ObjectionTexts: Sendable {
    var grounds: String?
    var statements: [String?] = []
    var reasons: String?

    static let none = ObjectionTexts()

    init() {}

    /// - Throws: `VaultError`.
    init(_ objection: Objection, vault: some PersonalDataVault, tenant: TenantID) async throws {
        guard let filing = objection.filing else { return }
        let said = objection.statements.map { (field: SealedName.statement, value: $0.statement) }
        let decided = objection.decision.map { [(field: SealedName.reasons, value: $0.reasons)] } ?? []
        let grounds = [(field: SealedName.grounds, value: filing.grounds)]
        let opened = try await vault.open(grounds + said + decided, tenant: tenant)
        self.grounds = opened[0]
        statements = Array(opened[1..<(1 + said.count)])
        reasons = decided.isEmpty ? nil : opened[1 + said.count]
    }
}
