import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import ServiceTesting
import Testing

@testable import EnrolmentService

extension EnrolmentStage {
    /// Claims hours of a course that ended today.
    func claim(
        _ hours: Int,
        for person: CivilServantID,
        form: DevelopmentForm = .course,
        sessions: Int = 1,
        endedOn: CalendarDate? = nil
    ) async throws -> TestResponse {
        let day = endedOn ?? IndonesianTimeZone.jakarta.date(of: clock.now)
        return try await self.person(person).post(
            "/v1/aceh/learning-hours/\(person)/claims",
            json: """
                {"form":"\(form.rawValue)","title":"Kursus rahasia","evidence":"Sertifikat 7","startedOn":"\(day)",
                "endedOn":"\(day)","hours":\(hours),"sessions":\(sessions)}
                """
        )
    }
}

struct HoursRoutesTests {
    private struct Ledger: Decodable {
        struct Entry: Decodable {
            let entry: EntryID
            let title: String?
            let awarded: Int
            let counted: Int
            let limits: [String]
            let status: String
        }
        let forecast: LearningHoursForecast?
        let entries: [Entry]
    }

    private func ledger(_ caller: RouterClient, _ person: CivilServantID) async throws -> Ledger {
        try await caller.get("/v1/aceh/learning-hours/\(person)").json()
    }

    @Test func `three coaching sessions in a month count four JP`() async throws {
        try await withEnrolmentStage { stage in
            let person = try await stage.hire()[0]
            for _ in 1...3 { #expect(try await stage.claim(0, for: person, form: .coaching).status == 201) }
            let found = try await ledger(stage.person(person), person)
            let entry = try #require(found.entries.first?.entry)
            let path = "/v1/aceh/learning-hours/\(person)/entries/"
            let alone: Ledger.Entry = try await stage.person(person).get(path + "\(entry)").json()
            #expect(alone.entry == entry && alone.title == "Kursus rahasia")
            #expect(try await stage.person(person).get(path + "\(EntryID(UUID()))").status == 404)
            #expect(found.entries.map(\.awarded) == [2, 2, 2] && found.entries.map(\.counted) == [2, 2, 0])
            #expect(found.entries.last?.limits == ["month"] && found.forecast?.counted == 4)
            #expect(found.forecast?.missing == 16)
        }
    }

    @Test func `hours of a PPPK count up to the yearly cap`() async throws {
        try await withEnrolmentStage { stage in
            let person = try await stage.hire(kind: .pppk)[0]
            for _ in 1...3 { #expect(try await stage.claim(10, for: person).status == 201) }
            let found = try await ledger(stage.person(person), person)
            #expect(found.entries.map(\.counted) == [10, 10, 4] && found.forecast?.roomBelowCap == 0)
            // Taking one back makes room for the one that was cut.
            let first = try #require(found.entries.first)
            let path = "/v1/aceh/learning-hours/\(person)/entries/\(first.entry)/cancel"
            let body = #"{"reason":"withdrawn-by-person"}"#
            #expect(try await stage.person(person).post(path, json: body).status == 200)
            #expect(try await ledger(stage.person(person), person).entries.map(\.counted) == [10, 10, 10])
        }
    }

    @Test func `hours are verified by others, and personal texts opened for those who check`() async throws {
        try await withEnrolmentStage { stage in
            let people = try await stage.hire(2)
            #expect(try await stage.claim(6, for: people[0]).status == 201)
            let own = try stage.caller(.civilServant, .hoursVerifier, subject: people[0])
            let entry = try #require(try await ledger(own, people[0]).entries.first?.entry)
            let path = "/v1/aceh/learning-hours/\(people[0])/entries/\(entry)"
            let refused = await own.post("\(path)/verify")
            #expect(try refused.status == 422 && refused.problem().slug == "own-verification")
            let verifier = try stage.caller(.hoursVerifier)
            #expect(await verifier.post("\(path)/verify").status == 200)
            #expect(await verifier.post("\(path)/verify").status == 200, "again changes nothing")
            #expect(try await stage.person(people[0]).post("\(path)/verify").status == 403)
            let seen = try await ledger(verifier, people[0])
            #expect(seen.entries.first?.status == "verified" && seen.entries.first?.title == "Kursus rahasia")
            let auditor = try await ledger(stage.caller(.auditor), people[0])
            #expect(auditor.entries.count == 1 && auditor.entries.first?.title == nil)
            #expect(try await stage.person(people[1]).get("/v1/aceh/learning-hours/\(people[0])").status == 404)
            let body = #"{"reason":"duplicate"}"#
            #expect(try await stage.person(people[1]).post("\(path)/cancel", json: body).status == 404)
            #expect(await verifier.post("/v1/aceh/learning-hours/\(people[0])/entries/\(UUID())/verify").status == 404)
        }
    }

    @Test func `a claim that breaks a rule records nothing`() async throws {
        try await withEnrolmentStage { stage in
            let person = try await stage.hire()[0]
            let future = IndonesianTimeZone.jakarta.date(of: stage.clock.now).adding(days: 1)
            #expect(try await stage.claim(6, for: person, endedOn: future).status == 422)
            #expect(try await stage.claim(0, for: person).status == 422)
            let other = try await stage.person(CivilServantID(UUID())).post(
                "/v1/aceh/learning-hours/\(person)/claims",
                json:
                    #"{"form":"KL08","title":"a","evidence":"b","startedOn":"2026-01-01","endedOn":"2026-01-01","hours":1}"#
            )
            #expect(other.status == 404)
            #expect(try await stage.ledger(of: person).entries.isEmpty)
        }
    }
}
