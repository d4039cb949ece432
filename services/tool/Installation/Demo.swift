import CivilServiceKernel
import EventSourcing
import Foundation
import HTTPClient

/// The people, programmes and batches that `up` loads so that there is something to look at.
///
/// Everything goes through the public HTTP API, each request with an idempotency key: loading twice changes nothing.
struct Demo: Sendable {
    private let installation: Installation
    private let console: ProgressConsole

    init(_ installation: Installation, on console: ProgressConsole = .standardError) {
        self.installation = installation
        self.console = console
    }

    /// Loads the four places and waits until their learning records can be read.
    ///
    /// - Throws: `Refusal`.
    func load() async throws {
        let folder = installation.workplace.state.appending(path: "imports")
        try installation.workplace.makePrivate(folder)
        let day = try firstDay(in: folder)
        let places = DemoPlace.all
        let token = try DevelopmentIssuer(installation.secrets).token(
            subject: "demo",
            tenants: places.map(\.tenant),
            roles: ["records-importer", "auditor"],
            hours: 1,
            now: Int(Date().timeIntervalSince1970)
        )
        console.note("loading the demo …")
        var lines: [String] = []
        try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, place) in places.enumerated() {
                group.addTask { (index, try await load(place, day, token, folder)) }
            }
            lines = try await group.reduce(into: [(Int, String)]()) { $0.append($1) }
                .sorted { $0.0 < $1.0 }.map(\.1)
        }
        for line in lines { Console.print(line) }
    }

    private func load(_ place: DemoPlace, _ day: CalendarDate, _ token: String, _ folder: URL) async throws -> String {
        let client = APIClient(
            base: installation.url(of: .enrolment).absoluteString,
            token: token,
            connections: 4
        ) { console.note($0) }
        let journal = try ImportJournal(file: folder.appending(path: "demo-\(place.tenant).journal"))
        let session = ImportSession(client: client, journal: journal, concurrency: 4, console: console)
        let requests = DemoRequests(place: place, day: day)
        let found = try await DemoLoader(requests: requests, session: session).load()
        let exams = try await exams(requests, journal, client, people: found.people).load()
        let records = APIClient(
            base: installation.url(of: .learningRecord).absoluteString,
            token: token,
            connections: 1
        )
        let totals = try await LearningRecordWatch(records, tenant: place.tenant, on: console)
            .totals(after: await session.tally.tokens)
        let record = installation.url(of: .learningRecord, "/v1/\(place.tenant)/learning-records/\(found.graduate)")
        let batch = installation.url(of: .enrolment, "/v1/\(place.tenant)/batches/\(found.openBatch)/enrolments")
        return """
            \(place.government): \(totals.people) people, \(totals.participations) participations
              a record:            \(record.absoluteString)
              a queue and offer:   \(batch.absoluteString)
            \(text(exams, place.tenant))
            """
    }

    /// Commands that work as they are typed.
    private func text(_ found: DemoExams.Highlights, _ tenant: String) -> String {
        let address = installation.url(of: .assessment, "/v1/\(tenant)").absoluteString
        func ask(_ person: String, _ role: String = "civil-servant") -> String {
            "curl -H \"Authorization: Bearer $(./bina token --tenant \(tenant) --role \(role) --subject \(person))\""
        }
        return """
              an exam to sit:      \(ask(found.openPerson)) -X POST -H 'Content-Type: application/json' -d '{}' \
            \(address)/exams/\(found.openExam)/attempts
              a corrected result:  \(ask(found.person)) \(address)/attempts/\(found.corrected)/result
              an objection:        \(ask(found.reviewer, "objection-reviewer")) \(address)/objections/\(found.objection)
            """
    }

    private func exams(_ requests: DemoRequests, _ journal: ImportJournal, _ client: APIClient, people: [String])
        throws -> DemoExams
    {
        let issuer = try DevelopmentIssuer(installation.secrets)
        let (tenant, base) = (requests.place.tenant, installation.url(of: .assessment).absoluteString)
        @Sendable func token(_ subject: String, _ roles: [String]) throws -> String {
            let now = Int(Date().timeIntervalSince1970)
            return try issuer.token(subject: subject, tenants: [tenant], roles: roles, hours: 1, now: now)
        }
        let roles = ["question-author", "exam-organiser", "records-importer"]
        let officer = APIClient(base: base, token: try token(people[0], roles), connections: 4) { console.note($0) }
        let http = HTTPClient(maximumRequests: 2)
        return DemoExams(
            requests: requests,
            session: ImportSession(
                client: client,
                assessment: officer,
                journal: journal,
                concurrency: 4,
                console: console
            ),
            journal: journal,
            people: people,
            candidate: { person, limit in
                AttemptClient(
                    http: http,
                    addresses: [base],
                    tenant: tenant,
                    token: try token(person, ["civil-servant"]),
                    journal: ReceiptJournal(),
                    latencies: Latencies(),
                    deadline: limit
                )
            },
            speaker: { [console] person, role in
                let token = try token(person, [role])
                let client = APIClient(base: base, token: token, connections: 1) { console.note($0) }
                return ImportSession(client: client, journal: journal, concurrency: 1, console: console)
            }
        )
    }

    /// The day that all the demo's times are counted from: kept, so that a second loading asks for the same.
    private func firstDay(in folder: URL) throws -> CalendarDate {
        let file = folder.appending(path: "demo.day")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        if let day = CalendarDate(text.trimmingCharacters(in: .whitespacesAndNewlines)) { return day }
        let today = IndonesianTimeZone.jakarta.date(of: Timestamp.now)
        try Data("\(today)\n".utf8).write(to: file)
        return today
    }
}
