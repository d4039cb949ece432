package import AssessmentDomain
import CivilServiceKernel
import HTTPServer
package import ServiceRuntime

// A refusal of the business is one problem: its slug for programs, its Indonesian sentence for people, English detail.

extension BusinessRejection {
    /// - `status`: 404 for what does not exist, 409 for what is no longer so, 422 for what breaks a rule.
    func asProblem(_ status: HTTPStatus) -> Problem {
        Problem(wording.slug, status: status, title: wording.pesan, detail: wording.detail)
    }
}

extension QuestionRejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .notAdded: asProblem(.notFound)
        case .alreadyAdded, .retired: asProblem(.conflict)
        case .kindChanged, .stemEmpty, .textTooLong, .textMalformed, .codeOutOfRange, .topicOutOfRange,
            .optionCountOutOfRange, .optionTwice, .optionEmpty, .optionIDMalformed, .wordLimitOutOfRange,
            .keyDoesNotFitKind, .rightAnswerCount,
            .creditOutOfRange, .creditsDoNotReachFull, .acceptedAnswerMalformed, .orderGivesKeyAway,
            .rubricOutOfRange:
            asProblem(.unprocessableContent)
        }
    }
}

extension ExamRejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .notScheduled: asProblem(.notFound)
        case .alreadyScheduled, .cancelled, .batchCancelled, .released, .notReleasedBeforeClosing, .questionRetired,
            .external,
            .tooManyIncidents, .incidentAfterRelease:
            asProblem(.conflict)
        case .closesBeforeItOpens, .durationOutOfRange, .passPercentOutOfRange, .attemptsOutOfRange,
            .percentOutOfRange, .objectionDaysOutOfRange, .poolOutOfRange, .questionTwice, .questionWithoutPoints,
            .blueprintOutOfRange, .blueprintNotFillable, .incidentEndsBeforeItStarts, .incidentInFuture,
            .incidentTooLong, .notInPool, .keyMissing, .essayNeedsNoKey, .nothingLeft, .keyRefused:
            asProblem(.unprocessableContent)
        }
    }
}

extension AttemptRejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .notStarted, .notOnPaper, .unknownSession: asProblem(.notFound)
        case .noEntitlement: asProblem(.forbidden)
        case .alreadyStarted, .examCancelled, .notOpenYet, .closedForStart, .attemptsUsedUp, .sessionReplaced,
            .clientNumberReused, .tooManyAnswers, .tooManySessions, .over, .timeIsUp, .timeIsNotUp, .paused, .notPaused,
            .alreadyReleased, .essaysWithMarkers, .timeNotEnough, .void, .notOver, .essayNotPending, .notMarked,
            .notReleased, .examExternal,
            .examNotExternal:
            asProblem(.conflict)
        case .answerDoesNotFit, .numberMalformed, .answerTooLong, .minutesOutOfRange, .incidentOutOfRange,
            .pointsOutOfRange, .keyMissing, .textMissing:
            asProblem(.unprocessableContent)
        }
    }
}

extension EssayRejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .notOpened: asProblem(.notFound)
        case .notMarker, .notReconciler: asProblem(.forbidden)
        case .alreadyOpened, .settled, .alreadyAssigned, .notAssigned, .alreadyGiven, .notDiverged:
            asProblem(.conflict)
        case .markersTheSame, .markerIsCandidate, .criteriaDoNotFit, .pointsOutOfRange, .reconcilerIsMarker,
            .rubricEmpty:
            asProblem(.unprocessableContent)
        }
    }
}

extension ObjectionRejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .notFiled: asProblem(.notFound)
        case .notOwn, .notReviewer, .notParty: asProblem(.forbidden)
        case .alreadyFiled, .windowClosed, .final, .decided, .reviewerRecused, .alreadyAssigned, .noReviewer,
            .alreadyMissed, .mayStillSpeak, .bothSidesNotHeard, .noRecalculationPending:
            asProblem(.conflict)
        case .decisionInFuture, .ruleOutOfRange, .reviewerIsObjector, .reviewerMadeDecision,
            .recalculationForRejected:
            asProblem(.unprocessableContent)
        }
    }
}
