package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

/// One attempt of a person at an exam.
package struct ExamAttempt: Sendable {
    package let attempt: AttemptID
    package let exam: ExamID
    /// Nil while nothing is known of the exam yet: its stream comes on a lane of its own.
    package let title: String?
    /// In which the days of its objection window are counted; nil while nothing is known of the exam yet.
    package let zone: IndonesianTimeZone?
    /// The how-manieth of this person.
    package let number: Int
    package let status: ExamAttemptStatus
    /// Nil for an exam that was sat elsewhere.
    package let startedAt: Timestamp?
    package let endedAt: Timestamp?
    /// Where the result of an exam that was sat elsewhere comes from.
    package let source: String?
    /// Nil before the release.
    package let result: ExamResult?
}

/// The released result of an attempt as it stands now.
package struct ExamResult: Sendable, Equatable {
    /// In hundredths of a per cent.
    package let scoreHundredths: Int
    /// From which share on it is passed.
    package let passPercent: Int
    package let passed: Bool
    package let releasedAt: Timestamp
    /// Nil for an exam that was sat elsewhere.
    package let objectionsUntil: CalendarDate?
    /// When it last became another one; nil when it never did.
    package let correctedAt: Timestamp?
}

/// One objection of a person.
package struct PersonObjection: Sendable {
    package let objection: ObjectionID
    package let kind: ContestedKind
    package let decision: ContestedDecisionID
    package let status: ObjectionStatus
    /// Nil before it is decided.
    package let outcome: ObjectionOutcome?
    package let filedAt: Timestamp
    package let decisionDueOn: CalendarDate
}

extension ExamAttempt {
    init(row: PostgresRow) throws {
        let (attempt, exam, title, zone, number, status, source) = try row.decode(
            (UUID, UUID, String?, String?, Int32, String, String?).self
        )
        guard let status = ExamAttemptStatus(rawValue: status) else { throw UnreadableRow(column: "status") }
        self.init(
            attempt: AttemptID(attempt),
            exam: ExamID(exam),
            title: title,
            zone: zone.flatMap(IndonesianTimeZone.init),
            number: Int(number),
            status: status,
            startedAt: try row.decode(PostgresMicroseconds?.self, at: 7).map(Timestamp.init),
            endedAt: try row.decode(PostgresMicroseconds?.self, at: 8).map(Timestamp.init),
            source: source,
            result: try ExamResult(attempt: row)
        )
    }
}

extension ExamResult {
    /// Nil before the release.
    fileprivate init?(attempt row: PostgresRow) throws {
        guard let score = try row.decode(Int32?.self, at: 9), let passed = try row.decode(Bool?.self, at: 11),
            let releasedAt = try row.decode(PostgresMicroseconds?.self, at: 12)
        else { return nil }
        self.init(
            scoreHundredths: Int(score),
            passPercent: Int(try row.decode(Int32.self, at: 10)),
            passed: passed,
            releasedAt: Timestamp(releasedAt),
            objectionsUntil: try row.decode(String?.self, at: 13).flatMap { CalendarDate($0) },
            correctedAt: try row.decode(PostgresMicroseconds?.self, at: 14).map(Timestamp.init)
        )
    }
}

extension PersonObjection {
    init(row: PostgresRow) throws {
        let (objection, kind, decision, status, outcome, filedAt, due) = try row.decode(
            (UUID, String, UUID, String, String?, PostgresMicroseconds, String).self
        )
        guard let kind = ContestedKind(rawValue: kind), let status = ObjectionStatus(rawValue: status),
            let due = CalendarDate(due)
        else { throw UnreadableRow(column: "objections") }
        self.init(
            objection: ObjectionID(objection),
            kind: kind,
            decision: ContestedDecisionID(decision),
            status: status,
            outcome: outcome.flatMap(ObjectionOutcome.init),
            filedAt: Timestamp(filedAt),
            decisionDueOn: due
        )
    }
}
