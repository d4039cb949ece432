package import CivilServiceKernel

/// Why nothing happens to a batch.
package enum BatchRejection: BusinessRejection {
    case notScheduled
    case alreadyScheduled
    case cancelled
    case closed
    case programmeRetired
    case sessionCountOutOfRange
    case sessionTwice
    case sessionEndsBeforeItStarts(SessionID)
    case sessionWithoutPlace(SessionID)
    case sessionsOverlap(SessionID)
    case registrationClosesBeforeItOpens
    case registrationClosesAfterTheEnd
    case registrationWouldClose(LocalTime)
    case capacityOutOfRange
    case minimumAboveCapacity
    case capacityBelowSeatsHeld(Int)
    case offerTimeLimitOutOfRange
    case lateAfterOutOfRange
    case sessionHasAttendance(SessionID)
    case registrationNotOpen(LocalTime)
    case registrationClosed(LocalTime)
    case notEligible(Eligibility.Ground)
    case prerequisitesMissing([ProgrammeID])
    case clashes(with: BatchID, at: LocalTime)
    case notParticipant
    case noOffer
    case offerExpired(LocalTime)
    case notWaiting
    case placeOutOfRange(queue: Int)
    case resultStands
    case noSeat(CivilServantID)
    case listedTwice(CivilServantID)
    case unknownSession(SessionID)
    case sessionNotStarted(LocalTime)
    case sessionOver(LocalTime)
    case noPracticeTask
    case ownAssessor
    case scoreOutOfRange
    case notOver(LocalTime)
}
