package import AssessmentEvents

/// Draws a candidate's paper from an exam's pool; the same seed gives the same paper.
package enum PaperDraw {
    /// What the pool lacks for the blueprint; nil when every paper can be drawn.
    package static func shortage(of pool: [PoolQuestion], for blueprint: [BlueprintRow]) -> (
        topic: String, missing: Int
    )? {
        for topic in Set(blueprint.map(\.topic)).sorted() {
            let rows = blueprint.filter { $0.topic == topic }
            let questions = pool.filter { $0.topic == topic }
            for row in rows {
                let fitting = questions.filter { row.difficulty == nil || $0.difficulty == row.difficulty }.count
                if fitting < row.count { return (topic, row.count - fitting) }
            }
            let asked = rows.reduce(0) { $0 + $1.count }
            if questions.count < asked { return (topic, asked - questions.count) }
        }
        return nil
    }

    /// The paper; the blueprint has no shortage.
    package static func paper(of exam: ExamScheduled, seed: UInt64) -> [PaperItem] {
        var random = SeededRandom(seed: seed)
        var drawn = drawn(from: exam.pool, by: exam.blueprint, &random)
        if exam.shufflesQuestions { random.shuffle(&drawn) }
        return drawn.map { item($0, shufflesOptions: exam.shufflesOptions, &random) }
    }

    private static func drawn(from pool: [PoolQuestion], by blueprint: [BlueprintRow], _ random: inout SeededRandom)
        -> [PoolQuestion]
    {
        guard !blueprint.isEmpty else { return pool }
        var taken: Set<Int> = []
        // Rows that name a difficulty choose first: what they leave is enough for the others.
        for row in blueprint.filter({ $0.difficulty != nil }) + blueprint.filter({ $0.difficulty == nil }) {
            var fitting = pool.indices.filter {
                pool[$0].topic == row.topic && !taken.contains($0)
                    && (row.difficulty == nil || pool[$0].difficulty == row.difficulty)
            }
            random.shuffle(&fitting)
            taken.formUnion(fitting.prefix(row.count))
        }
        return pool.indices.filter(taken.contains).map { pool[$0] }
    }

    private static func item(_ question: PoolQuestion, shufflesOptions: Bool, _ random: inout SeededRandom) -> PaperItem
    {
        var options = question.options
        var targets = question.targets
        switch question.kind {
        case .singleChoice, .multipleChoice, .scoredSituation: if shufflesOptions { random.shuffle(&options) }
        case .ordering: random.shuffle(&options)
        case .matching:
            if shufflesOptions { random.shuffle(&options) }
            random.shuffle(&targets)
        case .trueFalse, .shortText, .numeric, .essay: break
        }
        return PaperItem(
            question: question.question,
            revision: question.revision,
            kind: question.kind,
            pointsHundredths: question.pointsHundredths,
            options: options,
            targets: targets
        )
    }
}

/// Random numbers that depend on nothing but the seed (SplitMix64), and a shuffle that no compiler version changes.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Fisher and Yates; the high half of a product is even enough for lists of this size.
    package mutating func shuffle<Element>(_ list: inout [Element]) {
        guard list.count > 1 else { return }
        for last in stride(from: list.count - 1, to: 0, by: -1) {
            list.swapAt(last, Int(next().multipliedFullWidth(by: UInt64(last + 1)).high))
        }
    }
}
