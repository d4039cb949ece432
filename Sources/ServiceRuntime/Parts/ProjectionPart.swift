package import ProjectionRuntime

/// A projection or policy as a part of a process: it runs, says how it is, and can be operated.
package struct ProjectionPart: Sendable {
    private enum Runner: Sendable {
        /// Reads the service's own store.
        case local(LocalProjectionRunner)
        case bus(ProjectionRunner)
    }

    /// As people call it: `assessment-view`.
    package let name: String
    /// What the readiness answer calls it.
    let check: String
    let rebuild: Rebuild?
    private let runner: Runner

    /// Of the service's own events.
    package init(_ runner: LocalProjectionRunner, named name: String, check: String? = nil, rebuild: Rebuild? = nil) {
        self.name = name
        self.check = check ?? name
        self.rebuild = rebuild
        self.runner = .local(runner)
    }

    /// Of events from the bus.
    package init(_ runner: ProjectionRunner, named name: String, check: String? = nil, rebuild: Rebuild? = nil) {
        self.name = name
        self.check = check ?? name
        self.rebuild = rebuild
        self.runner = .bus(runner)
    }

    /// For queries that want to read a command's effect.
    package var checkpoints: CheckpointWatch {
        switch runner {
        case .local(let runner): runner.checkpoints
        case .bus(let runner): runner.checkpoints
        }
    }

    /// What runs: itself, and the keeper of its rebuild.
    package var components: [ProcessComponent] {
        let own: ProcessComponent =
            switch runner {
            case .local(let runner): .projection(runner, named: name)
            case .bus(let runner): .projection(runner)
            }
        return [own] + (rebuild.map { [.rebuild($0)] } ?? [])
    }

    func status() -> ProjectionStatus {
        switch runner {
        case .local(let runner): runner.status()
        case .bus(let runner): runner.status()
        }
    }

    var operated: OperatedProjection {
        switch runner {
        case .local(let runner): OperatedProjection(runner)
        case .bus(let runner): OperatedProjection(runner)
        }
    }

    /// The schema of a read model that is folded from the service's own store; its positions are renewed with the store.
    var schemaOfOwnReadModel: String? { local == nil ? nil : rebuild?.schema }

    var local: LocalProjectionRunner? {
        if case .local(let runner) = runner { runner } else { nil }
    }

    var onBus: ProjectionRunner? {
        if case .bus(let runner) = runner { runner } else { nil }
    }
}

extension ServiceFrame {
    /// Figures and readiness of all projections and policies of the process.
    package func watch(_ projections: [ProjectionPart]) {
        let local = projections.compactMap { part in part.local.map { (part.name, $0) } }
        let onBus = projections.compactMap(\.onBus)
        if !local.isEmpty {
            metrics.collect(PartMetrics.localProjections(Dictionary(uniqueKeysWithValues: local)))
        }
        if !onBus.isEmpty { metrics.collect(PartMetrics.projections(onBus)) }
        metrics.collect(PartMetrics.rebuilds(projections.compactMap(\.rebuild)))
        for part in projections { health.add(part.check) { .projection(part.status()) } }
    }
}

extension OperationRoutes {
    /// For the parts of a process; `store` if it has one.
    package init(of projections: [ProjectionPart], store: StoreOperations? = nil) {
        self.init(
            projections: projections.map(\.operated),
            rebuilds: projections.compactMap(\.rebuild),
            store: store
        )
    }
}
