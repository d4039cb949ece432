import HTTPServer
import PostgresClient
import ProjectionRuntime

/// What an operator may do about a read model that is made anew.
struct RebuildRoutes: Sendable {
    let rebuilds: [Rebuild]

    func add(to routes: inout ServiceRoutes) {
        guard !rebuilds.isEmpty else { return }
        let roles = OperationRoutes.roles
        routes.addAcrossTenants(.get, "/v1/operations/rebuilds/{name}", roles: roles) { request in
            try request.allowQuery()
            let rebuild = try find(request)
            return try .json(
                RebuildAnswer(rebuild.name, try await rebuild.status()),
                headers: ["Cache-Control": "no-store"]
            )
        }
        routes.addAcrossTenants(.post, "/v1/operations/rebuilds/{name}/{step}", roles: roles) { request in
            let rebuild = try find(request)
            guard let step = RebuildStep(rawValue: request.parameters["step"] ?? "") else {
                throw Problem.notFound("step of a rebuild")
            }
            do {
                return try .json(try await take(step, rebuild))
            } catch let refusal as RebuildRefusal {
                throw Problem(
                    "rebuild-refused",
                    status: .conflict,
                    title: "This step of a rebuild cannot be done now",
                    detail: "\(refusal). Nothing was changed."
                )
            }
        }
    }

    private func find(_ request: ServiceRequest) throws -> Rebuild {
        guard let rebuild = rebuilds.first(where: { $0.name == request.parameters["name"] }) else {
            throw Problem.notFound("read model in this service")
        }
        return rebuild
    }

    private func take(_ step: RebuildStep, _ rebuild: Rebuild) async throws -> RebuildAnswer {
        var tables: [RebuildAnswer.Table]?
        var isMadeAnew = false
        switch step {
        case .start: isMadeAnew = try await rebuild.start() == .madeAnew
        case .compare: tables = try await rebuild.compare().map { RebuildAnswer.Table($0) }
        case .switchOver: try await rebuild.switchOver()
        case .rollBack: try await rebuild.rollBack()
        case .finish: try await rebuild.finish()
        case .abandon: try await rebuild.abandon()
        }
        var answer = RebuildAnswer(rebuild.name, try await rebuild.status())
        answer.tables = tables
        answer.isMadeAnew = isMadeAnew
        return answer
    }
}

/// A step as the path names it.
package enum RebuildStep: String, CaseIterable, Sendable {
    case start
    case compare
    case switchOver = "switch"
    case rollBack = "roll-back"
    case finish
    case abandon
}

/// How far a rebuild is, and what a step of it found.
package struct RebuildAnswer: Codable, Sendable {
    /// One table of the rebuilt read model beside the present one.
    package struct Table: Codable, Sendable {
        package let table: String
        package let rowsInCurrent: Int64
        package let rowsInNext: Int64
        package let isEqual: Bool
        package let onlyInCurrent: [String]
        package let onlyInNext: [String]
        package let different: [String]

        init(_ comparison: TableComparison) {
            table = comparison.table
            rowsInCurrent = comparison.rowsInCurrent
            rowsInNext = comparison.rowsInNext
            isEqual = comparison.isEqual
            onlyInCurrent = comparison.onlyInCurrent
            onlyInNext = comparison.onlyInNext
            different = comparison.different
        }
    }

    package let name: String
    package let hasCurrent: Bool
    package let isFilling: Bool
    package let hasPrevious: Bool
    package let isCaughtUp: Bool
    package let eventsInCurrent: Int64
    package let eventsInNext: Int64
    package let eventsNeeded: Int64
    package let parkedInCurrent: Int64
    package let parkedInNext: Int64
    package let trouble: String?
    /// After a comparison.
    package internal(set) var tables: [Table]?
    /// After a start that found no read model at all.
    package internal(set) var isMadeAnew = false

    init(_ name: String, _ status: RebuildStatus) {
        self.name = name
        hasCurrent = status.hasCurrent
        isFilling = status.isFilling
        hasPrevious = status.hasPrevious
        isCaughtUp = status.isCaughtUp
        eventsInCurrent = status.current?.events ?? 0
        eventsInNext = status.next?.events ?? 0
        eventsNeeded = status.total
        parkedInCurrent = status.current?.parkedStreams ?? 0
        parkedInNext = status.next?.parkedStreams ?? 0
        trouble = status.trouble
    }
}
