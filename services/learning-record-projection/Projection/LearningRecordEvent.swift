package import AssessmentEvents
package import EnrolmentEvents
package import EventSourcing

/// Everything that a learning record is made of: the events of every context it reads.
package enum LearningRecordEvent: DomainEvent {
    case enrolment(EnrolmentEvent)
    case assessment(AssessmentEvent)

    /// A name of one of the contexts' events.
    package enum Name: RawRepresentable, CaseIterable, Hashable, Sendable {
        case enrolment(EnrolmentEvent.Name)
        case assessment(AssessmentEvent.Name)

        package static let allCases: [Name] =
            EnrolmentEvent.Name.allCases.map(Name.enrolment) + AssessmentEvent.Name.allCases.map(Name.assessment)

        private static let byText = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

        package init?(rawValue: String) {
            guard let name = Self.byText[rawValue] else { return nil }
            self = name
        }

        package var rawValue: String {
            switch self {
            case .enrolment(let name): name.rawValue
            case .assessment(let name): name.rawValue
            }
        }
    }

    package var name: Name {
        switch self {
        case .enrolment(let event): .enrolment(event.name)
        case .assessment(let event): .assessment(event.name)
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .enrolment(let event): event.payload
        case .assessment(let event): event.payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .enrolment(let name): self = .enrolment(try EnrolmentEvent(name, from: body))
        case .assessment(let name): self = .assessment(try AssessmentEvent(name, from: body))
        }
    }
}

extension LearningRecordEvent.Name {
    /// False for events that change nothing here, of which there are millions: their bodies are not even read.
    var concernsTheRecord: Bool {
        switch self {
        case .enrolment: true
        case .assessment(.question), .assessment(.essay): false
        case .assessment(.exam(let name)): name.concernsTheRecord
        case .assessment(.attempt(let name)): name.concernsTheRecord
        case .assessment(.objection(let name)): name.concernsTheRecord
        }
    }
}

extension LearningRecordEvent.Name {
    /// What the person has to be told, beyond that it stands in the record: a result, what changed in it, and what it
    /// gave or took.
    static let told: [Self] =
        [BatchEvent.Name.participantCompleted, .participantDidNotComplete].map { .enrolment(.batch($0)) }
        + [LearningHoursEvent.Name.learningHoursRecorded, .learningHoursCancelled, .learningHoursRecounted]
        .map { .enrolment(.learningHours($0)) }
        + [AttemptEvent.Name.attemptClosed, .resultReleased, .resultCorrected, .externalResultRecorded]
        .map { .assessment(.attempt($0)) }
        + [.assessment(.objection(.objectionDecided))]
}

extension ExamEvent.Name {
    fileprivate var concernsTheRecord: Bool {
        switch self {
        case .examScheduled, .examCancelled, .examResultsReleased: true
        case .examRescheduled, .extraTimeArranged, .examIncidentDeclared, .examKeyRepaired: false
        }
    }
}

extension AttemptEvent.Name {
    /// Marks before the release are nobody's business, and what a re-mark changes of a released result is told by
    /// `resultCorrected`.
    fileprivate var concernsTheRecord: Bool {
        switch self {
        case .attemptStarted, .attemptReopened, .attemptSubmitted, .attemptClosed, .resultReleased, .resultCorrected,
            .externalResultRecorded:
            true
        case .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .extraTimeGranted, .attemptPaused,
            .attemptResumed, .incidentCounted, .attemptMarked, .essayMarkEntered, .resultDetermined, .attemptRemarked:
            false
        }
    }
}

extension ObjectionEvent.Name {
    fileprivate var concernsTheRecord: Bool {
        switch self {
        case .objectionFiled, .objectionDecided, .objectionWithdrawn, .objectionBecameFinal: true
        case .reviewerAssigned, .reviewerRecused, .statementHeard, .statementMissed, .resultRecalculated: false
        }
    }
}
