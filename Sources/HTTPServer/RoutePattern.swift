/// The values of a pattern's `{name}` segments.
package struct PathParameters: Sendable, Equatable {
    private let pairs: [(name: String, value: String)]

    package init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

    /// The decoded value of that segment; nil when the pattern has no such name.
    package subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    package static func == (left: PathParameters, right: PathParameters) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0 == $1 }
    }
}

/// A parsed `/v1/{tenant}/batches/{batch}`.
struct RoutePattern: Sendable, Hashable {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    let segments: [Segment]

    /// A fault when the pattern does not start with `/` or names a parameter twice.
    init(_ text: String) {
        precondition(text.hasPrefix("/"), "a route pattern starts with a slash")
        segments = Self.split(text).map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .parameter(String(part.dropFirst().dropLast())) : .literal(part)
        }
        let names = segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
        precondition(Set(names).count == names.count, "a route pattern names each parameter once")
    }

    static func split(_ path: String) -> [String] {
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }

    /// Parameters match any segment that is not empty.
    func match(_ parts: [String]) -> PathParameters? {
        guard parts.count == segments.count else { return nil }
        var pairs: [(name: String, value: String)] = []
        for (segment, part) in zip(segments, parts) {
            switch segment {
            case .literal(let text): guard text == part else { return nil }
            case .parameter(let name):
                guard !part.isEmpty else { return nil }
                pairs.append((name, part))
            }
        }
        return PathParameters(pairs)
    }

    /// Patterns that match the same paths have the same shape.
    var shape: [String?] { segments.map { if case .literal(let text) = $0 { text } else { nil } } }

    /// A literal goes before a parameter, from the left.
    func isMoreSpecific(than other: RoutePattern) -> Bool {
        for (mine, theirs) in zip(shape, other.shape) where (mine == nil) != (theirs == nil) { return mine != nil }
        return false
    }
}
