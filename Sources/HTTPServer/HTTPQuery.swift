/// The decoded `name=value` pairs of a query, in order.
package struct HTTPQuery: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// One pair; a name without `=` has an empty value.
    package struct Item: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package let items: [Item]

    package init(_ items: [(name: String, value: String)] = []) {
        self.items = items.map { Item(name: $0.name, value: $0.value) }
    }

    package init(dictionaryLiteral elements: (String, String)...) {
        items = elements.map { Item(name: $0.0, value: $0.1) }
    }

    /// Decodes what stands behind the `?`, with `+` as a space.
    ///
    /// Nil when an escape is broken, or for NUL, control
    /// characters other than tab and line ends, and bad UTF-8.
    package init?(parsing text: String) {
        var items: [Item] = []
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(halves[0]), let value = halves.count == 2 ? Self.decode(halves[1]) : ""
            else { return nil }
            items.append(Item(name: name, value: value))
        }
        self.items = items
    }

    /// The first value of that name.
    package subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

    /// Every value of that name, in order.
    package func values(of name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// The names as they were sent, repetitions included.
    package var names: [String] { items.map(\.name) }

    private static func decode(_ text: Substring.UTF8View) -> String? {
        PercentDecoding.decode(text.lazy.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 })
    }
}
