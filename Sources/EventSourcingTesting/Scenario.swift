package import EventSourcing
package import Testing

/// Given events, when a command, then events or a refusal: how the rules of a decider are told.
package struct Scenario<D: Decider> where D.Command: Sendable {
    private let history: [D.Event]

    /// Starts from what has happened so far.
    package static func given(_ history: D.Event...) -> Scenario { Scenario(history: history) }

    /// Starts from what has happened so far.
    package static func given(_ history: [D.Event]) -> Scenario { Scenario(history: history) }

    /// Somebody asks for something.
    package func when(_ command: D.Command) -> Outcome {
        let state = D.fold(history)
        do throws(D.Rejection) {
            return Outcome(history: history, result: .success(try D.decide(command, given: state)))
        } catch {
            return Outcome(history: history, result: .failure(error))
        }
    }

    /// What the decider answered.
    package struct Outcome {
        let history: [D.Event]
        let result: Result<[D.Event], D.Rejection>

        /// Exactly these events follow.
        package func then(_ expected: D.Event..., sourceLocation: SourceLocation = #_sourceLocation) {
            then(expected, sourceLocation: sourceLocation)
        }

        /// Exactly these events follow.
        package func then(_ expected: [D.Event], sourceLocation: SourceLocation = #_sourceLocation) {
            switch result {
            case .success(let events): #expect(events == expected, sourceLocation: sourceLocation)
            case .failure(let rejection):
                Issue.record("refused: \(rejection)", sourceLocation: sourceLocation)
            }
        }

        /// It is already so: nothing happens.
        package func thenNothing(sourceLocation: SourceLocation = #_sourceLocation) {
            then([], sourceLocation: sourceLocation)
        }

        /// The business refuses for this reason.
        package func thenRejected(_ expected: D.Rejection, sourceLocation: SourceLocation = #_sourceLocation) {
            switch result {
            case .success(let events):
                Issue.record("not refused, but: \(events)", sourceLocation: sourceLocation)
            case .failure(let rejection): #expect(rejection == expected, sourceLocation: sourceLocation)
            }
        }

        /// The state after the history and what followed.
        package var state: D.State {
            switch result {
            case .success(let events): D.fold(history + events)
            case .failure: D.fold(history)
            }
        }
    }
}
