import CivilServiceKernel
import EventSourcing

/// The requests of every batch in the order of time.
struct OuladPlan: Sendable {
    /// What is sent about one row, or about the batch.
    enum Step: Sendable, Equatable {
        case enrol(OuladRegistration, at: Timestamp)
        case withdraw(OuladRegistration, at: Timestamp)
        case assess(OuladRegistration, at: Timestamp)
        case close(OuladCourse)

        var course: OuladCourse.Key {
            switch self {
            case .enrol(let row, _), .withdraw(let row, _), .assess(let row, _): row.course
            case .close(let course): course.key
            }
        }
    }

    /// One line per batch; a stage is what happened at one time.
    static func schedule(_ folder: OuladFolder) -> ImportSchedule<Step> {
        let rows = Dictionary(grouping: folder.registrations, by: \.course)
        return ImportSchedule(lines: folder.courses.map { stages(of: $0, rows[$0.key] ?? []) })
    }

    static func stages(of course: OuladCourse, _ rows: [OuladRegistration]) -> [[Step]] {
        let times = OuladTimes(course)
        var byTime: [Timestamp: [Step]] = [:]
        for row in rows {
            let enrolment = times.enrolment(row.registered)
            byTime[enrolment.at, default: []].append(.enrol(row, at: enrolment.at))
            switch row.result {
            case .withdrawn:
                let withdrawal = times.withdrawal(row.unregistered, enrolled: enrolment.day)
                byTime[withdrawal.at, default: []].append(.withdraw(row, at: withdrawal.at))
            case .pass, .distinction, .fail:
                byTime[times.assessedAt, default: []].append(.assess(row, at: times.assessedAt))
            }
        }
        return byTime.sorted { $0.key < $1.key }.map(\.value) + [[.close(course)]]
    }
}
