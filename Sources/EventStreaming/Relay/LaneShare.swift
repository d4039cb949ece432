import EventSourcing

/// How many lanes a replica takes and gives, so that replicas share them evenly.
enum LaneShare {
    /// At most this many lanes per member; every lane has room as members × share ≥ lanes.
    static func fair(lanes: Int, members: Int) -> Int { (lanes + max(1, members) - 1) / max(1, members) }

    /// The lanes to try to lock now: free ones, in an order that differs between members.
    static func toAcquire(
        lanes: Int,
        members: Int,
        owned: Set<Lane>,
        held: Set<Lane>,
        startingAt start: Int
    ) -> [Lane] {
        let room = fair(lanes: lanes, members: members) - owned.count
        guard room > 0 else { return [] }
        let order = (0..<lanes).map { Lane(Int16(($0 + start) % lanes)) }
        return Array(order.filter { !owned.contains($0) && !held.contains($0) }.prefix(room))
    }

    /// The lanes to let go: those above the fair share, highest numbers first.
    static func toRelease(lanes: Int, members: Int, owned: Set<Lane>) -> [Lane] {
        let excess = owned.count - fair(lanes: lanes, members: members)
        guard excess > 0 else { return [] }
        return Array(owned.sorted().suffix(excess))
    }
}
