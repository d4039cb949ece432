/// What a token's bearer may do inside a tenant; the names stand in the token's `roles` claim.
package enum CivilServiceRole: String, Codable, CaseIterable, Sendable {
    /// Anybody in the register: acts for oneself only.
    case civilServant = "civil-servant"
    /// Acts for those whose superior one is.
    case superior
    /// BKD / BKPSDM: keeps the register.
    case personnelOffice = "personnel-office"
    /// BPSDM: programmes, batches, attendance.
    case trainingOrganiser = "training-organiser"
    /// Checks the evidence of claimed learning hours.
    case hoursVerifier = "hours-verifier"
    /// Writes questions and their keys.
    case questionAuthor = "question-author"
    /// Schedules exams, repairs keys, releases results.
    case examOrganiser = "exam-organiser"
    /// Keeps order while an exam is sat: time, pauses, incidents.
    case examSupervisor = "exam-supervisor"
    /// Marks essays, blind.
    case essayMarker = "essay-marker"
    /// Decides objections.
    case objectionReviewer = "objection-reviewer"
    /// Loads historical records.
    case recordsImporter = "records-importer"
    /// Reads everything, changes nothing.
    case auditor
    /// Service to service: reads the feed of events across tenants.
    case feedReader = "feed-reader"
    /// Runs the system; sees no personal data.
    case `operator`
}
