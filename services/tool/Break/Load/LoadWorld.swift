import Synchronization

/// What one tenant's load knows of what it made, for all who work on it at once.
final class LoadWorld: Sendable {
    /// A batch, and who asked for a seat in it.
    struct Batch: Sendable {
        let id: String
        let isPast: Bool
        var sessions: [String] = []
        var people: [String] = []
    }

    private struct State {
        var units: [String] = []
        var people: [String] = []
        var programmes: [String] = []
        var batches: [Batch] = []
        var number = 0
    }

    private let state = Mutex(State())

    /// A number that nobody else got.
    func nextNumber() -> Int {
        state.withLock { state in
            state.number += 1
            return state.number
        }
    }

    func add(unit: String) { state.withLock { $0.units.append(unit) } }
    func add(person: String) { state.withLock { $0.people.append(person) } }
    func add(programme: String) { state.withLock { $0.programmes.append(programme) } }
    func add(batch: Batch) { state.withLock { $0.batches.append(batch) } }

    func remove(person: String) { state.withLock { $0.people.removeAll { $0 == person } } }

    func seat(_ person: String, in batch: String) {
        state.withLock { state in
            guard let index = state.batches.firstIndex(where: { $0.id == batch }) else { return }
            state.batches[index].people.append(person)
        }
    }

    func know(_ sessions: [String], of batch: String) {
        state.withLock { state in
            guard let index = state.batches.firstIndex(where: { $0.id == batch }) else { return }
            state.batches[index].sessions = sessions
        }
    }

    func unit(_ random: inout SeededRandom) -> String? { state.withLock { $0.units }.randomElement(using: &random) }
    func person(_ random: inout SeededRandom) -> String? { state.withLock { $0.people }.randomElement(using: &random) }
    func programme(_ random: inout SeededRandom) -> String? {
        state.withLock { $0.programmes }.randomElement(using: &random)
    }
    func batch(_ random: inout SeededRandom) -> Batch? { state.withLock { $0.batches }.randomElement(using: &random) }
}
