package import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// The rules of marking an essay: two people, blind to each other, and a third when they differ.
package enum EssayDecider: Decider {
    package static let category = AssessmentStream.essay.category
    package static let initialState = Essay()

    package static func decide(_ command: EssayCommand, given essay: Essay) throws(EssayRejection) -> [EssayEvent] {
        switch command {
        case .open(let request): return try open(request, given: essay)
        case .assignMarkers(let first, let second): return try assign(first, second, given: essay)
        case .replaceMarker(let old, let new, let reason):
            return try replace(old, by: new, reason: reason, given: essay)
        case .giveMark(let request): return try giveMark(request, given: essay)
        case .assignReconciler(let person): return try assignReconciler(person, given: essay)
        case .reconcile(let person, let criteria, let note):
            let opening = try unsettled(essay)
            guard essay.phase == .diverged else { throw .notDiverged }
            guard person == essay.reconciler else { throw .notReconciler }
            let points = try points(criteria, opening)
            return [settled(opening, points: points, basis: .reconciliation, by: person, note: note)]
        }
    }

    package static func evolve(_ essay: inout Essay, by event: EssayEvent) { essay.apply(event) }

    private static func open(_ request: OpenEssay, given essay: Essay) throws(EssayRejection) -> [EssayEvent] {
        let fact = EssayOpened(
            exam: request.exam,
            attempt: request.attempt,
            candidate: request.candidate,
            question: request.question,
            revision: request.revision,
            maxHundredths: request.maxHundredths,
            toleranceHundredths: request.maxHundredths * request.markersDifferPercent / 100,
            criteria: request.criteria
        )
        guard essay.phase == .unknown else {
            guard essay.opening == fact else { throw .alreadyOpened }
            return []
        }
        guard !request.criteria.isEmpty else { throw .rubricEmpty }
        return [.essayOpened(fact)]
    }

    private static func assign(_ first: CivilServantID, _ second: CivilServantID, given essay: Essay)
        throws(EssayRejection) -> [EssayEvent]
    {
        let opening = try unsettled(essay)
        if Set(essay.markers) == [first, second] { return [] }
        guard essay.markers.isEmpty else { throw .alreadyAssigned }
        guard first != second else { throw .markersTheSame }
        guard first != opening.candidate, second != opening.candidate else { throw .markerIsCandidate }
        return [.markersAssigned(MarkersAssigned(first: first, second: second))]
    }

    private static func replace(
        _ old: CivilServantID,
        by new: CivilServantID,
        reason: Explanation,
        given essay: Essay
    ) throws(EssayRejection) -> [EssayEvent] {
        let opening = try unsettled(essay)
        guard essay.markers.contains(old) else { throw .notMarker }
        guard essay.marks[old] == nil else { throw .alreadyGiven }
        guard !essay.markers.contains(new) else { throw .markersTheSame }
        guard new != opening.candidate else { throw .markerIsCandidate }
        return [.markerReplaced(MarkerReplaced(replaced: old, by: new, reason: reason.text))]
    }

    private static func giveMark(_ request: GiveEssayMark, given essay: Essay) throws(EssayRejection) -> [EssayEvent] {
        if essay.phase == .settled && essay.marks[request.marker] == nil { throw .settled }
        guard let opening = essay.opening else { throw .notOpened }
        guard !essay.markers.isEmpty else { throw .notAssigned }
        guard essay.markers.contains(request.marker) else { throw .notMarker }
        let points = try points(request.criteria, opening)
        if let given = essay.marks[request.marker] {
            guard given == points else { throw .alreadyGiven }
            return []
        }
        let given = EssayEvent.essayMarkGiven(
            EssayMarkGiven(
                marker: request.marker,
                criteria: request.criteria,
                pointsHundredths: points,
                note: request.note
            )
        )
        guard let other = essay.marks.values.first else { return [given] }
        return [given, outcome(points, other, opening)]
    }

    private static func outcome(_ one: Int, _ other: Int, _ opening: EssayOpened) -> EssayEvent {
        let difference = abs(one - other)
        guard difference <= opening.toleranceHundredths else {
            return .marksDiverged(
                MarksDiverged(differenceHundredths: difference, toleranceHundredths: opening.toleranceHundredths)
            )
        }
        // Half a hundredth goes to the candidate.
        return settled(opening, points: (one + other + 1) / 2, basis: .agreement, by: nil, note: nil)
    }

    private static func assignReconciler(_ person: CivilServantID, given essay: Essay)
        throws(EssayRejection) -> [EssayEvent]
    {
        let opening = try unsettled(essay)
        guard essay.phase == .diverged else { throw .notDiverged }
        if essay.reconciler == person { return [] }
        guard !essay.markers.contains(person) else { throw .reconcilerIsMarker }
        guard person != opening.candidate else { throw .markerIsCandidate }
        return [.reconcilerAssigned(ReconcilerAssigned(reconciler: person))]
    }

    private static func unsettled(_ essay: Essay) throws(EssayRejection) -> EssayOpened {
        guard let opening = essay.opening else { throw .notOpened }
        guard essay.phase != .settled else { throw .settled }
        return opening
    }

    /// The sum, when every line of the rubric is marked once and the sum is in range.
    private static func points(_ criteria: [CriterionMark], _ opening: EssayOpened) throws(EssayRejection) -> Int {
        guard criteria.map(\.criterion).sorted() == opening.criteria.sorted() else { throw .criteriaDoNotFit }
        guard criteria.allSatisfy({ (0...opening.maxHundredths).contains($0.pointsHundredths) }) else {
            throw .pointsOutOfRange
        }
        let sum = criteria.reduce(0) { $0 + $1.pointsHundredths }
        guard sum <= opening.maxHundredths else { throw .pointsOutOfRange }
        return sum
    }

    private static func settled(
        _ opening: EssayOpened,
        points: Int,
        basis: SettlementBasis,
        by person: CivilServantID?,
        note: SealedField?
    ) -> EssayEvent {
        .essaySettled(
            EssaySettled(
                exam: opening.exam,
                attempt: opening.attempt,
                question: opening.question,
                revision: opening.revision,
                pointsHundredths: points,
                maxHundredths: opening.maxHundredths,
                basis: basis,
                decidedBy: person,
                note: note
            )
        )
    }
}
