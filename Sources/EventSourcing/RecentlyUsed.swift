/// A bounded memory of recently used values, in two generations: when the young one is full it becomes the old one, and
/// what was not touched since is dropped.
///
/// Between half of `capacity` and `capacity` entries are kept.
package struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let capacity: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    /// A memory of at least two entries.
    package init(capacity: Int) { self.capacity = max(2, capacity) }

    /// Reading it counts as a use; nil forgets the key.
    package subscript(key: Key) -> Value? {
        mutating get {
            if let value = young[key] { return value }
            guard let value = old.removeValue(forKey: key) else { return nil }
            self[key] = value
            return value
        }
        set {
            old[key] = nil
            young[key] = newValue
            if young.count > capacity / 2 {
                swap(&old, &young)
                young.removeAll(keepingCapacity: true)
            }
        }
    }
}
