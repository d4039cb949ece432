package import CivilServiceKernel
import EventSourcing

/// A programme entered the catalogue.
package struct ProgrammePublished: EventPayload {
    /// Number of this version of the programme, from 1.
    package let revision: Int
    /// Code in the catalogue.
    package let code: String
    /// Title.
    package let title: String
    /// Form of development of PerLAN 10/2018: KL01 to KL12, NKL01 to NKL13.
    package let form: DevelopmentForm
    /// Which group of competences it builds.
    package let competenceGroup: CompetenceGroup
    /// Learning hours (JP of 45 minutes) that completing it gives.
    package let learningHours: Int
    /// What the participant gains from it, in plain words.
    package let benefit: String
    /// Topic tags.
    package let topics: [String]
    /// Last day on which the content is known to be current.
    package let currentUntil: CalendarDate?
    /// Share of sessions to attend in order to complete, 0 to 100.
    package let minimumAttendancePercent: Int
    /// Whether the practice task must be passed in order to complete.
    package let practiceTaskRequired: Bool
    /// Whether an exam must be passed in order to complete; absent means no.
    package let examRequired: Bool?
    /// Curriculum: the modules in order.
    package let modules: [CurriculumModule]
    /// Curriculum: what each module teaches, and to which competence and level.
    package let outcomes: [LearningOutcome]

    package init(
        revision: Int,
        code: String,
        title: String,
        form: DevelopmentForm,
        competenceGroup: CompetenceGroup,
        learningHours: Int,
        benefit: String,
        topics: [String],
        currentUntil: CalendarDate? = nil,
        minimumAttendancePercent: Int,
        practiceTaskRequired: Bool,
        examRequired: Bool? = nil,
        modules: [CurriculumModule],
        outcomes: [LearningOutcome]
    ) {
        self.revision = revision
        self.code = code
        self.title = title
        self.form = form
        self.competenceGroup = competenceGroup
        self.learningHours = learningHours
        self.benefit = benefit
        self.topics = topics
        self.currentUntil = currentUntil
        self.minimumAttendancePercent = minimumAttendancePercent
        self.practiceTaskRequired = practiceTaskRequired
        self.examRequired = examRequired
        self.modules = modules
        self.outcomes = outcomes
    }
}
