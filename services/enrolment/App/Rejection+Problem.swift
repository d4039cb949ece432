import CivilServiceKernel
package import EnrolmentDomain
import HTTPServer
package import ServiceRuntime

// A refusal of the business is one problem: its slug for programs, its Indonesian sentence for people, English detail.

extension BusinessRejection {
    var asProblem: Problem { asProblem(.unprocessableContent) }

    /// - `status`: 404 for what does not exist, 409 for what is no longer so, 422 for what breaks a rule.
    func asProblem(_ status: HTTPStatus) -> Problem {
        Problem(wording.slug, status: status, title: wording.pesan, detail: wording.detail)
    }
}

extension UnitRejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .notEstablished: asProblem(.notFound)
        case .alreadyEstablished, .closed, .stillOccupied: asProblem(.conflict)
        case .parentClosed, .belowItself: asProblem(.unprocessableContent)
        }
    }
}

extension CivilServantRejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .notRegistered: asProblem(.notFound)
        case .alreadyRegistered, .hasLeft, .erased: asProblem(.conflict)
        case .rankOfOtherKind, .notAPromotion, .ownSuperior, .superiorLoop, .superiorNotServing, .unitNotOpen,
            .beforeHiring:
            asProblem(.unprocessableContent)
        }
    }
}

extension ProgrammeRejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .notPublished: asProblem(.notFound)
        case .alreadyPublished, .retired: asProblem(.conflict)
        case .attendanceOutOfRange, .modulesNotNumbered, .hoursDoNotAddUp, .outcomeWithoutModule, .levelOutOfRange:
            asProblem(.unprocessableContent)
        }
    }
}

extension BatchRejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .notScheduled, .notParticipant, .unknownSession: asProblem(.notFound)
        case .alreadyScheduled, .cancelled, .closed, .programmeRetired, .registrationWouldClose,
            .capacityBelowSeatsHeld, .sessionHasAttendance, .registrationNotOpen, .registrationClosed, .noOffer,
            .offerExpired, .notWaiting, .resultStands, .noSeat, .sessionNotStarted, .sessionOver, .notOver:
            asProblem(.conflict)
        case .sessionCountOutOfRange, .sessionTwice, .sessionEndsBeforeItStarts, .sessionWithoutPlace,
            .sessionsOverlap, .registrationClosesBeforeItOpens, .registrationClosesAfterTheEnd, .capacityOutOfRange,
            .minimumAboveCapacity, .offerTimeLimitOutOfRange, .lateAfterOutOfRange, .notEligible,
            .prerequisitesMissing, .clashes, .placeOutOfRange, .listedTwice, .noPracticeTask, .ownAssessor,
            .scoreOutOfRange:
            asProblem(.unprocessableContent)
        }
    }
}

extension LearningHoursRejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .unknownEntry: asProblem(.notFound)
        case .otherEntryRecorded, .cancelled: asProblem(.conflict)
        case .endsBeforeItStarts, .longerThanAYear, .notYetOver, .noRateCard, .formNotRated, .quantityOutOfRange,
            .ownVerification:
            asProblem(.unprocessableContent)
        }
    }
}
