import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension EnrolmentViewFold.Streams {
    /// Values stand in the order of ``EnrolmentViewFold/tables``.
    func rows(of tenant: String) -> [ExpectedRow] {
        var rows: [ExpectedRow] = []
        if let unit { rows.append(ExpectedRow(table: "units", key: [tenant], values: unit.values)) }
        if let person { rows.append(ExpectedRow(table: "civil_servants", key: [tenant], values: person.values)) }
        if let programme {
            rows.append(
                ExpectedRow(table: "programmes", key: [tenant], values: programme.content + [programme.retiredOn])
            )
        }
        if let batch {
            rows.append(ExpectedRow(table: "batches", key: [tenant], values: batch.values))
            for session in batch.sessions {
                rows.append(
                    ExpectedRow(
                        table: "sessions",
                        key: [tenant, session.session.description],
                        values: [session.startsAt.text, session.endsAt.text]
                    )
                )
            }
        }
        for (person, status) in seats {
            rows.append(
                ExpectedRow(table: "participations", key: [tenant, person.description], values: [status])
            )
        }
        for (person, offer) in offers {
            let values = [offer.until.text, offer.dueAt.text]
            rows.append(ExpectedRow(table: "timers", key: [tenant, person.description], values: values))
        }
        return rows
    }
}

extension EnrolmentViewFold.Unit {
    fileprivate var values: [String?] {
        [name, established.code, established.kind.rawValue, parent?.description, closedOn]
    }
}

extension EnrolmentViewFold.Person {
    fileprivate var values: [String?] {
        [
            unit.description, superior?.description, hired.employmentKind.rawValue, hired.startedOn.description,
            isServing ? "true" : "false",
        ]
    }
}

extension EnrolmentViewFold.Batch {
    /// A batch without sessions starts and ends at the epoch.
    fileprivate var values: [String?] {
        let start = sessions.map(\.startsAt).min() ?? Timestamp(microseconds: 0)
        let end = sessions.map(\.endsAt).max() ?? Timestamp(microseconds: 0)
        return [
            scheduled.programme.description, scheduled.title, scheduled.form.rawValue,
            String(scheduled.learningHours), zone.rawValue, String(capacity), opensAt.text, closesAt.text, start.text,
            end.text, status,
        ]
    }
}
