/// The order in which an import's steps may be sent: lines beside each other, the stages of one line one after another.
///
/// Pure; `ImportSession` asks it for the next step and tells it when one is answered. Steps of one stage go in any order
/// and at once, so that a service that folds waiting commands of one stream into one append gets something to fold.
struct ImportSchedule<Step: Sendable>: Sendable {
    private struct Line: Sendable {
        var later: ArraySlice<[Step]>
        var stage: ArraySlice<Step>
        var underWay = 0

        mutating func next() -> Step? {
            while stage.isEmpty, underWay == 0, let following = later.popFirst() { stage = following[...] }
            guard let step = stage.popFirst() else { return nil }
            underWay += 1
            return step
        }
    }

    private var lines: [Line]
    /// Where the next search begins, so that no line starves.
    private var turn = 0
    let count: Int

    /// - `lines`: for each line its stages, for each stage its steps.
    init(lines: [[[Step]]]) {
        self.lines = lines.map { Line(later: $0[...], stage: []) }
        count = lines.reduce(0) { sum, stages in stages.reduce(sum) { $0 + $1.count } }
    }

    /// One line of one stage: everything at once.
    init(_ steps: [Step]) { self.init(lines: [[steps]]) }

    /// A step that may be sent now, with its line's number for `finish`; nil while every line waits for an answer.
    mutating func next() -> (line: Int, step: Step)? {
        for offset in lines.indices {
            let line = (turn + offset) % lines.count
            guard let step = lines[line].next() else { continue }
            turn = line + 1
            return (line, step)
        }
        return nil
    }

    /// A step of this line was answered.
    mutating func finish(_ line: Int) { lines[line].underWay -= 1 }
}
