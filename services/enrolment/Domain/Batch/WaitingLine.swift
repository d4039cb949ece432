package import CivilServiceKernel
package import EnrolmentEvents

/// Somebody in the queue.
package struct Waiting: Sendable, Equatable, Codable {
    package let civilServant: CivilServantID
    /// Learning hours of the year, as known at joining.
    package let learningHours: Int
    /// The place was given by a recorded reordering, so no newcomer passes.
    package var isPlaced: Bool

    package init(civilServant: CivilServantID, learningHours: Int, isPlaced: Bool = false) {
        self.civilServant = civilServant
        self.learningHours = learningHours
        self.isPlaced = isPlaced
    }
}

/// The queue of a batch.
///
/// Taking the first is cheap however long it is; finding somebody is one walk.
package struct WaitingLine: Sendable, Equatable, Codable {
    private var places: [Waiting] = []
    /// Places before this index have been taken out and wait to be dropped together.
    private var head = 0

    package init() {}

    package var count: Int { places.count - head }
    package var isEmpty: Bool { count == 0 }
    package var first: Waiting? { isEmpty ? nil : places[head] }
    package var people: ArraySlice<Waiting> { places[head...] }

    /// Place from 1; nil when not in the line.
    package func place(of civilServant: CivilServantID) -> Int? {
        people.firstIndex { $0.civilServant == civilServant }.map { $0 - head + 1 }
    }

    /// Where a newcomer would stand, from 1.
    ///
    /// By the fair rule in front of those who had more hours, but never in front of somebody who was placed by a recorded
    /// reordering.
    package func placeForNewcomer(learningHours: Int, rule: QueueRule) -> Int {
        switch rule {
        case .firstComeFirstServed: return count + 1
        case .fewestLearningHoursFirst:
            let last = people.lastIndex { $0.learningHours <= learningHours || $0.isPlaced }
            return last.map { $0 - head + 2 } ?? 1
        }
    }

    mutating func insert(_ waiting: Waiting, at place: Int) {
        places.insert(waiting, at: min(places.count, head + max(0, place - 1)))
    }

    mutating func remove(_ civilServant: CivilServantID) -> Waiting? {
        if first?.civilServant == civilServant { return removeFirst() }
        guard let index = people.firstIndex(where: { $0.civilServant == civilServant }) else { return nil }
        return places.remove(at: index)
    }

    private mutating func removeFirst() -> Waiting {
        let taken = places[head]
        head += 1
        if head > 32 && head * 2 > places.count {
            places.removeFirst(head)
            head = 0
        }
        return taken
    }

    package static func == (left: Self, right: Self) -> Bool { left.people == right.people }
}
