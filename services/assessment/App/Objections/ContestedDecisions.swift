import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// Finds what is contested, kind by kind.
///
/// The desk knows decisions by kind and id alone: appraisals and seats come with a register of their own.
struct ContestedDecisions: Sendable {
    private let registers: [ContestedKind: any DecisionRegister]

    init(desk: AssessmentDesk) {
        registers = [.examResult: ExamResultRegister(desk: desk)]
    }

    /// Nil for a decision that is not there, is not known to anybody yet, or is of a kind without a register.
    func decision(_ kind: ContestedKind, _ id: ContestedDecisionID, question: QuestionID?, tenant: TenantID)
        async throws -> ContestedDecision?
    {
        try await registers[kind]?.decision(id, question: question, tenant: tenant)
    }
}

/// Knows the decisions of one kind.
protocol DecisionRegister: Sendable {
    /// Nil for one that is not there, or that nobody was told of.
    func decision(_ id: ContestedDecisionID, question: QuestionID?, tenant: TenantID) async throws -> ContestedDecision?
}
