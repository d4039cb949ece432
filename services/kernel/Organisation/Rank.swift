package import EventSourcing

/// *Golongan*: `I/a` to `IV/e` for PNS, `I` to `XVII` for PPPK (the range of the latter is not confirmed by a legal text).
package enum Rank: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// `group` 1–4, `room` 1–4, in group 4 also 5.
    case pns(group: Int, room: Int)
    /// `grade` 1–17.
    case pppk(grade: Int)

    /// Every rank, lowest first, PNS before PPPK.
    package static let all: [Rank] =
        (1...4).flatMap { group in (1...(group == 4 ? 5 : 4)).map { Rank.pns(group: group, room: $0) } }
        + (1...17).map { .pppk(grade: $0) }

    /// - Throws: `rank.unknown` when `text` is none of them.
    package init(_ text: String) throws(RuleViolation) {
        guard let rank = Self.byText[text.trimmed] else {
            throw RuleViolation(rule: "rank.unknown", detail: "must be a rank such as III/a (PNS) or IX (PPPK)")
        }
        self = rank
    }

    package var employmentKind: EmploymentKind {
        switch self {
        case .pns: .pns
        case .pppk: .pppk
        }
    }

    /// *Pangkat*, such as Penata Muda; PPPK have none.
    package var title: String? {
        guard case .pns(let group, let room) = self, Self.titles.indices.contains(group - 1),
            Self.titles[group - 1].indices.contains(room - 1)
        else { return nil }
        return Self.titles[group - 1][room - 1]
    }

    package var description: String {
        switch self {
        case .pns(let group, let room): "\(Self.numeral(group))/\(["a", "b", "c", "d", "e"][room - 1])"
        case .pppk(let grade): Self.numeral(grade)
        }
    }

    private static let byText = Dictionary(uniqueKeysWithValues: all.map { ($0.description, $0) })

    private static let titles = [
        ["Juru Muda", "Juru Muda Tk. I", "Juru", "Juru Tk. I"],
        ["Pengatur Muda", "Pengatur Muda Tk. I", "Pengatur", "Pengatur Tk. I"],
        ["Penata Muda", "Penata Muda Tk. I", "Penata", "Penata Tk. I"],
        ["Pembina", "Pembina Tk. I", "Pembina Utama Muda", "Pembina Utama Madya", "Pembina Utama"],
    ]

    private static func numeral(_ number: Int) -> String {
        let tens = String(repeating: "X", count: number / 10)
        return tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][number % 10]
    }
}

extension Rank: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
