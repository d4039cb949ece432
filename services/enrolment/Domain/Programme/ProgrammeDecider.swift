import CivilServiceKernel
package import EnrolmentEvents
import EventSourcing

/// The rules of the catalogue.
package enum ProgrammeDecider: Decider {
    package static let category = EnrolmentStream.programme.category
    package static let initialState = Programme()

    package static func decide(_ command: ProgrammeCommand, given programme: Programme)
        throws(ProgrammeRejection) -> [ProgrammeEvent]
    {
        switch command {
        case .publish(let code, let content):
            guard programme.phase == .unknown else {
                guard programme.revision == 1, programme.code == code.text, programme.content == content else {
                    throw .alreadyPublished
                }
                return []
            }
            try check(content)
            return [.programmePublished(published(content, code: code.text))]
        case .revise(let content, let reason):
            try checkIsOffered(programme)
            guard content != programme.content else { return [] }
            try check(content)
            let revision = programme.revision + 1
            return [.programmeRevised(revised(content, programme.code, revision: revision, reason: reason.text))]
        case .retire(let date, let reason):
            if programme.phase == .retired { return [] }
            try checkIsOffered(programme)
            return [.programmeRetired(ProgrammeRetired(retiredOn: date, reason: reason.text))]
        }
    }

    package static func evolve(_ programme: inout Programme, by event: ProgrammeEvent) { programme.apply(event) }

    private static func checkIsOffered(_ programme: Programme) throws(ProgrammeRejection) {
        switch programme.phase {
        case .unknown: throw .notPublished
        case .retired: throw .retired
        case .offered: return
        }
    }

    private static func check(_ content: ProgrammeContent) throws(ProgrammeRejection) {
        guard (0...100).contains(content.minimumAttendancePercent) else { throw .attendanceOutOfRange }
        guard content.modules.map(\.number) == Array(1..<content.modules.count + 1),
            content.modules.allSatisfy({ (1...content.learningHours).contains($0.learningHours) })
        else { throw .modulesNotNumbered }
        let hours = content.modules.reduce(0) { $0 + $1.learningHours }
        guard content.modules.isEmpty || hours == content.learningHours else {
            throw .hoursDoNotAddUp(modules: hours, programme: content.learningHours)
        }
        for outcome in content.outcomes {
            guard (1...5).contains(outcome.level) else { throw .levelOutOfRange(outcome.level) }
            guard outcome.module >= 1, outcome.module <= content.modules.count else {
                throw .outcomeWithoutModule(outcome.module)
            }
        }
    }

    private static func published(_ content: ProgrammeContent, code: String) -> ProgrammePublished {
        ProgrammePublished(
            revision: 1,
            code: code,
            title: content.title,
            form: content.form,
            competenceGroup: content.competenceGroup,
            learningHours: content.learningHours,
            benefit: content.benefit,
            topics: content.topics,
            currentUntil: content.currentUntil,
            minimumAttendancePercent: content.minimumAttendancePercent,
            practiceTaskRequired: content.practiceTaskRequired,
            examRequired: content.examRequired ? true : nil,
            modules: content.modules,
            outcomes: content.outcomes
        )
    }

    private static func revised(
        _ content: ProgrammeContent,
        _ code: String,
        revision: Int,
        reason: String
    ) -> ProgrammeRevised {
        ProgrammeRevised(
            revision: revision,
            code: code,
            title: content.title,
            form: content.form,
            competenceGroup: content.competenceGroup,
            learningHours: content.learningHours,
            benefit: content.benefit,
            topics: content.topics,
            currentUntil: content.currentUntil,
            minimumAttendancePercent: content.minimumAttendancePercent,
            practiceTaskRequired: content.practiceTaskRequired,
            examRequired: content.examRequired ? true : nil,
            modules: content.modules,
            outcomes: content.outcomes,
            reason: reason
        )
    }
}
