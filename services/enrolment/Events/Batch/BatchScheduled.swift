package import CivilServiceKernel
package import EventSourcing

/// A batch of a programme was scheduled.
///
/// It holds the rules under which people enrol, wait and complete; a later revision of the programme does not change
/// them.
package struct BatchScheduled: EventPayload {
    /// The programme.
    package let programme: ProgrammeID
    /// Version of the programme.
    package let programmeRevision: Int
    /// Title of this batch.
    package let title: String
    /// Form of development.
    package let form: DevelopmentForm
    /// Learning hours (JP of 45 minutes) that completing it gives.
    package let learningHours: Int
    /// Share of sessions to attend in order to complete, 0 to 100.
    package let minimumAttendancePercent: Int
    /// Whether the practice task must be passed in order to complete.
    package let practiceTaskRequired: Bool
    /// Whether an exam must be passed in order to complete; absent means no.
    package let examRequired: Bool?
    /// The meetings, in order of time.
    package let sessions: [BatchSession]
    /// IANA zone in which the batch's times are shown.
    package let timeZone: IndonesianTimeZone
    /// Number of seats.
    package let capacity: Int
    /// Fewest participants with which it is held.
    package let minimumParticipants: Int
    /// From when on people may enrol.
    package let registrationOpensAt: Timestamp
    /// The cut-off: from this instant on nobody enrols, is queued or gets a seat.
    package let registrationClosesAt: Timestamp
    /// Programmes to have completed before.
    package let prerequisites: [ProgrammeID]
    /// Who may enrol; empty means everybody.
    package let eligibleEmploymentKinds: [EmploymentKind]
    /// Who may enrol; empty means every rank.
    package let eligibleRanks: [Rank]
    /// Who may enrol; empty means every level.
    package let eligiblePostLevels: [PostLevel]
    /// Who may enrol: these units and those below them; empty means all.
    package let eligibleUnits: [UnitID]
    /// How long an offered seat is kept, at most until the cut-off.
    package let offerTimeLimitMinutes: Int
    /// Whether the queue is ordered by fewest learning hours first; otherwise first come.
    package let fairSelection: Bool
    /// Minutes after the start of a session from which one is late.
    package let lateAfterMinutes: Int

    package init(
        programme: ProgrammeID,
        programmeRevision: Int,
        title: String,
        form: DevelopmentForm,
        learningHours: Int,
        minimumAttendancePercent: Int,
        practiceTaskRequired: Bool,
        examRequired: Bool? = nil,
        sessions: [BatchSession],
        timeZone: IndonesianTimeZone,
        capacity: Int,
        minimumParticipants: Int,
        registrationOpensAt: Timestamp,
        registrationClosesAt: Timestamp,
        prerequisites: [ProgrammeID],
        eligibleEmploymentKinds: [EmploymentKind],
        eligibleRanks: [Rank],
        eligiblePostLevels: [PostLevel],
        eligibleUnits: [UnitID],
        offerTimeLimitMinutes: Int,
        fairSelection: Bool,
        lateAfterMinutes: Int
    ) {
        self.programme = programme
        self.programmeRevision = programmeRevision
        self.title = title
        self.form = form
        self.learningHours = learningHours
        self.minimumAttendancePercent = minimumAttendancePercent
        self.practiceTaskRequired = practiceTaskRequired
        self.examRequired = examRequired
        self.sessions = sessions
        self.timeZone = timeZone
        self.capacity = capacity
        self.minimumParticipants = minimumParticipants
        self.registrationOpensAt = registrationOpensAt
        self.registrationClosesAt = registrationClosesAt
        self.prerequisites = prerequisites
        self.eligibleEmploymentKinds = eligibleEmploymentKinds
        self.eligibleRanks = eligibleRanks
        self.eligiblePostLevels = eligiblePostLevels
        self.eligibleUnits = eligibleUnits
        self.offerTimeLimitMinutes = offerTimeLimitMinutes
        self.fairSelection = fairSelection
        self.lateAfterMinutes = lateAfterMinutes
    }
}
