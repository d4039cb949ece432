import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import Testing

struct RankTests {
    @Test func `has 17 ranks for PNS with their titles and 17 for PPPK without`() throws {
        #expect(Rank.all.count == 34)
        #expect(try Rank("IV/e").title == "Pembina Utama")
        #expect(try Rank("III/a").title == "Penata Muda")
        #expect(try Rank("XVII").title == nil)
        #expect(Set(Rank.all.compactMap(\.title)).count == 17)
    }

    @Test func `every rank reads what it writes, and they are ordered`() throws {
        for rank in Rank.all { #expect(try Rank(rank.description) == rank) }
        #expect(Rank.all == Rank.all.sorted())
    }

    @Test(arguments: ["", "V/a", "I/e", "IV/f", "iii/a", "XVIII", "0", "III-a"])
    func `refuses what is no rank`(text: String) {
        #expect(violated { try Rank(text) } == "rank.unknown")
    }
}

struct BoundedTextTests {
    @Test func `keeps a trimmed text`() throws {
        #expect(try UnitName("  Dinas Kesehatan ").text == "Dinas Kesehatan")
        #expect(try Explanation("baris satu\nbaris dua").text == "baris satu\nbaris dua")
    }

    @Test(arguments: [
        ("", "unit-name.empty"), (" \t ", "unit-name.empty"),
        (String(repeating: "a", count: 201), "unit-name.too-long"),
        ("Dinas\u{0}", "unit-name.control-character"), ("Dinas\nLain", "unit-name.control-character"),
        ("Dinas \u{202E}natahesek", "unit-name.control-character"),
    ])
    func `names the rule that is broken`(text: String, rule: String) {
        #expect(violated { try UnitName(text) } == rule)
    }
}

struct CodeListTests {
    @Test func `knows 12 classical and 13 non-classical forms`() {
        #expect(DevelopmentForm.allCases.count { $0.isClassical } == 12)
        #expect(DevelopmentForm.allCases.count { !$0.isClassical } == 13)
        #expect(DevelopmentForm(rawValue: "NKL01")?.name == "Coaching")
        #expect(DevelopmentForm(rawValue: "KL10")?.name == "Bimbingan Teknis")
        #expect(Set(DevelopmentForm.allCases.map(\.name)).count == 25)
    }

    @Test func `every level of post belongs to a family`() {
        #expect(PostLevel.allCases.count { $0.family == .managerial } == 5)
        #expect(PostLevel.allCases.count { $0.family == .expertFunctional } == 4)
        #expect(PostLevel.allCases.count { $0.family == .skilledFunctional } == 4)
        #expect(PostLevel.allCases.count { $0.family == .executor } == 3)
    }

    @Test func `the four bodies have their zones`() throws {
        let zones = TenantProfiles.known.tenants.map { "\($0.tenant) \($0.zone.abbreviation)" }
        #expect(zones == ["aceh WIB", "tebo WIB", "makassar WITA", "pematangsiantar WIB"])
    }

    @Test func `a tenant's profile can be read from JSON, rate cards included`() throws {
        let profiles = TenantProfiles([
            TenantProfile(
                tenant: try #require(TenantID("makassar")),
                displayName: "Pemerintah Kota Makassar",
                zone: .makassar,
                weekend: [7],
                holidays: [Holiday(date: try #require(CalendarDate("2026-11-07")), name: "HUT", kind: .national)],
                rateCards: .national
            )
        ])
        let bytes = try CanonicalJSON.encode(profiles)
        #expect(try CanonicalJSON.decode(TenantProfiles.self, from: bytes) == profiles)
    }

    @Test(arguments: [
        ("exam-result", "2026-01-31", "pp-30-2019.v1"), ("exam-result", "2026-02-01", "umum.v1"),
        ("exam-result", "2026-03-01", "ujian.v1"), ("seat", "2026-03-01", "umum.v1"),
        ("exam-result", "2026-05-01", "ujian.v1"), ("seat", "2026-05-01", "umum.v2"),
    ])
    func `the rule for an objection is the one of its kind on the day of the decision`(
        decisions: String,
        day: String,
        name: String
    ) throws {
        func entry(_ name: String, _ decisions: String?, from day: String) throws -> ObjectionRules.Entry {
            ObjectionRules.Entry(
                decisions: decisions,
                effectiveFrom: try #require(CalendarDate(day)),
                rule: ObjectionRule(name: name, days: .working, filing: 10, hearing: 5, decision: 10)
            )
        }
        let rules = ObjectionRules([
            try entry("umum.v1", nil, from: "2026-02-01"), try entry("umum.v2", nil, from: "2026-04-01"),
            try entry("ujian.v1", "exam-result", from: "2026-03-01"),
        ])
        let date = try #require(CalendarDate(day))
        #expect((rules.rule(for: decisions, on: date) ?? .standard).name == name)
        let bytes = try CanonicalJSON.encode(rules)
        #expect(try CanonicalJSON.decode(ObjectionRules.self, from: bytes) == rules)
    }
}
