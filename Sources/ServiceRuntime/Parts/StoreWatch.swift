package import EventStorePostgres
import Synchronization

/// Looks every few seconds at what a relay that cannot work would not say: how old the outbox is, and which strangers
/// keep transactions open.
package final class StoreWatch: Sendable {
    private struct State {
        var outbox: Outbox?
        var transactions: [LongTransaction] = []
        var named: Set<Int32> = []
    }

    private let store: PostgresEventStore
    private let interval: Duration
    private let longest: Duration
    private let log: Log
    private let state = Mutex(State())

    /// - `longest`: older transactions are named in the log and the metrics.
    package init(
        _ store: PostgresEventStore,
        interval: Duration = .seconds(5),
        longest: Duration = .seconds(60),
        log: Log
    ) {
        self.store = store
        self.interval = interval
        self.longest = longest
        self.log = log
    }

    /// Looks until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            await look()
            try? await Task.sleep(for: interval)
        }
    }

    /// Looks once; while the database is away, the figures stay as they were.
    package func look() async {
        if let outbox = try? await store.outbox() { state.withLock { $0.outbox = outbox } }
        guard let open = try? await store.longRunningTransactions(olderThan: longest) else { return }
        let news = state.withLock { state -> [LongTransaction] in
            state.transactions = open
            let pids = Set(open.compactMap(\.processID))
            defer { state.named = pids }
            return open.filter { $0.processID.map { !state.named.contains($0) } ?? false }
        }
        for transaction in news {
            log.relay(
                .warning,
                "a transaction has been open for long and holds back the server's cleaning up",
                fields: [
                    "process": transaction.processID.map { "\($0)" } ?? "",
                    "database": transaction.database,
                    "user": transaction.user,
                    "application": transaction.application,
                    "state": transaction.state,
                    "age": "\(transaction.age)",
                ]
            )
        }
    }

    /// As families to ``Metrics/collect(_:)``.
    package func collector() -> Metrics.Collector {
        { [self] in
            let (outbox, transactions) = state.withLock { ($0.outbox, $0.transactions) }
            let named = transactions.prefix(20).map { transaction in
                MetricFamily.Sample(
                    transaction.age / .seconds(1),
                    labels: [
                        ("pid", transaction.processID.map { "\($0)" } ?? "prepared"),
                        ("database", transaction.database), ("application", transaction.application),
                        ("state", transaction.state),
                    ]
                )
            }
            return [
                MetricFamily(
                    "bina_outbox_age_seconds",
                    "Age of the oldest event not marked as sent.",
                    .gauge,
                    outbox.map { [.init($0.age / .seconds(1))] } ?? []
                ),
                MetricFamily(
                    "bina_outbox_events",
                    "Events not marked as sent, of all lanes.",
                    .gauge,
                    outbox.map { [.init(Double($0.events))] } ?? []
                ),
                MetricFamily(
                    "bina_postgres_long_transactions",
                    "Transactions of anybody that have been open for more than a minute.",
                    .gauge,
                    [.init(Double(transactions.count))]
                ),
                MetricFamily(
                    "bina_postgres_long_transaction_seconds",
                    "How long each of them has been open.",
                    .gauge,
                    Array(named)
                ),
            ]
        }
    }
}

extension ProcessComponent {
    /// Keeps an eye on the outbox and on strangers' transactions.
    package static func storeWatch(_ watch: StoreWatch) -> ProcessComponent {
        ProcessComponent("store watch", run: { await watch.run() })
    }
}
