import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension LearningRecordFold.Streams {
    /// Values stand in the order of ``LearningRecordFold/tables``.
    func rows(of tenant: String) -> [ExpectedRow] {
        var rows = timeline + examRows(of: tenant)
        if let unit {
            rows.append(ExpectedRow(table: "units", key: [tenant], values: [unit.name, unit.closedOn]))
        }
        if let person { rows.append(ExpectedRow(table: "civil_servants", key: [tenant], values: person.values)) }
        if let batch { rows.append(ExpectedRow(table: "batches", key: [tenant], values: batch.values)) }
        for (person, seat) in seats {
            rows.append(
                ExpectedRow(table: "participations", key: [tenant, person.description], values: seat.values)
            )
        }
        // Whoever is erased has left no title of theirs behind, whichever stream was read first.
        let isErased = person?.erasedAt != nil
        for (entry, hours) in hours {
            let values = hours.values + [isErased ? nil : hours.recorded.title?.text]
            rows.append(ExpectedRow(table: "hours_entries", key: [tenant, entry.description], values: values))
        }
        return rows
    }
}

extension LearningRecordFold.Person {
    fileprivate var values: [String?] {
        [
            number, name, hired.employmentKind.rawValue, rank, unit.description, postTitle, postLevel,
            superior?.description, hired.startedOn.description, leftOn, erasedAt?.text,
        ]
    }
}

extension LearningRecordFold.Batch {
    fileprivate var values: [String?] {
        [
            scheduled.programme.description, scheduled.title, scheduled.form.rawValue,
            String(scheduled.learningHours), startsAt.text, endsAt.text, status,
        ]
    }
}

extension LearningRecordFold.Seat {
    fileprivate var values: [String?] {
        [status, changedAt.text, enrolledAt?.text, endedAt?.text, learningHours.map { String($0) }]
    }
}

extension LearningRecordFold.Hours {
    /// All but the title.
    fileprivate var values: [String?] {
        [
            recorded.source.rawValue, recorded.batch?.description, recorded.form.rawValue,
            recorded.startedOn.description, recorded.endedOn.description, String(recorded.awarded), String(counted),
            status, limits.map(\.rawValue).joined(separator: ","), rateCard,
        ]
    }
}
