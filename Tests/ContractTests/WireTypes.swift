import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents

/// How the Swift types of payloads look on the wire.
enum WireTypes {
    private static let uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

    private static let identifier: [(String, OrderedJSON)] = [
        ("type", .string("string")), ("format", .string("uuid")), ("pattern", .string("^\(uuid)$")),
    ]

    static let scalars: [String: [(String, OrderedJSON)]] = [
        "String": [("type", .string("string")), ("minLength", .integer(1))],
        "Int": [("type", .string("integer")), ("minimum", .integer(0))],
        "Bool": [("type", .string("boolean"))],
        "UnitID": identifier,
        "CivilServantID": identifier,
        "ProgrammeID": identifier,
        "BatchID": identifier,
        "SessionID": identifier,
        "EntryID": identifier,
        "ConcludingExamID": identifier,
        "ExamAttemptID": identifier,
        "QuestionID": identifier,
        "ExamID": identifier,
        "AttemptID": identifier,
        "ExamSessionID": identifier,
        "EssayID": identifier,
        "ObjectionID": identifier,
        "IncidentID": identifier,
        "KeyRepairID": identifier,
        "ContestedDecisionID": identifier,
        "Timestamp": [
            ("type", .string("string")), ("format", .string("date-time")),
            ("pattern", .string(#"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$"#)),
        ],
        "CalendarDate": [
            ("type", .string("string")), ("format", .string("date")), ("pattern", .string(#"^\d{4}-\d{2}-\d{2}$"#)),
        ],
        "SealedField": [
            ("type", .string("string")), ("pattern", .string("^sealed:1:\(uuid):[A-Za-z0-9_-]+$")),
        ],
    ]

    static let closedLists: [String: [String]] = [
        "Rank": Rank.all.map(\.description),
        "UnitKind": values(of: UnitKind.self),
        "EmploymentKind": values(of: EmploymentKind.self),
        "PostLevel": values(of: PostLevel.self),
        "DevelopmentForm": values(of: DevelopmentForm.self),
        "CompetenceGroup": values(of: CompetenceGroup.self),
        "IndonesianTimeZone": values(of: IndonesianTimeZone.self),
        "LeavingReason": values(of: LeavingReason.self),
        "ErasureReason": values(of: ErasureReason.self),
        "QueueRule": values(of: QueueRule.self),
        "Standing": values(of: Standing.self),
        "WithdrawalReason": values(of: WithdrawalReason.self),
        "ReorderReason": values(of: ReorderReason.self),
        "AttendanceStatus": values(of: AttendanceStatus.self),
        "AttendanceMethod": values(of: AttendanceMethod.self),
        "NonCompletionReason": values(of: NonCompletionReason.self),
        "ExamShortfall": values(of: ExamShortfall.self),
        "ExamResultBasis": values(of: ExamResultBasis.self),
        "HoursSource": values(of: HoursSource.self),
        "HoursLimit": values(of: HoursLimit.self),
        "VerificationBasis": values(of: VerificationBasis.self),
        "HoursCancellationReason": values(of: HoursCancellationReason.self),
        "QuestionKind": values(of: QuestionKind.self),
        "Difficulty": values(of: Difficulty.self),
        "TextFormat": values(of: TextFormat.self),
        "ExamMode": values(of: ExamMode.self),
        "KeyTreatment": values(of: KeyTreatment.self),
        "PauseReason": values(of: PauseReason.self),
        "AsideReason": values(of: AsideReason.self),
        "ClosingReason": values(of: ClosingReason.self),
        "CorrectionCause": values(of: CorrectionCause.self),
        "SettlementBasis": values(of: SettlementBasis.self),
        "ContestedKind": values(of: ContestedKind.self),
        "HearingParty": values(of: HearingParty.self),
        "ObjectionOutcome": values(of: ObjectionOutcome.self),
    ]

    private static func values<List: RawRepresentable<String> & CaseIterable>(of list: List.Type) -> [String] {
        list.allCases.map(\.rawValue)
    }
}
