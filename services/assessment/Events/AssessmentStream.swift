package import EventSourcing

/// The names under which the assessment context's events are kept and published: the only place where they stand.
package enum AssessmentStream: String, CaseIterable, Sendable {
    case question
    case exam
    case attempt
    case essay
    case objection

    /// First part of the events' names, of their source and of their topic.
    package static let context = "assessment"
    /// The topic that carries every event of the context.
    package static let topic = "bina.assessment.events"

    /// The category in stream names.
    package var category: String { rawValue }

    package static func question(_ id: QuestionID, of tenant: TenantID) -> StreamID {
        StreamID(tenant: tenant, category: Self.question.category, id: id.uuid)
    }

    package static func exam(_ id: ExamID, of tenant: TenantID) -> StreamID {
        StreamID(tenant: tenant, category: Self.exam.category, id: id.uuid)
    }

    package static func attempt(_ id: AttemptID, of tenant: TenantID) -> StreamID {
        StreamID(tenant: tenant, category: Self.attempt.category, id: id.uuid)
    }

    package static func essay(_ id: EssayID, of tenant: TenantID) -> StreamID {
        StreamID(tenant: tenant, category: Self.essay.category, id: id.uuid)
    }

    package static func objection(_ id: ObjectionID, of tenant: TenantID) -> StreamID {
        StreamID(tenant: tenant, category: Self.objection.category, id: id.uuid)
    }
}
