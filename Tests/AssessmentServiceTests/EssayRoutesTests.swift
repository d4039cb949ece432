import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import TestSupport
import ServiceTesting
import Testing

@testable import AssessmentService

struct EssayRoutesTests {
    private static let essay =
        #"{"kind":"essay","topic":"Etika","difficulty":"hard","stem":"Jelaskan netralitas.","key":{"rubric":["#
        + #"{"name":"Isi","guide":"Tiga alasan","weight":3},{"name":"Bahasa","weight":1}],"modelAnswer":"Netral itu …"}}"#

    private static func marks(_ content: Int, _ language: Int, _ more: String = "") -> String {
        #"{"criteria":[{"criterion":"Isi","pointsHundredths":\#(content)},"#
            + #"{"criterion":"Bahasa","pointsHundredths":\#(language)}]\#(more)}"#
    }

    /// An essay on the table, with everybody around it.
    private struct Table {
        let stage: AssessmentStage
        let essay: EssayID
        let exam: ExamID
        let attempt: AttemptID
        let candidate = CivilServantID(UUID())
        let first = CivilServantID(UUID())
        let second = CivilServantID(UUID())
        let third = CivilServantID(UUID())

        init(_ stage: AssessmentStage, text: String = "Sebab melayani semua.") async throws {
            self.stage = stage
            let exam = try await SatExam(on: stage, questions: [EssayRoutesTests.essay], pointsHundredths: 1_000)
            let sealed = try await stage.sealed(text, as: SealedName.answerText, for: candidate)
            let question = exam.questions[0]
            attempt = try await exam.sit(candidate, [question: .text(sealed, characters: text.count)])
            essay = try await exam.openEssay(question, of: attempt)
            self.exam = exam.id
        }

        var path: String { "/v1/aceh/essays/\(essay)" }
        var organiser: RouterClient { get throws { try stage.caller(.examOrganiser) } }

        func marker(_ person: CivilServantID) throws -> RouterClient { try stage.caller(.essayMarker, subject: person) }

        func assign() async throws {
            let body = #"{"first":"\#(first)","second":"\#(second)"}"#
            await (try organiser).post("\(path)/markers", json: body, expecting: 200)
        }
    }

