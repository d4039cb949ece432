package import CivilServiceKernel
package import EventSourcing

/// What is known of one civil servant's learning.
///
/// Personal values are sealed; whoever serves it opens them.
package struct LearningRecord: Sendable {
    package let tenant: TenantID
    package let person: LearningRecordPerson
    package let participations: [Participation]
    package let hours: [HoursEntry]
    /// Newest first.
    package let exams: [ExamAttempt]
    package let objections: [PersonObjection]
    /// Newest first.
    package let timeline: [TimelineEvent]
    /// What the person has to be told, newest first.
    package let notices: [TimelineEvent]
}

/// The person a record is about.
package struct LearningRecordPerson: Sendable {
    package let id: CivilServantID
    package let number: SealedField?
    package let name: SealedField?
    package let employmentKind: EmploymentKind
    package let rank: String
    package let unit: UnitID
    package let unitName: String?
    package let postTitle: String
    package let postLevel: String
    package let superior: CivilServantID?
    package let startedOn: CalendarDate
    package let leftOn: CalendarDate?
    package let isErased: Bool
}

/// A person's way through one batch.
package struct Participation: Sendable {
    package let batch: BatchID
    package let title: String
    package let form: String
    package let status: ParticipationStatus
    /// The batch was called off, whatever the person's own status.
    package let isBatchCancelled: Bool
    package let startsAt: Timestamp
    package let endsAt: Timestamp
    package let enrolledAt: Timestamp?
    package let endedAt: Timestamp?
    /// JP that completing gave; nil until then.
    package let learningHours: Int?
    /// JP that completing gives.
    package let offeredLearningHours: Int
}

/// A line of the ledger of learning hours.
package struct HoursEntry: Sendable {
    package let entry: EntryID
    package let source: String
    package let batch: BatchID?
    package let form: String
    package let startedOn: CalendarDate
    package let endedOn: CalendarDate
    package let awarded: Int
    package let counted: Int
    package let status: HoursStatus
    package let limits: String
    package let rateCard: String
    package let title: SealedField?
}

/// Sums over one tenant's learning records.
package struct LearningRecordTotals: Codable, Sendable, Equatable {
    package let people: Int
    package let batches: Int
    /// Persons in batches, whatever became of them.
    package let participations: Int
    /// Participations by status.
    package let byStatus: [String: Int]
    package let hoursEntries: Int
    /// JP that count.
    package let hoursCounted: Int
    /// JP of them that were verified.
    package let hoursVerified: Int
    /// Released results of exams, also of those that were sat elsewhere.
    package let examResults: Int
    package let examsPassed: Int
    /// Sum of the scores, each in hundredths of a per cent.
    package let examScoresHundredths: Int
}
