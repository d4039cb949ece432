import Foundation
import PostgresClient
import ServiceRuntime

extension BreakStage {
    /// What came of a fault.
    enum Effect {
        case done
        /// To be undone after so long.
        case lasts(Duration, undo: @Sendable () async throws -> Void)
        /// Nothing was done, and why.
        case refused(String)
    }

    /// Does the fault.
    func commit(_ fault: Fault) async throws -> Effect {
        switch fault {
        case .killService(let service, let replica, let away): try await strike(replica, of: [service], away)
        case .killProjection(let replica, let away): try await strike(replica, of: Self.projections, away)
        case .killEverything(let away): try await strike(running, away)
        case .restartService(let service, let replica): try await restart(replica, of: [service])
        case .restartProjection(let replica): try await restart(replica, of: Self.projections)
        case .comes(let replica): for own in replicas.values { try run(own[replica]) }
        case .goes(let replica): try await leave(replica)
        case .brokerKilled: try await replaceBroker()
        case .leaderMoves: try await bus.moveLeader()
        case .answersFail(let count): try await bus.tell("fail \(count)")
        case .databaseKilled(let away):
            try await server.kill()
            try await Task.sleep(for: .milliseconds(away))
            try await bringDatabaseBack()
        case .connectionsCut: try await cutConnections()
        case .rebuild(let name, let step):
            let client = try OperatorClient(.learningRecord, installation)
            let work = RebuildWork(name: name, client: client, limit: .seconds(10))
            do {
                if step == .start {
                    // Without it there are no others, and nobody may be there just now.
                    try await wait(until: "it starts", within: .seconds(20)) {
                        _ = try await work.take(step)
                        return true
                    }
                } else {
                    _ = try await work.take(step)
                }
            } catch {
                return .refused("\(error)")
            }
        case .brokerDown(let time):
            try await bus.tell("down")
            return .lasts(.milliseconds(time)) { try await self.bus.tell("up") }
        case .brokerSlow(let time):
            try await bus.tell("slow \(time)")
            return .lasts(.seconds(3)) { try await self.bus.tell("slow 0") }
        case .strangersTransaction(let inStore, let time):
            let stranger = try await openTransaction(inStore ? ServiceEntry.enrolment.database : "postgres")
            return .lasts(.milliseconds(time)) { await stranger.close() }
        case .policiesStarved(let service, let time):
            let holder = try await holdPolicies(of: service)
            return .lasts(.milliseconds(time)) { await holder?.close() }
        case .clockWrong(let service, let replica, let seconds, let time):
            try await restart(replica, of: [service], clock: seconds)
            return .lasts(.milliseconds(time)) { try await self.restart(replica, of: [service]) }
        case .diskFull(let time):
            guard let disk else { return .refused("there is no small disk") }
            try disk.fill()
            return .lasts(.milliseconds(time)) {
                disk.empty()
                try await self.bringDatabaseBack()
            }
        }
        return .done
    }

    private static let projections = ServiceEntry.all.filter { $0.kind == .projection }.map(\.name)

    private func strike(_ replica: Int, of services: [String], _ away: Int) async throws {
        try await strike(services.compactMap { replicas[$0]?[replica] }, away)
    }

    /// What does not run cannot be killed.
    private func strike(_ instances: [ServiceInstance], _ away: Int) async throws {
        let struck = instances.filter { isWanted($0) }
        await withTaskGroup(of: Void.self) { group in
            for instance in struck { group.addTask { await self.kill(instance) } }
        }
        try await Task.sleep(for: .milliseconds(away))
        for instance in struck { try run(instance) }
    }

    /// `clock`: by how many seconds its clock is ahead from then on.
    private func restart(_ replica: Int, of services: [String], clock seconds: Int = 0) async throws {
        for instance in services.compactMap({ replicas[$0]?[replica] }) {
            WrongClock.set(seconds, of: instance)
            guard isWanted(instance) else { continue }
            await terminate(instance)
            try run(instance)
        }
    }

    /// Somebody stays.
    private func leave(_ replica: Int) async throws {
        for own in replicas.values where own.contains(where: { isWanted($0) && $0.name != own[replica].name }) {
            await terminate(own[replica])
        }
    }

    /// An embedded broker has another address afterwards, which everybody has to be told.
    func replaceBroker() async throws {
        guard !isReplacingBroker else { return }
        isReplacingBroker = true
        defer { isReplacingBroker = false }
        let before = await bus.address
        await bus.kill()
        try await bus.start()
        guard await bus.address != before else { return }
        try await strike(running, 0)
    }

    private func administration(_ database: String) -> PostgresConfiguration {
        var configuration = PostgresConfiguration(server.connectionString(database: database))
        configuration.idleInTransactionTimeout = nil
        return configuration
    }

    private func cutConnections() async throws {
        let connection = try await PostgresConnection.connect(administration("postgres"))
        _ = try? await connection.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'bina_%' AND pid <> pg_backend_pid()"
        )
        await connection.close()
    }

    /// A writing transaction that stays open until the connection is closed.
    private func openTransaction(_ database: String) async throws -> PostgresConnection {
        let connection = try await PostgresConnection.connect(administration(database))
        try await connection.executeScript("BEGIN; CREATE TABLE public.stranger (number int); SELECT txid_current()")
        return connection
    }

    /// Keeps everybody from writing how far the service's policies have come, until the connection is closed.
    ///
    /// Nil where there are no policies.
    private func holdPolicies(of service: String) async throws -> PostgresConnection? {
        guard let context = VerifiedContext.all.first(where: { $0.name == service }) else { return nil }
        let connection = try await PostgresConnection.connect(administration(context.service.database))
        try await connection.executeScript(
            "BEGIN; LOCK TABLE \(context.policySchema).checkpoints IN EXCLUSIVE MODE; SELECT 1"
        )
        return connection
    }

    /// Undoes what may still be undone, and runs one replica of everything at least.
    func heal() async throws {
        disk?.empty()
        try await bringDatabaseBack()
        try await bus.tell("heal")
        for instance in firsts { try run(instance) }
        for instance in running { try await instance.waitUntilReady(http) }
    }
}
