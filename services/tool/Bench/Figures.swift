/// What `bina bench` measures, in the order of its table.
enum Figures {
    static let all: [any Figure.Type] = [
        MemoryFigure<AfterStart>.self, AppendFigure.self, AppendAfterMillionsFigure.self, HTTPFigure.self,
        AnswersFigure.self, RelayFigure.self, ProjectionFigure.self, LatencyFigure.self, CatchUpFigure.self,
        MemoryFigure<AfterLoad>.self,
    ]

    /// Those that have a line of these names; all for no names.
    ///
    /// - Throws: `UsageError` for a name that no line has.
    static func named(_ names: [String], of specification: CommandSpecification) throws(UsageError) -> [any Figure.Type]
    {
        let known = all.flatMap { $0.lines.map(\.name) }
        for name in names where !known.contains(name) {
            throw UsageError(
                "there is no figure '\(name)'; there are \(known.joined(separator: ", "))",
                of: specification
            )
        }
        guard !names.isEmpty else { return all }
        return all.filter { figure in figure.lines.contains { names.contains($0.name) } }
    }
}
