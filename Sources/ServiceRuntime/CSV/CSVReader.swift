/// Reads comma-separated values (RFC 4180) that arrive in pieces, with bounded memory.
///
/// Takes what spreadsheets really write: UTF-8 with or without a byte-order mark, Windows-1252 where bytes are not UTF-8,
/// `;` or a tab instead of the comma (decided on the first line), any of the three line ends, line ends inside quotes.
/// What cannot be a field is a fault of that row, and the next row is read as usual.
package struct CSVReader: Sendable {
    /// A row's longest field in bytes, and its largest number of fields.
    package static let limits = (fieldBytes: 65_536, fields: 1_000)

    var parser = CSVParser()

    package init() {}

    /// Takes the next piece and returns the rows that it completed.
    package mutating func take(_ bytes: some Sequence<UInt8>) -> [CSVRow] {
        for byte in bytes { parser.take(byte) }
        return parser.takeRows()
    }

    /// The last row, when the text does not end with a line end.
    package mutating func finish() -> [CSVRow] {
        parser.finish()
        return parser.takeRows()
    }

    /// All rows of a whole text.
    package static func rows(of bytes: some Sequence<UInt8>) -> [CSVRow] {
        var reader = CSVReader()
        return reader.take(bytes) + reader.finish()
    }
}

/// One row of a table, or why it cannot be read.
package struct CSVRow: Equatable, Sendable {
    /// As a spreadsheet counts: the first row, with the names of the columns, is 1; empty lines count.
    package let number: Int
    package let content: Content

    /// What the row holds.
    package enum Content: Equatable, Sendable {
        /// The fields from left to right, without their quotes.
        case fields([String])
        /// No fields could be told apart.
        case fault(CSVFault)
    }

    package init(_ number: Int, _ content: Content) {
        self.number = number
        self.content = content
    }

    package var fields: [String]? {
        if case .fields(let fields) = content { fields } else { nil }
    }
}

/// Why a row cannot be read.
package enum CSVFault: String, Equatable, Sendable {
    /// The text ends inside quotes.
    case unclosedQuote = "a quote is opened and never closed"
    /// As in `"a"b`.
    case textAfterQuote = "text stands after a closing quote"
    /// As in `a"b`.
    case quoteInsideField = "a quote stands inside a field that does not begin with one"
    /// A zero byte: not a text file.
    case zeroByte = "a zero byte: this is not a text file, or it is UTF-16; save it as CSV UTF-8"
    /// More than the limits allow.
    case tooLarge = "a field is longer than 65536 bytes, or there are more than 1000 fields"
}
