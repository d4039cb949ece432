/// Does the work for all elements, some at a time; results come in the elements' order.
func inParallel<Element: Sendable, Result: Sendable>(
    _ elements: some Collection<Element>,
    atMost limit: Int = 32,
    _ work: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: elements.count)
        var rest = Array(elements.enumerated())[...]
        for _ in 0..<limit {
            guard let (index, element) = rest.popFirst() else { break }
            group.addTask { (index, try await work(element)) }
        }
        while let (index, result) = try await group.next() {
            results[index] = result
            guard let (index, element) = rest.popFirst() else { continue }
            group.addTask { (index, try await work(element)) }
        }
        return results.compactMap { $0 }
    }
}