    @Test func `two markers agree, and the mark goes to the attempt`() async throws {
        try await withAssessmentStage { stage in
            let table = try await Table(stage)
            try await table.assign()
            try await table.assign()
            try await stage.waitForView()
            let mine = try await table.marker(table.first).get("/v1/aceh/essays/mine")
            #expect(mine.text.contains("\(table.essay)") && mine.text.contains(#""role":"marker""#), "\(mine.text)")
            let sheet = try await table.marker(table.first).get(table.path)
            #expect(sheet.status == 200 && sheet.text.contains("Sebab melayani semua."), "\(sheet.text)")
            #expect(sheet.text.contains("Tiga alasan") && sheet.text.contains("Netral itu"))
            let body = Self.marks(500, 200, #","note":"Bagus""#)
            let given = await (try table.marker(table.first)).post("\(table.path)/marks", json: body, expecting: 200)
            let again = await (try table.marker(table.first)).post("\(table.path)/marks", json: body, expecting: 200)
            #expect(again.headers["Bina-Unchanged"] == "true" && again.headers["ETag"] == given.headers["ETag"])
            let other = await (try table.marker(table.first)).post(
                "\(table.path)/marks",
                json: Self.marks(400, 200),
                expecting: 409
            )
            #expect(try other.problem().type == "urn:bina:problem:essay-mark-already-given")
            await (try table.marker(table.second)).post(
                "\(table.path)/marks",
                json: Self.marks(600, 200),
                expecting: 200
            )
            try await withRunning(stage.runner(of: EssayPolicy())) {
                let stream = AssessmentStream.attempt(table.attempt, of: stage.tenant)
                let isEntered = try await eventually {
                    try await stage.desk.attempts.state(of: stream).state.marking.result?.pointsHundredths == 750
                }
                #expect(isEntered)
            }
            try await stage.waitForView()
            let done = try await table.marker(table.first).get("/v1/aceh/essays/mine")
            #expect(done.text == #"{"essays":[]}"#)
            let list = try await table.organiser.get("/v1/aceh/essays?exam=\(table.exam)&status=settled")
            #expect(list.text.contains("\(table.essay)"))
        }
    }

    @Test func `markers who differ get a third, who alone sees what both gave`() async throws {
        try await withAssessmentStage { stage in
            let table = try await Table(stage)
            try await table.assign()
            let organiser = try table.organiser
            let reconciler = #"{"reconciler":"\#(table.third)"}"#
            await organiser.post("\(table.path)/reconciler", json: reconciler, expecting: 409)
            await (try table.marker(table.first)).post(
                "\(table.path)/marks",
                json: Self.marks(100, 111),
                expecting: 200
            )
            await (try table.marker(table.second)).post(
                "\(table.path)/marks",
                json: Self.marks(700, 200),
                expecting: 200
            )
            await organiser.post(
                "\(table.path)/reconciler",
                json: #"{"reconciler":"\#(table.first)"}"#,
                expecting: 422
            )
            await (try table.marker(table.third)).post(
                "\(table.path)/reconcile",
                json: Self.marks(1, 1),
                expecting: 404
            )
            await organiser.post("\(table.path)/reconciler", json: reconciler, expecting: 200)
            let sheet = try await table.marker(table.third).get(table.path)
            #expect(sheet.text.contains(#""pointsOfBoth":[211,900]"#), "\(sheet.text)")
            let blind = try await table.marker(table.first).get(table.path)
            #expect(blind.text.contains(#""ownPoints":211"#) && !blind.text.contains("900"), "\(blind.text)")
            // A marker cannot find out by trying that the other one differs.
            await (try table.marker(table.first)).post(
                "\(table.path)/reconcile",
                json: Self.marks(1, 1),
                expecting: 404
            )
            await (try table.marker(table.third)).post(
                "\(table.path)/reconcile",
                json: Self.marks(9, 9),
                expecting: 200
            )
            let stream = AssessmentStream.essay(table.essay, of: stage.tenant)
            #expect(try await stage.desk.essays.state(of: stream).state.settlement?.pointsHundredths == 18)
        }
    }

    @Test func `no answer to a marker tells whose essay it is or what the other one gave`() async throws {
        try await withAssessmentStage { stage in
            let table = try await Table(stage)
            try await table.assign()
            let second = try table.marker(table.second)
            await second.post("\(table.path)/marks", json: Self.marks(613, 187), expecting: 200)
            try await stage.waitForView()
            let first = try table.marker(table.first)
            var answers = [
                await first.get(table.path), await first.get("/v1/aceh/essays/mine"),
                await first.post("\(table.path)/marks", json: Self.marks(9_999, 0)),
                await first.post("\(table.path)/marks", json: #"{"criteria":[]}"#),
                await first.post("\(table.path)/reconcile", json: Self.marks(1, 1)),
                await first.get("/v1/aceh/essays?exam=\(table.exam)"),
            ]
            answers.append(await first.post("\(table.path)/marks", json: Self.marks(601, 186)))
            answers += [await first.get(table.path), await first.get("/v1/aceh/essays/mine")]
            for answer in answers {
                let headers = answer.headers.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
                let told = answer.text + "\n" + headers
                for secret in ["\(table.candidate)", "\(table.attempt)", "\(table.second)"] {
                    #expect(!told.contains(secret), "\(secret) in \(told)")
                }
                // As whole words: the digits may also be in the middle of somebody's id or of a trace.
                let words = told.split { !($0.isLetter || $0.isNumber || $0 == "-") }
                for points in ["613", "187", "800"] { #expect(!words.contains(points[...]), "\(points) in \(told)") }
            }
            #expect(answers[0].headers["ETag"] == nil)
        }
    }

    @Test func `an essay is not there for anybody else`() async throws {
        try await withAssessmentStage { stage in
            let table = try await Table(stage)
            try await table.assign()
            let stranger = try stage.caller(.essayMarker)
            let none = "/v1/aceh/essays/\(EssayID(UUID()))"
            let hidden = await stranger.get(table.path)
            let missing = await stranger.get(none)
            #expect(hidden.status == 404 && missing.status == 404)
            #expect(try hidden.problem().detail == missing.problem().detail)
            await stranger.post("\(table.path)/marks", json: Self.marks(1, 1), expecting: 404)
            await stranger.post("\(table.path)/reconcile", json: Self.marks(1, 1), expecting: 404)
            #expect(try await stage.caller(.essayMarker, subject: table.candidate).get(table.path).status == 404)
            let elsewhere = try stage.caller(.essayMarker, subject: table.first, tenant: "tebo")
            #expect(await elsewhere.get(table.path).status == 403)
            #expect(await elsewhere.get(table.path.replacing("aceh", with: "tebo")).status == 404)
            for role in CivilServiceRole.allCases where role != .essayMarker {
                let caller = try stage.caller(role, subject: table.first)
                #expect(await caller.get(table.path).status == 403, "\(role)")
                #expect(await caller.post("\(table.path)/marks", json: Self.marks(1, 1)).status == 403, "\(role)")
                let maySee = [.examOrganiser, .recordsImporter].contains(role)
                let list = await caller.get("/v1/aceh/essays?exam=\(table.exam)")
                #expect(list.status == (maySee ? 200 : 403), "\(role)")
            }
        }
    }

    @Test func `a marker is replaced before the mark, and sees the essay no more`() async throws {
        try await withAssessmentStage { stage in
            let table = try await Table(stage)
            let organiser = try table.organiser
            let replace = #"{"replaced":"\#(table.first)","by":"\#(table.third)","reason":"Sakit"}"#
            await organiser.post("\(table.path)/replace-marker", json: replace, expecting: 403)
            try await table.assign()
            await organiser.post("\(table.path)/replace-marker", json: replace, expecting: 200)
            #expect(try await table.marker(table.first).get(table.path).status == 404)
            #expect(try await table.marker(table.third).get(table.path).status == 200)
            await (try table.marker(table.third)).post("\(table.path)/marks", json: Self.marks(1, 1), expecting: 200)
            let late = #"{"replaced":"\#(table.third)","by":"\#(table.first)","reason":"Sakit"}"#
            await organiser.post("\(table.path)/replace-marker", json: late, expecting: 409)
        }
    }

    @Test func `refuses markers and marks that break a rule`() async throws {
        try await withAssessmentStage { stage in
            let table = try await Table(stage)
            let organiser = try table.organiser
            for (first, second, rule) in [
                (table.first, table.first, "essay-markers-the-same"),
                (table.candidate, table.first, "essay-marker-is-candidate"),
            ] {
                let body = #"{"first":"\#(first)","second":"\#(second)"}"#
                let answer = await organiser.post("\(table.path)/markers", json: body, expecting: 422)
                #expect(try answer.problem().type == "urn:bina:problem:\(rule)")
            }
            try await table.assign()
            let others = #"{"first":"\#(table.first)","second":"\#(table.third)"}"#
            await organiser.post("\(table.path)/markers", json: others, expecting: 409)
            let marker = try table.marker(table.first)
            for body in [
                Self.marks(900, 200), Self.marks(-1, 0), #"{"criteria":[{"criterion":"Isi","pointsHundredths":1}]}"#,
                #"{"criteria":[{"criterion":"Isi","pointsHundredths":1.5}]}"#, Self.marks(1, 1, #","note":"""#),
            ] { await marker.post("\(table.path)/marks", json: body, expecting: 422) }
            let none = "/v1/aceh/essays/\(EssayID(UUID()))"
            await organiser.post("\(none)/markers", json: others, expecting: 404)
            #expect(await organiser.get("/v1/aceh/essays").status == 400)
            #expect(await organiser.get("/v1/aceh/essays?exam=\(table.exam)&status=x").status == 400)
        }
    }

    @Test(arguments: ["<script>alert(1)</script>", "<svg/onload=alert(1)>", "=cmd|' /C calc'!A0", "\u{202E}a\nb"])
    func `a hostile essay comes back as it was written`(text: String) async throws {
        try await withAssessmentStage { stage in
            let table = try await Table(stage, text: text)
            try await table.assign()
            let sheet = try await table.marker(table.first).get(table.path)
            struct Sheet: Decodable { let text: String }
            #expect(try sheet.json(Sheet.self).text == text)
            #expect(sheet.headers["Content-Type"] == "application/json")
        }
    }

    @Test func `an essay whose author was erased can never be read again`() async throws {
        try await withAssessmentStage { stage in
            let table = try await Table(stage)
            try await table.assign()
            try await stage.vault.destroyKey(of: table.candidate, tenant: stage.tenant)
            let sheet = try await table.marker(table.first).get(table.path)
            #expect(sheet.status == 200 && !sheet.text.contains(#""text":"#), "\(sheet.text)")
            let noted = Self.marks(1, 1, #","note":"Catatan""#)
            await (try table.marker(table.first)).post("\(table.path)/marks", json: noted, expecting: 409)
        }
    }
}
