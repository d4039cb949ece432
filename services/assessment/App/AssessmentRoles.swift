import CivilServiceKernel
import ServiceRuntime

/// Who may do what with questions, exams, marks and objections.
enum AssessmentRoles {
    static let authors: Set<Role> = .of(CivilServiceRole.questionAuthor)
    /// Who may bring whole files of questions.
    static let importers: Set<Role> = .of(CivilServiceRole.questionAuthor, .recordsImporter)
    static let organisers: Set<Role> = .of(CivilServiceRole.examOrganiser, .recordsImporter)
    /// Who keeps order while an exam is sat.
    static let supervisors: Set<Role> = .of(CivilServiceRole.examSupervisor, .examOrganiser)
    static let candidates: Set<Role> = .of(CivilServiceRole.civilServant)
    static let markers: Set<Role> = .of(CivilServiceRole.essayMarker)
    static let reviewers: Set<Role> = .of(CivilServiceRole.objectionReviewer)
    /// Everybody who belongs to the tenant.
    static let everybody: Set<Role> = .of(
        CivilServiceRole.civilServant,
        .questionAuthor,
        .examOrganiser,
        .examSupervisor,
        .essayMarker,
        .objectionReviewer,
        .recordsImporter,
        .auditor
    )
}
