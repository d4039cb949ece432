import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import ServiceRuntime

// The bodies that the routes of essays take.

struct AssignMarkersRequest: Decodable, Sendable {
    let first: CivilServantID
    let second: CivilServantID
}

struct ReplaceMarkerRequest: Decodable, Sendable {
    let replaced: CivilServantID
    let by: CivilServantID
    let reason: Explanation
}

/// A judgement, line by line; of a marker or of the reconciler.
struct GiveMarkRequest: Decodable, Sendable {
    /// More than any rubric has.
    private static let most = 100

    let criteria: [CriterionMark]
    let note: Explanation?

    /// - Throws: 422 when there are more lines than any rubric has.
    func checked() throws(Problem) -> [CriterionMark] {
        guard criteria.count <= Self.most else {
            throw .invalidBody([FieldError("/criteria", "count", "must have at most \(Self.most) entries")])
        }
        return criteria
    }
}

struct AssignReconcilerRequest: Decodable, Sendable {
    let reconciler: CivilServantID
}
