import Foundation

/// Results as a table for people.
struct FigureTable {
    let results: [FigureResult]

    var text: String {
        let head = ["figure", "value", "unit", "reference", "ratio", "goal", "met", "note"]
        let rows = [head] + results.map(Self.cells)
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return Self.isNumeric(column) ? space + cell : cell + space
            }
            return cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces) + "\n"
        }.joined()
    }

    private static func isNumeric(_ column: Int) -> Bool { [1, 3, 4].contains(column) }

    private static func cells(of result: FigureResult) -> [String] {
        [
            result.line.name,
            result.value.legible,
            result.line.unit,
            result.reference?.legible ?? "-",
            result.ratio.map { "\($0.rounded(toDigits: 2)) ×" } ?? "-",
            result.line.goal.text(unit: result.line.unit),
            result.isMet.map { $0 ? "yes" : "no" } ?? "-",
            result.note ?? "",
        ]
    }
}

extension Goal {
    fileprivate func text(unit: String) -> String {
        switch self {
        case .atLeast(let floor): "≥ \(floor) ×"
        case .atMost(let ceiling): "≤ \(ceiling) ×"
        case .valueAtMost(let ceiling): "≤ \(ceiling.legible) \(unit)"
        case .none: "-"
        }
    }
}

extension Double {
    func rounded(toDigits digits: Int) -> Double {
        let scale = pow(10, Double(digits))
        return (self * scale).rounded() / scale
    }

    /// Whole above a hundred, two digits after the point below.
    var legible: String { abs(self) >= 100 ? String(Int(rounded())) : "\(rounded(toDigits: 2))" }
}
