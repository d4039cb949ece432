package import AssessmentEvents
import CivilServiceKernel
package import EventSourcing

/// One essay while it is marked.
///
/// What a marker may see is `sheet(for:)`: neither whose essay it is nor what the other marker gave.
package struct Essay: Sendable, Equatable, Codable {
    package enum Phase: String, Sendable, Codable { case unknown, opened, marking, diverged, settled }

    package private(set) var phase = Phase.unknown
    package private(set) var opening: EssayOpened?
    package private(set) var markers: [SubjectID] = []
    package private(set) var marks: [SubjectID: Int] = [:]
    package private(set) var reconciler: SubjectID?
    package private(set) var settlement: EssaySettled?

    package init() {}

    /// What somebody who marks the essay may see of it; nil for anybody else.
    package func sheet(for person: SubjectID) -> EssaySheet? {
        guard let opening else { return nil }
        let isReconciler = person == reconciler
        guard isReconciler || markers.contains(person) else { return nil }
        return EssaySheet(
            question: opening.question,
            revision: opening.revision,
            maxHundredths: opening.maxHundredths,
            criteria: opening.criteria,
            ownPoints: marks[person],
            pointsOfBoth: isReconciler ? markers.compactMap { marks[$0] } : nil
        )
    }

    mutating func apply(_ event: EssayEvent) {
        switch event {
        case .essayOpened(let fact):
            phase = .opened
            opening = fact
        case .markersAssigned(let fact):
            phase = .marking
            markers = [fact.first, fact.second]
        case .markerReplaced(let fact): markers = markers.map { $0 == fact.replaced ? fact.by : $0 }
        case .essayMarkGiven(let fact): marks[fact.marker] = fact.pointsHundredths
        case .marksDiverged: phase = .diverged
        case .reconcilerAssigned(let fact): reconciler = fact.reconciler
        case .essaySettled(let fact):
            phase = .settled
            settlement = fact
        }
    }
}

/// An essay as one of its markers sees it; has neither candidate nor attempt by construction.
package struct EssaySheet: Sendable, Equatable, Codable {
    package let question: QuestionID
    package let revision: Int
    package let maxHundredths: Int
    package let criteria: [String]
    package let ownPoints: Int?
    /// For the reconciler only.
    package let pointsOfBoth: [Int]?
}
