package import EventSourcing

/// What happens to a batch (*angkatan*) of a programme: its schedule, its seats and queue, its attendance.
package enum BatchEvent: DomainEvent {
    case batchScheduled(BatchScheduled)
    case batchRescheduled(BatchRescheduled)
    case batchCapacityChanged(BatchCapacityChanged)
    case batchCancelled(BatchCancelled)
    case batchClosed(BatchClosed)
    case participantEnrolled(ParticipantEnrolled)
    case participantQueued(ParticipantQueued)
    case seatOffered(SeatOffered)
    case seatAccepted(SeatAccepted)
    case seatDeclined(SeatDeclined)
    case seatOfferExpired(SeatOfferExpired)
    case participantWithdrew(ParticipantWithdrew)
    case queueReordered(QueueReordered)
    case attendanceRecorded(AttendanceRecorded)
    case practiceTaskAssessed(PracticeTaskAssessed)
    case examResultNoted(ExamResultNoted)
    case participantCompleted(ParticipantCompleted)
    case participantDidNotComplete(ParticipantDidNotComplete)

    /// The names on the wire, stored for ever: add a version, do not edit.
    package enum Name: String, CaseIterable, Sendable {
        case batchScheduled = "enrolment.batch-scheduled.v1"
        case batchRescheduled = "enrolment.batch-rescheduled.v1"
        case batchCapacityChanged = "enrolment.batch-capacity-changed.v1"
        case batchCancelled = "enrolment.batch-cancelled.v1"
        case batchClosed = "enrolment.batch-closed.v1"
        case participantEnrolled = "enrolment.participant-enrolled.v1"
        case participantQueued = "enrolment.participant-queued.v1"
        case seatOffered = "enrolment.seat-offered.v1"
        case seatAccepted = "enrolment.seat-accepted.v1"
        case seatDeclined = "enrolment.seat-declined.v1"
        case seatOfferExpired = "enrolment.seat-offer-expired.v1"
        case participantWithdrew = "enrolment.participant-withdrew.v1"
        case queueReordered = "enrolment.queue-reordered.v1"
        case attendanceRecorded = "enrolment.attendance-recorded.v1"
        case practiceTaskAssessed = "enrolment.practice-task-assessed.v1"
        case examResultNoted = "enrolment.exam-result-noted.v1"
        case participantCompleted = "enrolment.participant-completed.v1"
        case participantDidNotComplete = "enrolment.participant-did-not-complete.v1"
    }

    package var name: Name {
        switch self {
        case .batchScheduled: .batchScheduled
        case .batchRescheduled: .batchRescheduled
        case .batchCapacityChanged: .batchCapacityChanged
        case .batchCancelled: .batchCancelled
        case .batchClosed: .batchClosed
        case .participantEnrolled: .participantEnrolled
        case .participantQueued: .participantQueued
        case .seatOffered: .seatOffered
        case .seatAccepted: .seatAccepted
        case .seatDeclined: .seatDeclined
        case .seatOfferExpired: .seatOfferExpired
        case .participantWithdrew: .participantWithdrew
        case .queueReordered: .queueReordered
        case .attendanceRecorded: .attendanceRecorded
        case .practiceTaskAssessed: .practiceTaskAssessed
        case .examResultNoted: .examResultNoted
        case .participantCompleted: .participantCompleted
        case .participantDidNotComplete: .participantDidNotComplete
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .batchScheduled(let payload): payload
        case .batchRescheduled(let payload): payload
        case .batchCapacityChanged(let payload): payload
        case .batchCancelled(let payload): payload
        case .batchClosed(let payload): payload
        case .participantEnrolled(let payload): payload
        case .participantQueued(let payload): payload
        case .seatOffered(let payload): payload
        case .seatAccepted(let payload): payload
        case .seatDeclined(let payload): payload
        case .seatOfferExpired(let payload): payload
        case .participantWithdrew(let payload): payload
        case .queueReordered(let payload): payload
        case .attendanceRecorded(let payload): payload
        case .practiceTaskAssessed(let payload): payload
        case .examResultNoted(let payload): payload
        case .participantCompleted(let payload): payload
        case .participantDidNotComplete(let payload): payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .batchScheduled: self = .batchScheduled(try CanonicalJSON.decode(BatchScheduled.self, from: body))
        case .batchRescheduled: self = .batchRescheduled(try CanonicalJSON.decode(BatchRescheduled.self, from: body))
        case .batchCapacityChanged:
            self = .batchCapacityChanged(try CanonicalJSON.decode(BatchCapacityChanged.self, from: body))
        case .batchCancelled: self = .batchCancelled(try CanonicalJSON.decode(BatchCancelled.self, from: body))
        case .batchClosed: self = .batchClosed(try CanonicalJSON.decode(BatchClosed.self, from: body))
        case .participantEnrolled:
            self = .participantEnrolled(try CanonicalJSON.decode(ParticipantEnrolled.self, from: body))
        case .participantQueued: self = .participantQueued(try CanonicalJSON.decode(ParticipantQueued.self, from: body))
        case .seatOffered: self = .seatOffered(try CanonicalJSON.decode(SeatOffered.self, from: body))
        case .seatAccepted: self = .seatAccepted(try CanonicalJSON.decode(SeatAccepted.self, from: body))
        case .seatDeclined: self = .seatDeclined(try CanonicalJSON.decode(SeatDeclined.self, from: body))
        case .seatOfferExpired: self = .seatOfferExpired(try CanonicalJSON.decode(SeatOfferExpired.self, from: body))
        case .participantWithdrew:
            self = .participantWithdrew(try CanonicalJSON.decode(ParticipantWithdrew.self, from: body))
        case .queueReordered: self = .queueReordered(try CanonicalJSON.decode(QueueReordered.self, from: body))
        case .attendanceRecorded:
            self = .attendanceRecorded(try CanonicalJSON.decode(AttendanceRecorded.self, from: body))
        case .practiceTaskAssessed:
            self = .practiceTaskAssessed(try CanonicalJSON.decode(PracticeTaskAssessed.self, from: body))
        case .examResultNoted: self = .examResultNoted(try CanonicalJSON.decode(ExamResultNoted.self, from: body))
        case .participantCompleted:
            self = .participantCompleted(try CanonicalJSON.decode(ParticipantCompleted.self, from: body))
        case .participantDidNotComplete:
            self = .participantDidNotComplete(try CanonicalJSON.decode(ParticipantDidNotComplete.self, from: body))
        }
    }
}
