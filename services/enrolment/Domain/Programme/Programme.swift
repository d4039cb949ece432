package import CivilServiceKernel
package import EnrolmentEvents

/// A development programme as its own history tells it.
package struct Programme: Sendable, Equatable {
    package enum Phase: Sendable, Equatable { case unknown, offered, retired }

    package private(set) var phase = Phase.unknown
    /// Number of the newest version, from 1.
    package private(set) var revision = 0
    package private(set) var code = ""
    package private(set) var content: ProgrammeContent?

    package init() {}

    mutating func apply(_ event: ProgrammeEvent) {
        switch event {
        case .programmePublished(let fact):
            phase = .offered
            revision = fact.revision
            code = fact.code
            content = ProgrammeContent(fact)
        case .programmeRevised(let fact):
            revision = fact.revision
            code = fact.code
            content = ProgrammeContent(fact)
        case .programmeRetired: phase = .retired
        }
    }
}

/// What one version of a programme says.
package struct ProgrammeContent: Sendable, Equatable {
    package var title: String
    package var form: DevelopmentForm
    package var competenceGroup: CompetenceGroup
    package var learningHours: Int
    package var benefit: String
    package var topics: [String]
    package var currentUntil: CalendarDate?
    package var minimumAttendancePercent: Int
    package var practiceTaskRequired: Bool
    package var examRequired: Bool
    package var modules: [CurriculumModule]
    package var outcomes: [LearningOutcome]

    package init(
        title: Title,
        form: DevelopmentForm,
        competenceGroup: CompetenceGroup,
        learningHours: LearningHours,
        benefit: Explanation,
        topics: [Topic] = [],
        currentUntil: CalendarDate? = nil,
        minimumAttendancePercent: Int,
        practiceTaskRequired: Bool = false,
        examRequired: Bool = false,
        modules: [CurriculumModule] = [],
        outcomes: [LearningOutcome] = []
    ) {
        self.title = title.text
        self.form = form
        self.competenceGroup = competenceGroup
        self.learningHours = learningHours.count
        self.benefit = benefit.text
        self.topics = topics.map(\.text)
        self.currentUntil = currentUntil
        self.minimumAttendancePercent = minimumAttendancePercent
        self.practiceTaskRequired = practiceTaskRequired
        self.examRequired = examRequired
        self.modules = modules
        self.outcomes = outcomes
    }

    init(_ fact: ProgrammePublished) {
        title = fact.title
        form = fact.form
        competenceGroup = fact.competenceGroup
        learningHours = fact.learningHours
        benefit = fact.benefit
        topics = fact.topics
        currentUntil = fact.currentUntil
        minimumAttendancePercent = fact.minimumAttendancePercent
        practiceTaskRequired = fact.practiceTaskRequired
        examRequired = fact.examRequired ?? false
        modules = fact.modules
        outcomes = fact.outcomes
    }

    init(_ fact: ProgrammeRevised) {
        title = fact.title
        form = fact.form
        competenceGroup = fact.competenceGroup
        learningHours = fact.learningHours
        benefit = fact.benefit
        topics = fact.topics
        currentUntil = fact.currentUntil
        minimumAttendancePercent = fact.minimumAttendancePercent
        practiceTaskRequired = fact.practiceTaskRequired
        examRequired = fact.examRequired ?? false
        modules = fact.modules
        outcomes = fact.outcomes
    }
}
