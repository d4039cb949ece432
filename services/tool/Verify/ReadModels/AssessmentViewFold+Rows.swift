import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AssessmentViewFold.Streams {
    /// Values stand in the order of ``AssessmentViewFold/tables``.
    func rows(of tenant: String) -> [ExpectedRow] {
        var rows: [ExpectedRow] = []
        func add(_ table: String, _ values: [String?]?, key: [String] = []) {
            if let values { rows.append(ExpectedRow(table: table, key: [tenant] + key, values: values)) }
        }
        add("questions", question.map { $0.content + [$0.status] })
        add("exams", exam?.values)
        add("attempts", attempt?.values)
        add("essays", essay?.values)
        for (person, task) in essay?.tasks ?? [:] { add("essay_tasks", task.values, key: [person.description]) }
        add("objections", objection?.values)
        return rows
    }
}

extension AssessmentViewFold.Exam {
    fileprivate var values: [String?] {
        [
            scheduled.mode.rawValue, scheduled.title, scheduled.batch?.description, scheduled.programme?.description,
            opensAt.text, closesAt.text, status,
        ]
    }
}

extension AssessmentViewFold.Attempt {
    fileprivate var values: [String?] {
        identity + [
            status, dueAt?.text, score.map { String($0) }, passed.map { String($0) }, String(isReleased),
        ]
    }
}

extension AssessmentViewFold.Essay {
    fileprivate var values: [String?] {
        [opened.exam.description, opened.attempt.description, opened.question.description, status]
    }
}

extension AssessmentViewFold.Task {
    fileprivate var values: [String?] { [role, String(isActive), String(isDone)] }
}

extension AssessmentViewFold.Objection {
    fileprivate var values: [String?] {
        [
            filed.kind.rawValue, filed.decision.description, filed.objector.description, reviewer?.description, status,
            outcome, filed.hearingDueOn.description, filed.decisionDueOn.description,
        ]
    }
}
