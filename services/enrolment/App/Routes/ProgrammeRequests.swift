import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import ServiceRuntime

struct PublishProgrammeRequest: HistoricalRequest {
    let code: ShortCode
    let title: Title
    let form: DevelopmentForm
    let competenceGroup: CompetenceGroup
    let learningHours: LearningHours
    let benefit: Explanation
    let topics: [Topic]
    let currentUntil: CalendarDate?
    let minimumAttendancePercent: Int
    let practiceTaskRequired: Bool
    let examRequired: Bool?
    let modules: [ModuleRequest]
    let outcomes: [OutcomeRequest]
    let occurredAt: Timestamp?

    var content: ProgrammeContentRequest {
        ProgrammeContentRequest(
            title: title,
            form: form,
            competenceGroup: competenceGroup,
            learningHours: learningHours,
            benefit: benefit,
            topics: topics,
            currentUntil: currentUntil,
            minimumAttendancePercent: minimumAttendancePercent,
            practiceTaskRequired: practiceTaskRequired,
            examRequired: examRequired,
            modules: modules,
            outcomes: outcomes
        )
    }
}

/// The same and why; the code stays as it was published.
struct ReviseProgrammeRequest: HistoricalRequest {
    let title: Title
    let form: DevelopmentForm
    let competenceGroup: CompetenceGroup
    let learningHours: LearningHours
    let benefit: Explanation
    let topics: [Topic]
    let currentUntil: CalendarDate?
    let minimumAttendancePercent: Int
    let practiceTaskRequired: Bool
    let examRequired: Bool?
    let modules: [ModuleRequest]
    let outcomes: [OutcomeRequest]
    let reason: Explanation
    let occurredAt: Timestamp?

    var content: ProgrammeContentRequest {
        ProgrammeContentRequest(
            title: title,
            form: form,
            competenceGroup: competenceGroup,
            learningHours: learningHours,
            benefit: benefit,
            topics: topics,
            currentUntil: currentUntil,
            minimumAttendancePercent: minimumAttendancePercent,
            practiceTaskRequired: practiceTaskRequired,
            examRequired: examRequired,
            modules: modules,
            outcomes: outcomes
        )
    }
}

struct RetireProgrammeRequest: HistoricalRequest {
    let retiredOn: CalendarDate
    let reason: Explanation
    let occurredAt: Timestamp?
}

struct ModuleRequest: Decodable, Sendable {
    let number: Int
    let title: Title
    let learningHours: LearningHours
}

struct OutcomeRequest: Decodable, Sendable {
    let module: Int
    let text: Explanation
    let competence: ShortCode
    let level: Int
}

/// What publishing and revising have in common.
struct ProgrammeContentRequest: Sendable {
    /// More than any catalogue has; a bound on the size of an event.
    private static let limits = (topics: 30, modules: 100, outcomes: 300)

    let title: Title
    let form: DevelopmentForm
    let competenceGroup: CompetenceGroup
    let learningHours: LearningHours
    let benefit: Explanation
    let topics: [Topic]
    let currentUntil: CalendarDate?
    let minimumAttendancePercent: Int
    let practiceTaskRequired: Bool
    let examRequired: Bool?
    let modules: [ModuleRequest]
    let outcomes: [OutcomeRequest]

    /// - Throws: 422 naming the list that is too long.
    func checked() throws(Problem) -> ProgrammeContent {
        let counts = [
            ("/topics", topics.count, Self.limits.topics), ("/modules", modules.count, Self.limits.modules),
            ("/outcomes", outcomes.count, Self.limits.outcomes),
        ]
        let tooLong = counts.filter { $0.1 > $0.2 }.map {
            FieldError($0.0, "count", "must have at most \($0.2) entries")
        }
        guard tooLong.isEmpty else { throw .invalidBody(tooLong) }
        return ProgrammeContent(
            title: title,
            form: form,
            competenceGroup: competenceGroup,
            learningHours: learningHours,
            benefit: benefit,
            topics: topics,
            currentUntil: currentUntil,
            minimumAttendancePercent: minimumAttendancePercent,
            practiceTaskRequired: practiceTaskRequired,
            examRequired: examRequired ?? false,
            modules: modules.map {
                CurriculumModule(number: $0.number, title: $0.title.text, learningHours: $0.learningHours.count)
            },
            outcomes: outcomes.map {
                LearningOutcome(
                    module: $0.module,
                    text: $0.text.text,
                    competence: $0.competence.text,
                    level: $0.level
                )
            }
        )
    }
}
