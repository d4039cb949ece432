import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import ServiceRuntime
import TestSupport
import ServiceTesting
import Testing

@testable import AssessmentService

struct ObjectionRoutesTests {
    private static let question =
        #"{"kind":"single-choice","topic":"Etika","difficulty":"easy","stem":"Apa?","options":[{"id":"p","text":"Ya"},"#
        + #"{"id":"q","text":"Tidak"}],"key":{"credits":[{"option":"p","millionths":1000000},{"option":"q","millionths":0}]}}"#

    /// A released result with everybody around it: one of two questions was right.
    private struct Hearing {
        let stage: AssessmentStage
        let exam: SatExam
        let attempt: AttemptID
        let objector = CivilServantID(UUID())
        let organiser = CivilServantID(UUID())
        let reviewer = CivilServantID(UUID())

        init(_ stage: AssessmentStage) async throws {
            self.stage = stage
            exam = try await SatExam(on: stage, questions: [question, question.replacing("Apa?", with: "Mana?")])
            attempt = try await exam.sit(
                objector,
                [exam.questions[0]: .options(["p"]), exam.questions[1]: .options(["q"])]
            )
            try await exam.release(attempt, by: organiser)
        }

        func person(_ id: CivilServantID, _ role: CivilServiceRole = .civilServant) throws -> RouterClient {
            try stage.caller(role, subject: id)
        }

        func filing(_ grounds: String = "Kunci soal ini salah.", question: Bool = true) -> String {
            let asked = question ? #""question":"\#(exam.questions[1])","# : ""
            return #"{"kind":"exam-result","decision":"\#(attempt)",\#(asked)"grounds":"\#(grounds)"}"#
        }

        /// Files and answers with the path.
        func file() async throws -> String {
            let filed = await (try person(objector)).post("/v1/aceh/objections", json: filing(), expecting: 201)
            return try #require(filed.headers["Location"])
        }

        /// Files, names the reviewer, and hears the other side.
        func heard() async throws -> String {
            let path = try await file()
            let desk = try stage.caller(.examOrganiser)
            await desk.post("\(path)/reviewer", json: #"{"reviewer":"\#(reviewer)"}"#, expecting: 200)
            let statement = #"{"statement":"Kunci sesuai modul."}"#
            await (try person(organiser, .examOrganiser)).post("\(path)/statements", json: statement, expecting: 200)
            return path
        }

        func decide(_ path: String, _ outcome: String, recalculation: Bool, expecting status: Int = 200) async throws {
            let body = #"{"outcome":"\#(outcome)","reasons":"Alasan putusan.","needsRecalculation":\#(recalculation)}"#
            await (try person(reviewer, .objectionReviewer)).post("\(path)/decide", json: body, expecting: status)
        }

        var points: String { #"{"points":[{"question":"\#(exam.questions[1])","pointsHundredths":100}]}"# }

        func state(_ path: String) async throws -> Objection {
            let id = try #require(ObjectionID(String(path.suffix(36))))
            return try await stage.desk.objections.state(of: AssessmentStream.objection(id, of: stage.tenant)).state
        }
    }

    @Test func `an upheld objection changes the result, and the objection learns of it`() async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let path = try await hearing.heard()
            try await hearing.decide(path, "upheld", recalculation: true)
            let reviewer = try hearing.person(hearing.reviewer, .objectionReviewer)
            await reviewer.post("\(path)/recalculate", json: hearing.points, expecting: 200)
            // The attempt is adjusted; the process dies here. What comes after finds it and goes on.
            #expect(try await hearing.state(path).phase == .decided)
            let again = await reviewer.post("\(path)/recalculate", json: hearing.points, expecting: 200)
            #expect(again.headers["Bina-Unchanged"] == "true")
            try await withRunning(stage.runner(of: ObjectionPolicy())) {
                let isFinal = try await eventually {
                    try await hearing.state(path).phase == .final
                }
                #expect(isFinal)
            }
            await reviewer.post("\(path)/recalculate", json: hearing.points, expecting: 200)
            let answer = try await hearing.person(hearing.objector).get(path)
            let expected = #""recalculation":{"after":"100.00 %, lulus","before":"50.00 %, tidak lulus","changed":true"#
            #expect(answer.text.contains(expected), "\(answer.text)")
            let stream = AssessmentStream.attempt(hearing.attempt, of: stage.tenant)
            #expect(try await stage.desk.attempts.state(of: stream).state.marking.result?.scoreHundredths == 10_000)
        }
    }

