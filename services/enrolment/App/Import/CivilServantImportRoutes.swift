import CivilServiceKernel
import EventSourcing
import HTTPServer
import ServiceRuntime

/// Brings the register in line with a table of people.
///
/// Every row stands for itself: one that cannot be done hinders no other, and the same table a second time changes
/// nothing.
struct CivilServantImportRoutes {
    /// Of the whole request; the server takes bodies of this size.
    static let maximumBytes = 5 << 20
    /// More would help nobody; the totals say how many rows were refused.
    private static let maximumErrors = 1_000

    let desk: EnrolmentDesk

    func add(to routes: inout ServiceRoutes) {
        routes.post("/v1/{tenant}/civil-servants/import", roles: RegisterRoles.keepers) { try await importTable($0) }
    }

    private func importTable(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("dry-run", "at-least")
        let isDryRun = try request.flag("dry-run")
        guard Self.isCSV(request.http.headers.values(of: "Content-Type")) else { throw Problem.notCSV }
        try await request.waitUntilFresh(desk.view.checkpoints)
        let table = try PeopleTable(request.http.body, units: try await unitIndex(request.tenant))
        var run = PeopleImport(
            desk: desk,
            head: try request.commandHead(),
            tenant: request.tenant,
            isDryRun: isDryRun,
            deadline: request.http.deadline - .seconds(5)
        )
        let outcome = try await run.process(table)
        return try .json(answer(table, outcome, isDryRun), headers: ["Cache-Control": "no-store"])
    }

    private func answer(_ table: PeopleTable, _ outcome: PeopleImport.Outcome, _ isDryRun: Bool) -> ImportAnswer {
        let errors = (table.errors + outcome.errors).sorted { $0.row < $1.row }
        return ImportAnswer(
            dryRun: isDryRun,
            rows: table.rowCount,
            hired: outcome.hired,
            changed: outcome.changed,
            unchanged: outcome.unchanged,
            refused: Set(errors.map(\.row)).count,
            errors: Array(errors.prefix(Self.maximumErrors)),
            errorsLeftOut: max(0, errors.count - Self.maximumErrors)
        )
    }

    private func unitIndex(_ tenant: TenantID) async throws -> UnitIndex {
        var all: [UnitRow] = []
        while true {
            let page = try await desk.view.units(tenant: tenant, after: all.last?.id, limit: 1_000)
            all += page
            if page.count < 1_000 { return UnitIndex(all) }
        }
    }

    private static func isCSV(_ contentTypes: [String]) -> Bool {
        guard contentTypes.count == 1, let type = contentTypes.first?.split(separator: ";").first else { return false }
        return String(type).trimmed.lowercased() == "text/csv"
    }
}

private struct ImportAnswer: Encodable {
    let dryRun: Bool
    let rows: Int
    let hired: Int
    let changed: Int
    let unchanged: Int
    let refused: Int
    let errors: [RowError]
    let errorsLeftOut: Int
}

extension Problem {
    fileprivate static var notCSV: Problem {
        Problem(
            "unsupported-media-type",
            status: .unsupportedMediaType,
            title: "Kirim berkas sebagai text/csv.",
            detail: "Send the table as Content-Type: text/csv.",
            headers: ["Accept": "text/csv"]
        )
    }
}
