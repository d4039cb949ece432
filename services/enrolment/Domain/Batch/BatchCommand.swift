package import CivilServiceKernel
package import EnrolmentEvents
package import EventSourcing

/// What may be asked of a batch.
///
/// `at` is when it happens: the clock's time for a person's request, a past time for a historical record. No rule knows
/// another clock.
package enum BatchCommand: Sendable, Equatable {
    /// The training organiser offers a programme.
    case schedule(ScheduleBatch)
    case reschedule(BatchTimes, reason: Explanation, at: Timestamp)
    case changeCapacity(Int, reason: Explanation, at: Timestamp)
    case cancel(reason: Explanation)
    /// Asks for a seat; the answer is a seat or a place in the queue.
    case enrol(Applicant, at: Timestamp)
    case accept(CivilServantID, at: Timestamp)
    case decline(CivilServantID, note: SealedField?, at: Timestamp)
    case withdraw(CivilServantID, WithdrawalReason, note: SealedField?, at: Timestamp)
    /// The training organiser moves somebody who waits to another place, from 1.
    case reorder(CivilServantID, to: Int, ReorderReason, note: SealedField?, at: Timestamp)
    /// Ends offers that ran out and offers what is free; a policy asks whenever an offer runs out.
    case settle(at: Timestamp)
    /// The participant shows the room's code; the route has checked its signature.
    case checkIn(CivilServantID, SessionID, at: Timestamp)
    /// The organiser, or a paper list: all entries or none.
    case recordAttendance(SessionID, [AttendanceEntry], AttendanceMethod, at: Timestamp)
    case assessPracticeTask(AssessPracticeTask)
    /// The assessment context gave or corrected a result; a policy tells it, also to a batch that is closed.
    case noteExamResult(NoteExamResult)
    /// Applies the completion rule to one participant; again after a correction.
    case evaluate(CivilServantID, at: Timestamp)
    /// Applies the completion rule to everybody and fixes the results.
    case close(at: Timestamp)
}

/// Offers a programme at given times.
package struct ScheduleBatch: Sendable, Equatable {
    package var programme: ProgrammeOffer
    package var title: Title
    package var times: BatchTimes
    package var capacity: Int
    package var minimumParticipants: Int
    package var prerequisites: [ProgrammeID]
    package var eligibility: Eligibility
    package var offerTimeLimitMinutes: Int
    package var fairSelection: Bool
    package var lateAfterMinutes: Int

    package init(
        programme: ProgrammeOffer,
        title: Title,
        times: BatchTimes,
        capacity: Int,
        minimumParticipants: Int = 1,
        prerequisites: [ProgrammeID] = [],
        eligibility: Eligibility = Eligibility(),
        offerTimeLimitMinutes: Int = 2 * 24 * 60,
        fairSelection: Bool = true,
        lateAfterMinutes: Int = 15
    ) {
        self.programme = programme
        self.title = title
        self.times = times
        self.capacity = capacity
        self.minimumParticipants = minimumParticipants
        self.prerequisites = prerequisites
        self.eligibility = eligibility
        self.offerTimeLimitMinutes = offerTimeLimitMinutes
        self.fairSelection = fairSelection
        self.lateAfterMinutes = lateAfterMinutes
    }
}

/// What a batch takes over from the programme, at the version it is scheduled with.
package struct ProgrammeOffer: Sendable, Equatable {
    package let programme: ProgrammeID
    package let revision: Int
    package let form: DevelopmentForm
    package let learningHours: Int
    package let minimumAttendancePercent: Int
    package let practiceTaskRequired: Bool
    package let examRequired: Bool
    package let isRetired: Bool

    package init(
        programme: ProgrammeID,
        revision: Int,
        form: DevelopmentForm,
        learningHours: Int,
        minimumAttendancePercent: Int,
        practiceTaskRequired: Bool,
        examRequired: Bool = false,
        isRetired: Bool = false
    ) {
        self.programme = programme
        self.revision = revision
        self.form = form
        self.learningHours = learningHours
        self.minimumAttendancePercent = minimumAttendancePercent
        self.practiceTaskRequired = practiceTaskRequired
        self.examRequired = examRequired
        self.isRetired = isRetired
    }

    /// Nil before the programme is published.
    package init?(_ id: ProgrammeID, of programme: Programme) {
        guard let content = programme.content else { return nil }
        self.init(
            programme: id,
            revision: programme.revision,
            form: content.form,
            learningHours: content.learningHours,
            minimumAttendancePercent: content.minimumAttendancePercent,
            practiceTaskRequired: content.practiceTaskRequired,
            examRequired: content.examRequired,
            isRetired: programme.phase == .retired
        )
    }
}

/// One line of an attendance list.
package struct AttendanceEntry: Sendable, Equatable {
    package let civilServant: CivilServantID
    package let status: AttendanceStatus
    package let arrivedAt: Timestamp?
    package let note: SealedField?

    package init(
        civilServant: CivilServantID,
        status: AttendanceStatus,
        arrivedAt: Timestamp? = nil,
        note: SealedField? = nil
    ) {
        self.civilServant = civilServant
        self.status = status
        self.arrivedAt = arrivedAt
        self.note = note
    }
}

/// An assessor's judgement on what a participant handed in.
package struct AssessPracticeTask: Sendable, Equatable {
    package let civilServant: CivilServantID
    package let assessor: CivilServantID
    package let passed: Bool
    package let score: Int?
    package let evidence: SealedField

    package init(
        civilServant: CivilServantID,
        assessor: CivilServantID,
        passed: Bool,
        score: Int? = nil,
        evidence: SealedField
    ) {
        self.civilServant = civilServant
        self.assessor = assessor
        self.passed = passed
        self.score = score
        self.evidence = evidence
    }
}
