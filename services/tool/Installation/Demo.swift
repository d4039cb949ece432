import CivilServiceKernel
import EventSourcing
import Foundation

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
        let session = ImportSession(
            client: client,
            journal: try ImportJournal(file: folder.appending(path: "demo-\(place.tenant).journal")),
            concurrency: 4,
            console: console
        )
        let loader = DemoLoader(requests: DemoRequests(place: place, day: day), session: session)
        let found = try await loader.load()
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
            """
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
