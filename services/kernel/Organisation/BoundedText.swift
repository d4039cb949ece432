package import EventSourcing

/// A text for people with the limits of its kind: trimmed, not empty, not too long, on one line, no control characters.
package struct BoundedText<Kind: TextKind>: Hashable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    /// - Throws: the one rule that `text` breaks: `<kind>.empty`, `<kind>.too-long` or `<kind>.control-character`.
    package init(_ text: String) throws(RuleViolation) {
        let trimmed = text.trimmed
        guard !trimmed.isEmpty else {
            throw RuleViolation(rule: "\(Kind.slug).empty", detail: "must not be empty")
        }
        guard trimmed.unicodeScalars.count <= Kind.limit else {
            throw RuleViolation(rule: "\(Kind.slug).too-long", detail: "must have at most \(Kind.limit) characters")
        }
        guard !trimmed.unicodeScalars.contains(where: { Self.isForbidden($0) }) else {
            throw RuleViolation(rule: "\(Kind.slug).control-character", detail: "must not contain control characters")
        }
        self.text = trimmed
    }

    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        if Kind.allowsLines && scalar == "\n" { return false }
        // The categories of these are known without a look at Unicode's tables.
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return true
        default: return isDirectionOverride(scalar)
        }
    }

    /// Marks that make a reader see another text than the one that is stored.
    private static func isDirectionOverride(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}

/// The limits of one kind of text.
package protocol TextKind: Sendable, Hashable {
    /// First part of the rules' names.
    static var slug: String { get }
    /// Most characters (Unicode scalars).
    static var limit: Int { get }
    static var allowsLines: Bool { get }
}

extension TextKind {
    package static var allowsLines: Bool { false }
}

/// The kinds of text that this system keeps.
package enum TextOf {
    package enum PersonName: TextKind {
        package static let slug = "person-name"
        package static let limit = 150
    }
    package enum UnitName: TextKind {
        package static let slug = "unit-name"
        package static let limit = 200
    }
    package enum UnitCode: TextKind {
        package static let slug = "unit-code"
        package static let limit = 40
    }
    package enum PostTitle: TextKind {
        package static let slug = "post-title"
        package static let limit = 200
    }
    package enum Contact: TextKind {
        package static let slug = "contact"
        package static let limit = 200
    }
    package enum Title: TextKind {
        package static let slug = "title"
        package static let limit = 200
    }
    package enum Code: TextKind {
        package static let slug = "code"
        package static let limit = 40
    }
    package enum Topic: TextKind {
        package static let slug = "topic"
        package static let limit = 60
    }
    package enum Place: TextKind {
        package static let slug = "place"
        package static let limit = 300
    }
    package enum Explanation: TextKind {
        package static let slug = "explanation"
        package static let limit = 2_000
        package static let allowsLines = true
    }
}

/// A person's name with titles, as on the decree of appointment.
package typealias PersonName = BoundedText<TextOf.PersonName>
/// The name of a work unit.
package typealias UnitName = BoundedText<TextOf.UnitName>
/// The body's own code of a work unit.
package typealias UnitCode = BoundedText<TextOf.UnitCode>
/// The name of a post (*nama jabatan*).
package typealias PostTitle = BoundedText<TextOf.PostTitle>
/// An e-mail address or telephone number.
package typealias Contact = BoundedText<TextOf.Contact>
/// The title of a programme, batch or module.
package typealias Title = BoundedText<TextOf.Title>
/// A short code of a programme or competence.
package typealias ShortCode = BoundedText<TextOf.Code>
/// A topic tag.
package typealias Topic = BoundedText<TextOf.Topic>
/// Where people meet: an address, a room, or a link.
package typealias Place = BoundedText<TextOf.Place>
/// A reason, a note or a description in one's own words; may have several lines.
package typealias Explanation = BoundedText<TextOf.Explanation>

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        var rest = Substring(self)
        while let first = rest.unicodeScalars.first, first.properties.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.unicodeScalars.last, last.properties.isWhitespace { rest = rest.dropLast() }
        return String(rest)
    }
}