    @Test func `both sides and the reviewer read every text, the organiser none, others nothing`() async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let path = try await hearing.heard()
            try await hearing.decide(path, "rejected", recalculation: false)
            let texts = ["Kunci soal ini salah.", "Kunci sesuai modul.", "Alasan putusan."]
            for (person, role) in [
                (hearing.objector, CivilServiceRole.civilServant), (hearing.organiser, .examOrganiser),
                (hearing.reviewer, .objectionReviewer),
            ] {
                let answer = try await hearing.person(person, role).get(path)
                #expect(answer.status == 200 && texts.allSatisfy(answer.text.contains), "\(answer.text)")
            }
            let organiser = try await stage.caller(.examOrganiser).get(path)
            #expect(organiser.status == 200 && !texts.contains(where: organiser.text.contains), "\(organiser.text)")
            for role in [CivilServiceRole.civilServant, .questionAuthor, .essayMarker, .objectionReviewer] {
                let answer = try await stage.caller(role).get(path)
                #expect(answer.status == 404, "\(role)")
                let missing = try await stage.caller(role).get("/v1/aceh/objections/\(ObjectionID(UUID()))")
                #expect(try answer.problem().detail == missing.problem().detail)
            }
            let elsewhere = try stage.caller(.civilServant, subject: hearing.objector, tenant: "tebo")
            #expect(await elsewhere.get(path.replacing("aceh", with: "tebo")).status == 404)
        }
    }

    @Test func `lists show what concerns the sender`() async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let path = try await hearing.heard()
            let id = String(path.suffix(36))
            try await stage.waitForView()
            let lists: [(CivilServantID, CivilServiceRole, String, Bool)] = [
                (hearing.objector, .civilServant, "", true), (hearing.objector, .civilServant, "?scope=mine", true),
                (hearing.reviewer, .civilServant, "", false), (hearing.reviewer, .objectionReviewer, "", true),
                (hearing.objector, .objectionReviewer, "", false), (hearing.organiser, .examOrganiser, "", true),
                (hearing.organiser, .examOrganiser, "?status=final", false),
            ]
            for (person, role, query, isThere) in lists {
                let list = try await hearing.person(person, role).get("/v1/aceh/objections\(query)")
                #expect(list.status == 200 && list.text.contains(id) == isThere, "\(role) \(query): \(list.text)")
                #expect(!list.text.contains("Kunci"))
            }
            let objector = try hearing.person(hearing.objector)
            #expect(await objector.get("/v1/aceh/objections?scope=all").status == 403)
            for query in ["scope=x", "status=x", "after=x", "limit=0", "kind=seat"] {
                #expect(await objector.get("/v1/aceh/objections?\(query)").status == 400, "\(query)")
            }
            let other = try stage.caller(.examOrganiser, tenant: "tebo")
            #expect(await other.get("/v1/tebo/objections").text == #"{"objections":[]}"#)
        }
    }

    @Test(arguments: [(0, 201), (1, 409)])
    func `the last working day is in time, the day after is not`(daysLate: Int, status: Int) async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let zone = IndonesianTimeZone.jakarta
            let profile = stage.desk.profile(of: stage.tenant)
            let last = profile.calendar.dueDate(of: stage.clock.now, workingDays: 14)
            // Noon of the last day, and of the day after it.
            while zone.date(of: stage.clock.now) < last.adding(days: daysLate) {
                stage.clock.advance(by: .seconds(3_600))
            }
            stage.clock.advance(by: .seconds(12 * 3_600))
            let answer = await (try hearing.person(hearing.objector)).post(
                "/v1/aceh/objections",
                json: hearing.filing(),
                expecting: status
            )
            if status == 409 { #expect(try answer.problem().type == "urn:bina:problem:objection-window-closed") }
        }
    }

    @Test func `the days of hearing and decision are the tenant's, as of the day of the decision`() async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let today = IndonesianTimeZone.jakarta.date(of: stage.clock.now)
            func rule(_ name: String, _ hearing: Int) -> ObjectionRule {
                ObjectionRule(name: name, days: .calendar, filing: 14, hearing: hearing, decision: 30)
            }
            let rules = ObjectionRules([
                ObjectionRules.Entry(effectiveFrom: today.adding(days: -40), rule: rule("umum.v1", 3)),
                ObjectionRules.Entry(
                    decisions: "exam-result",
                    effectiveFrom: today.adding(days: -30),
                    rule: rule("ujian.v1", 10)
                ),
                ObjectionRules.Entry(
                    decisions: "exam-result",
                    effectiveFrom: today.adding(days: 1),
                    rule: rule("ujian.v2", 20)
                ),
            ])
            let profile = TenantProfile(
                tenant: stage.tenant,
                displayName: "Aceh",
                zone: .jakarta,
                objectionRules: rules
            )
            let desk = AssessmentDesk(
                store: stage.store,
                vault: stage.vault,
                tenants: TenantProfiles([profile]),
                view: stage.desk.view,
                seats: stage.desk.seats
            )
            stage.clock.advance(by: .seconds(3 * 86_400))
            let objector = try stage.caller(.civilServant, subject: hearing.objector, desk: desk)
            let filed = await objector.post("/v1/aceh/objections", json: hearing.filing(), expecting: 201)
            let shown = await objector.get(try #require(filed.headers["Location"])).text
            let due = IndonesianTimeZone.jakarta.date(of: stage.clock.now).adding(days: 10)
            #expect(shown.contains(#""rule":"ujian.v1""#) && shown.contains(#""hearingDueOn":"\#(due)""#), "\(shown)")
        }
    }

    @Test func `only the person contests, and only what was told`() async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let objector = try hearing.person(hearing.objector)
            await (try stage.caller(.civilServant)).post("/v1/aceh/objections", json: hearing.filing(), expecting: 404)
            let unknown = hearing.filing().replacing("\(hearing.attempt)", with: "\(AttemptID(UUID()))")
            await objector.post("/v1/aceh/objections", json: unknown, expecting: 404)
            let appraisal = hearing.filing().replacing("exam-result", with: "appraisal")
            await objector.post("/v1/aceh/objections", json: appraisal, expecting: 404)
            let notOnPaper = hearing.filing().replacing("\(hearing.exam.questions[1])", with: "\(QuestionID(UUID()))")
            await objector.post("/v1/aceh/objections", json: notOnPaper, expecting: 404)
            let other = try await SatExam(on: stage, questions: [Self.question])
            let unreleased = try await other.sit(hearing.objector, [:])
            let early = #"{"kind":"exam-result","decision":"\#(unreleased)","grounds":"Nilai."}"#
            await objector.post("/v1/aceh/objections", json: early, expecting: 404)
            for body in [hearing.filing(""), hearing.filing().replacing("exam-result", with: "nilai")] {
                await objector.post("/v1/aceh/objections", json: body, expecting: 422)
            }
            for role in CivilServiceRole.allCases where role != .civilServant {
                let caller = try hearing.person(hearing.objector, role)
                #expect(await caller.post("/v1/aceh/objections", json: hearing.filing()).status == 403, "\(role)")
            }
        }
    }

    @Test func `one decision is contested once, and again after withdrawing`() async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let objector = try hearing.person(hearing.objector)
            let headers: HTTPHeaders = ["Idempotency-Key": "keberatan-1"]
            let first = await objector.post("/v1/aceh/objections", json: hearing.filing(), headers: headers)
            let again = await objector.post("/v1/aceh/objections", json: hearing.filing(), headers: headers)
            #expect(first.status == 201 && again.status == 201 && first.body == again.body)
            let twice = await objector.post("/v1/aceh/objections", json: hearing.filing("Lagi."), expecting: 409)
            #expect(try twice.problem().type == "urn:bina:problem:already-taken")
            await objector.post("/v1/aceh/objections", json: hearing.filing("Semua.", question: false), expecting: 201)
            let path = try #require(first.headers["Location"])
            await (try stage.caller(.civilServant)).post("\(path)/withdraw", json: "{}", expecting: 404)
            await objector.post("\(path)/withdraw", json: "{}", expecting: 200)
            await objector.post("\(path)/withdraw", json: "{}", expecting: 409)
            await objector.post("/v1/aceh/objections", json: hearing.filing("Pikir lagi."), expecting: 201)
            #expect(await objector.get(path).text.contains(#""isWithdrawn":true"#))
        }
    }

    @Test func `a final decision is final`() async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let path = try await hearing.heard()
            try await hearing.decide(path, "rejected", recalculation: false)
            let objector = try hearing.person(hearing.objector)
            await objector.post("/v1/aceh/objections", json: hearing.filing("Lagi."), expecting: 409)
            await objector.post("\(path)/statements", json: #"{"statement":"Lagi."}"#, expecting: 409)
            let reviewer = try hearing.person(hearing.reviewer, .objectionReviewer)
            await reviewer.post("\(path)/recalculate", json: hearing.points, expecting: 409)
            try await hearing.decide(path, "upheld", recalculation: false, expecting: 409)
        }
    }

    @Test func `another reviewer than who decided, and after recusing another one`() async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let path = try await hearing.file()
            let desk = try stage.caller(.examOrganiser)
            func name(_ person: CivilServantID, _ status: Int) async {
                await desk.post("\(path)/reviewer", json: #"{"reviewer":"\#(person)"}"#, expecting: status)
            }
            await name(hearing.organiser, 422)
            await name(hearing.objector, 422)
            await name(hearing.reviewer, 200)
            await name(hearing.reviewer, 200)
            await name(CivilServantID(UUID()), 409)
            let reason = #"{"reason":"Kerabat"}"#
            await (try stage.caller(.objectionReviewer)).post("\(path)/recuse", json: reason, expecting: 404)
            let reviewer = try hearing.person(hearing.reviewer, .objectionReviewer)
            await reviewer.post("\(path)/recuse", json: reason, expecting: 200)
            #expect(await reviewer.get(path).status == 404)
            await name(hearing.reviewer, 409)
            await name(CivilServantID(UUID()), 200)
        }
    }

    @Test func `nobody decides before both sides were heard or let their days pass`() async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let path = try await hearing.file()
            let desk = try stage.caller(.examOrganiser)
            await desk.post("\(path)/reviewer", json: #"{"reviewer":"\#(hearing.reviewer)"}"#, expecting: 200)
            try await hearing.decide(path, "upheld", recalculation: false, expecting: 409)
            let missed = #"{"party":"decider"}"#
            await desk.post("\(path)/missed", json: missed, expecting: 409)
            await (try stage.caller(.objectionReviewer)).post("\(path)/missed", json: missed, expecting: 404)
            stage.clock.advance(by: .seconds(30 * 86_400))
            await (try hearing.person(hearing.reviewer, .objectionReviewer)).post(
                "\(path)/missed",
                json: missed,
                expecting: 200
            )
            let late = await (try hearing.person(hearing.organiser, .examOrganiser)).post(
                "\(path)/statements",
                json: #"{"statement":"Terlambat."}"#,
                expecting: 409
            )
            #expect(try late.problem().type == "urn:bina:problem:objection-statement-missed" || late.status == 409)
            await (try stage.caller(.examOrganiser)).post(
                "\(path)/statements",
                json: #"{"statement":"Bukan pihak."}"#,
                expecting: 404
            )
            try await hearing.decide(path, "rejected", recalculation: true, expecting: 422)
            try await hearing.decide(path, "partly-upheld", recalculation: false)
            #expect(try await hearing.person(hearing.objector).get(path).text.contains(#""late":true"#))
        }
    }

    @Test func `refuses points that break a rule`() async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let path = try await hearing.heard()
            let reviewer = try hearing.person(hearing.reviewer, .objectionReviewer)
            await reviewer.post("\(path)/recalculate", json: hearing.points, expecting: 409)
            try await hearing.decide(path, "upheld", recalculation: true)
            let one = #"{"question":"\#(hearing.exam.questions[1])","pointsHundredths":100}"#
            for body in [
                #"{"points":[]}"#, #"{"points":[\#(one),\#(one)]}"#, hearing.points.replacing("100}", with: "101}"),
            ] {
                await reviewer.post("\(path)/recalculate", json: body, expecting: 422)
            }
            let unknown = hearing.points.replacing("\(hearing.exam.questions[1])", with: "\(QuestionID(UUID()))")
            await reviewer.post("\(path)/recalculate", json: unknown, expecting: 404)
            await (try stage.caller(.objectionReviewer)).post(
                "\(path)/recalculate",
                json: hearing.points,
                expecting: 404
            )
        }
    }

    @Test(arguments: ["<script>alert(1)</script>", "<svg/onload=alert(1)>", "=1+1", "'; drop table objections; --"])
    func `hostile grounds come back as they were written`(text: String) async throws {
        try await withAssessmentStage { stage in
            let hearing = try await Hearing(stage)
            let objector = try hearing.person(hearing.objector)
            let filed = await objector.post("/v1/aceh/objections", json: hearing.filing(text), expecting: 201)
            struct Shown: Decodable { let grounds: String }
            let shown = await objector.get(try #require(filed.headers["Location"]))
            #expect(try shown.json(Shown.self).grounds == text)
        }
    }
}
