import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import ServiceTesting
import Testing

@testable import AssessmentService

struct QuestionRoutesTests {
    /// One question of each kind, as an author sends it.
    private static let kinds: [(kind: QuestionKind, rest: String)] = [
        (
            .singleChoice,
            #""options":[{"text":"Melayani"},{"text":"Dilayani"}],"key":{"credits":[{"option":"A","millionths":1000000},"#
                + #"{"option":"B","millionths":0}]}"#
        ),
        (
            .multipleChoice,
            #""options":[{"id":"p","text":"Asia"},{"id":"q","text":"Cina"}],"key":{"scoring":"per-option","credits":["#
                + #"{"option":"p","millionths":1000000,"feedback":"Ya"},{"option":"q","millionths":0}]}"#
        ),
        (
            .trueFalse,
            #""key":{"credits":[{"option":"B","millionths":1000000},{"option":"S","millionths":0}],"explanation":"Ya"}"#
        ),
        (.shortText, #""key":{"texts":[{"text":"Banda*","millionths":1000000}],"matchesCase":true}"#),
        (.numeric, #""key":{"numbers":[{"from":"3.13","to":"3.15","millionths":1000000}]}"#),
        (
            .matching,
            #""options":[{"text":"Italia"},{"text":"Jepang"}],"targets":[{"text":"Tokyo"},{"text":"Roma"}],"#
                + #""key":{"pairs":[{"option":"A","target":"B"},{"option":"B","target":"A"}]}"#
        ),
        (
            .ordering,
            #""options":[{"text":"Periksa"},{"text":"Bayar"},{"text":"Ajukan"}],"key":{"order":["C","A","B"]}"#
        ),
        (
            .essay,
            #""wordLimit":300,"key":{"rubric":[{"name":"Isi","weight":3},{"name":"Bahasa","weight":1}],"#
                + #""modelAnswer":"Rahasia"}"#
        ),
        (
            .scoredSituation,
            #""options":[{"text":"Diam"},{"text":"Lapor"}],"key":{"credits":[{"option":"A","millionths":250000},"#
                + #"{"option":"B","millionths":1000000}]}"#
        ),
    ]

    private static func body(_ kind: QuestionKind, _ rest: String, stem: String = "Soal?", more: String = "") -> String
    {
        #"{"kind":"\#(kind.rawValue)","topic":"Pelayanan","difficulty":"easy","stem":\#(quoted(stem)),\#(rest)\#(more)}"#
    }

    private static func quoted(_ text: String) -> String {
        #"""# + text.replacing(#"\"#, with: #"\\"#).replacing(#"""#, with: #"\""#).replacing("\n", with: #"\n"#) + #"""#
    }

    private static let choice = kinds[0].rest

    @Test func `adds each of the nine kinds, shows the key to authors and to nobody else`() async throws {
        try await withAssessmentStage { stage in
            let author = try stage.caller(.questionAuthor)
            #expect(Self.kinds.map(\.kind) == QuestionKind.allCases)
            for (kind, rest) in Self.kinds {
                let added = await author.post("/v1/aceh/questions", json: Self.body(kind, rest))
                try #require(added.status == 201, "\(kind): \(added.text)")
                let path = try #require(added.headers["Location"])
                let shown = await author.get(path)
                #expect(shown.status == 200 && shown.text.contains(#""key":{"#), "\(kind)")
                #expect(shown.headers["ETag"] == "\"1\"")
                let organiser = try await stage.caller(.examOrganiser).get(path)
                #expect(organiser.status == 200 && !organiser.text.contains("key"), "\(kind)")
                for secret in ["millionths", "Rahasia", "Banda*", "3.13", "rubric", "feedback"] {
                    #expect(!organiser.text.contains(secret), "\(kind): \(secret)")
                }
            }
        }
    }

    @Test func `options without ids get letters by the alphabet, and the key follows`() async throws {
        try await withAssessmentStage { stage in
            let author = try stage.caller(.questionAuthor)
            for (index, (kind, rest)) in Self.kinds.enumerated() where [0, 5, 6].contains(index) {
                let added = await author.post("/v1/aceh/questions", json: Self.body(kind, rest))
                let shown = await author.get(try #require(added.headers["Location"])).text
                let expected = [
                    0: #""credits":[{"millionths":1000000,"option":"B"},{"millionths":0,"option":"A"}]"#,
                    5: #""pairs":[{"option":"A","target":"A"},{"option":"B","target":"B"}]"#,
                    6: #""order":["A","C","B"]"#,
                ]
                let part = try #require(expected[index])
                #expect(shown.contains(part), "\(shown)")
            }
        }
    }

    @Test func `revises with a new number, keeps the kind, and the same again is no revision`() async throws {
        try await withAssessmentStage { stage in
            let author = try stage.caller(.questionAuthor)
            let added = await author.post("/v1/aceh/questions", json: Self.body(.singleChoice, Self.choice))
            let path = try #require(added.headers["Location"])
            let same = Self.body(.singleChoice, Self.choice, more: #","reason":"Ejaan""#)
            #expect(await author.post("\(path)/revise", json: same).headers["Bina-Unchanged"] == "true")
            let other = same.replacing("Soal?", with: "Soal apa?")
            let stale = await author.post("\(path)/revise", json: other, headers: ["If-Match": "\"7\""])
            #expect(stale.status == 412)
            #expect(await author.post("\(path)/revise", json: other).headers["ETag"] == "\"2\"")
            let rekeyed = other.replacing("1000000", with: "900000").replacing(":0}", with: ":1000000}")
            #expect(await author.post("\(path)/revise", json: rekeyed).headers["ETag"] == "\"3\"")
            let kind = Self.body(.numeric, Self.kinds[4].rest, more: #","reason":"Lain""#)
            let refused = await author.post("\(path)/revise", json: kind)
            #expect(refused.status == 422)
            #expect(try refused.problem().type == "urn:bina:problem:question-kind-changed")
            let retired = await author.post("\(path)/retire", json: #"{"reason":"Usang"}"#)
            #expect(retired.status == 200)
            #expect(await author.post("\(path)/revise", json: same).status == 409)
            #expect(await author.get(path).text.contains(#""revision":3,"status":"retired""#))
            let none = "/v1/aceh/questions/\(QuestionID(UUID()))"
            #expect(await author.post("\(none)/revise", json: same).status == 404)
            #expect(await author.get(none).status == 404)
        }
    }

    @Test func `the same request with the same key is one question, another with it is refused`() async throws {
        try await withAssessmentStage { stage in
            let author = try stage.caller(.questionAuthor)
            let headers: HTTPHeaders = ["Idempotency-Key": "soal-1"]
            let body = Self.body(.singleChoice, Self.choice)
            let first = await author.post("/v1/aceh/questions", json: body, headers: headers)
            let again = await author.post("/v1/aceh/questions", json: body, headers: headers)
            #expect(first.status == 201 && again.status == 201 && first.body == again.body)
            let other = Self.body(.singleChoice, Self.choice, stem: "Lain?")
            let reused = await author.post("/v1/aceh/questions", json: other, headers: headers)
            #expect(try reused.problem().type == "urn:bina:problem:idempotency-key-reused")
        }
    }

    @Test(arguments: [
        (#""stem":"Soal?""#, #""stem":" ""#, "question-stem-empty"),
        (#""stem":"Soal?""#, #""stem":"a\u0001b""#, "question-text-malformed"),
        (#""topic":"Pelayanan""#, #""topic":"a\nb""#, "question-text-malformed"),
        (#""topic":"Pelayanan""#, #""topic":"""#, "question-topic-out-of-range"),
        (#""topic":"Pelayanan""#, #""code":" ","topic":"Pelayanan""#, "question-code-out-of-range"),
        (#""text":"Dilayani""#, #""text":"Melayani""#, "question-option-twice"),
        (#""text":"Dilayani""#, #""text":" ""#, "question-option-empty"),
        (#"{"text":"Dilayani"}"#, #"{"id":"x","text":"Dilayani"}"#, "invalid-request"),
        (#""option":"B""#, #""option":"C""#, "answer-key-does-not-fit"),
        (#":1000000"#, #":999999"#, "answer-key-right-answer-count"),
        (#":0}"#, #":-1000001}"#, "answer-key-credit-out-of-range"),
        (#"single-choice"#, #"multi"#, "invalid-request"), (#""difficulty":"easy","#, "", "invalid-request"),
        (#""difficulty""#, #""key2":1,"difficulty""#, "invalid-request"),
    ])
    func `refuses what breaks a rule, and records nothing`(part: String, by other: String, rule: String) async throws {
        try await withAssessmentStage { stage in
            let body = Self.body(.singleChoice, Self.choice)
            try #require(body.contains(part))
            let answer = try await stage.caller(.questionAuthor).post(
                "/v1/aceh/questions",
                json: body.replacing(part, with: other)
            )
            #expect(answer.status == 422, "\(answer.text)")
            #expect(try answer.problem().type == "urn:bina:problem:\(rule)", "\(answer.text)")
            #expect(try await stage.store.feed.heads().values.allSatisfy { $0 == 0 })
        }
    }

    @Test func `lists what is in the bank by each filter, of its own tenant only`() async throws {
        try await withAssessmentStage { stage in
            let author = try stage.caller(.questionAuthor)
            for (kind, rest) in Self.kinds {
                #expect(await author.post("/v1/aceh/questions", json: Self.body(kind, rest)).status == 201)
            }
            try await stage.waitForView()
            func count(_ query: String) async -> Int {
                await author.get("/v1/aceh/questions?\(query)").text.split(separator: #""id":"#).count - 1
            }
            #expect(await count("topic=Pelayanan") == 9)
            #expect(await count("topic=Lain") == 0)
            #expect(await count("kind=essay") == 1)
            #expect(await count("difficulty=easy&status=offered") == 9)
            #expect(await count("difficulty=hard") == 0)
            #expect(await count("status=retired") == 0)
            let page = await author.get("/v1/aceh/questions?limit=5")
            #expect(page.headers["Link"] != nil && !page.text.contains("credits"))
            let other = try await stage.caller(.questionAuthor, tenant: "tebo").get("/v1/tebo/questions")
            #expect(other.text == #"{"questions":[]}"#)
        }
    }

    @Test(arguments: [
        "kind=multi", "difficulty=", "status=unknown", "kind=essay&kind=essay", "limit=0", "limit=501", "after=1",
        "sort=key", "topic=a&limit=1'",
    ])
    func `a filter that is none is refused`(query: String) async throws {
        try await withAssessmentStage { stage in
            let answer = try await stage.caller(.questionAuthor).get("/v1/aceh/questions?\(query)")
            #expect(answer.status == 400)
        }
    }

    @Test(arguments: ["%00", "'; drop table questions; --", "%25", "%F0%9F%98%80", "\\"])
    func `a hostile topic finds nothing`(topic: String) async throws {
        try await withAssessmentStage { stage in
            let target = "/v1/aceh/questions?topic=\(topic.replacing(" ", with: "%20").replacing(";", with: "%3B"))"
            let answer = try await stage.caller(.questionAuthor).get(target)
            #expect(answer.status == 200 && answer.text == #"{"questions":[]}"#, "\(answer.text)")
        }
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "<svg onload=alert(1)>", "=HYPERLINK(\"http://x\")", "'; drop table questions; --",
        "\u{202E}kebalik", "${7*7}", "a\nb",
    ])
    func `a hostile text comes back as it went in`(text: String) async throws {
        try await withAssessmentStage { stage in
            let author = try stage.caller(.questionAuthor)
            let added = await author.post("/v1/aceh/questions", json: Self.body(.singleChoice, Self.choice, stem: text))
            #expect(added.status == 201, "\(added.text)")
            let shown = await author.get(try #require(added.headers["Location"]))
            #expect(shown.headers["Content-Type"] == "application/json")
            struct Shown: Decodable { let stem: String }
            #expect(try shown.json(Shown.self).stem == text)
        }
    }

    @Test func `only authors write, and another tenant's question is not there`() async throws {
        try await withAssessmentStage { stage in
            let author = try stage.caller(.questionAuthor)
            let body = Self.body(.singleChoice, Self.choice)
            let added = await author.post("/v1/aceh/questions", json: body)
            let path = try #require(added.headers["Location"])
            for role in CivilServiceRole.allCases where role != .questionAuthor {
                let caller = try stage.caller(role)
                #expect(await caller.post("/v1/aceh/questions", json: body).status == 403, "\(role)")
                #expect(await caller.post("\(path)/retire", json: #"{"reason":"x"}"#).status == 403, "\(role)")
                let mayRead = [.examOrganiser, .recordsImporter].contains(role)
                #expect(await caller.get(path).status == (mayRead ? 200 : 403), "\(role)")
            }
            let stranger = try stage.caller(.questionAuthor, tenant: "tebo")
            #expect(await stranger.get(path).status == 403)
            #expect(await stranger.get(path.replacing("aceh", with: "tebo")).status == 404)
        }
    }
}
