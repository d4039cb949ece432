/// The state between two bytes of a CSV text.
struct CSVParser: Sendable {
    private enum State {
        case fieldStart
        case plain
        case quoted
        /// Behind a quote inside quotes: it closed the field, or it is the first of two.
        case quoteSeen
        /// The row has a fault: wait for its end.
        case skipping
    }

    private static let quote = UInt8(ascii: "\"")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")

    private var state = State.fieldStart
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var fault: CSVFault?
    private var number = 1
    private var isAfterCarriageReturn = false
    private var mark = ByteOrderMark()
    private var separator = CSVSeparator()
    private var rows: [CSVRow] = []

    mutating func takeRows() -> [CSVRow] {
        defer { rows = [] }
        return rows
    }

    mutating func take(_ byte: UInt8) {
        for byte in mark.take(byte) {
            // The separator can be told only when the first line is complete.
            for byte in separator.take(byte) { step(byte) }
        }
    }

    mutating func finish() {
        for byte in mark.finish() {
            for byte in separator.take(byte) { step(byte) }
        }
        for byte in separator.finish() { step(byte) }
        if state == .quoted { fail(.unclosedQuote) }
        if state != .fieldStart || !fields.isEmpty { endRow() }
    }

    private mutating func step(_ byte: UInt8) {
        let isSecondHalf = isAfterCarriageReturn && byte == Self.lineFeed
        isAfterCarriageReturn = false
        if isSecondHalf { return }
        guard byte != 0 else { return fail(.zeroByte) }
        let isLineEnd = byte == Self.lineFeed || byte == Self.carriageReturn
        if isLineEnd, state != .quoted {
            isAfterCarriageReturn = byte == Self.carriageReturn
            return endRow()
        }
        switch state {
        case .skipping: break
        case .quoted: if byte == Self.quote { state = .quoteSeen } else { append(byte) }
        case .fieldStart, .plain, .quoteSeen: stepOutside(byte)
        }
    }

    private mutating func stepOutside(_ byte: UInt8) {
        if byte == separator.byte { return endField() }
        switch (state, byte == Self.quote) {
        case (.fieldStart, true): state = .quoted
        case (.quoteSeen, true):
            append(byte)
            state = .quoted
        case (.quoteSeen, false): fail(.textAfterQuote)
        case (_, true): fail(.quoteInsideField)
        case (_, false):
            append(byte)
            state = .plain
        }
    }

    private mutating func append(_ byte: UInt8) {
        guard field.count < CSVReader.limits.fieldBytes else { return fail(.tooLarge) }
        field.append(byte)
    }

    private mutating func fail(_ reason: CSVFault) {
        fault = fault ?? reason
        state = .skipping
        field = []
    }

    private mutating func endField() {
        guard fields.count < CSVReader.limits.fields else { return fail(.tooLarge) }
        fields.append(WindowsText.decode(field))
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    private mutating func endRow() {
        let isEmptyLine = fault == nil && fields.isEmpty && state == .fieldStart
        if fault == nil, !isEmptyLine { endField() }
        if let fault {
            rows.append(CSVRow(number, .fault(fault)))
        } else if !isEmptyLine {
            rows.append(CSVRow(number, .fields(fields)))
        }
        number += 1
        fields = []
        field.removeAll(keepingCapacity: true)
        fault = nil
        state = .fieldStart
    }
}

/// Takes the UTF-8 byte-order mark off the beginning.
private struct ByteOrderMark: Sendable {
    private static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
    private var held: [UInt8]? = []

    mutating func take(_ byte: UInt8) -> [UInt8] {
        guard var held else { return [byte] }
        held.append(byte)
        guard Self.bytes.starts(with: held) else {
            self.held = nil
            return held
        }
        self.held = held == Self.bytes ? nil : held
        return []
    }

    mutating func finish() -> [UInt8] {
        defer { held = nil }
        return held ?? []
    }
}

/// Decides on the separator: the one of `,` `;` and tab that stands most often in the first line, outside quotes.
private struct CSVSeparator: Sendable {
    private(set) var byte = UInt8(ascii: ",")
    private var held: [UInt8]? = []
    private var isQuoted = false

    mutating func take(_ next: UInt8) -> [UInt8] {
        guard held != nil else { return [next] }
        held?.append(next)
        if next == UInt8(ascii: "\"") { isQuoted.toggle() }
        let isLineEnd = !isQuoted && (next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r"))
        return isLineEnd || (held?.count ?? 0) >= CSVReader.limits.fieldBytes ? finish() : []
    }

    mutating func finish() -> [UInt8] {
        guard let line = held else { return [] }
        held = nil
        var isQuoted = false
        var counts = [UInt8(ascii: ","): 0, UInt8(ascii: ";"): 0, UInt8(ascii: "\t"): 0]
        for byte in line {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, let count = counts[byte] { counts[byte] = count + 1 }
        }
        let best = counts.max { $0.value < $1.value }
        if let best, best.value > counts[byte] ?? 0 { byte = best.key }
        return line
    }
}
