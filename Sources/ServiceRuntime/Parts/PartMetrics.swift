import EventSourcing
package import EventStorePostgres
package import EventStreaming
package import PostgresClient
package import ProjectionRuntime

/// The figures of a process's parts, as families to ``Metrics/collect(_:)``.
package enum PartMetrics {
    package static func pool(_ client: PostgresClient, named name: String) -> Metrics.Collector {
        {
            let use = client.poolUse
            let states = [("open", use.open), ("idle", use.idle), ("waiting", use.waiting), ("maximum", use.maximum)]
            let samples = states.map { state, count in
                MetricFamily.Sample(Double(count), labels: [("pool", name), ("state", state)])
            }
            return [
                MetricFamily("bina_postgres_pool_connections", "Connections, and tasks that wait.", .gauge, samples)
            ]
        }
    }

    package static func store(_ store: PostgresEventStore) -> Metrics.Collector {
        {
            let figures = store.statistics
            return [
                counter("bina_store_commits_total", "Statements that recorded appends.", figures.batches),
                counter("bina_store_appends_total", "Appends, refused ones included.", figures.appends),
                counter("bina_store_events_total", "Events recorded.", figures.events),
                gauge("bina_store_group_commit_largest", "Most appends in one commit.", figures.largestBatch),
                gauge("bina_store_appends_waiting", "Appends that wait for a commit.", figures.waiting),
                counter("bina_store_split_batches_total", "Commits retried one by one.", figures.splitBatches),
                counter("bina_store_uncertain_commits_total", "Commits cut off.", figures.uncertainCommits),
            ]
        }
    }

    package static func relay(_ relay: Relay) -> Metrics.Collector {
        {
            let figures = relay.metrics()
            let age = figures.oldestUnsentAge(at: .now) / .seconds(1)
            return [
                gauge("bina_relay_lanes_owned", "Lanes this process relays.", figures.lanesOwned),
                gauge("bina_relay_backlog_events", "Events not acknowledged by Kafka.", Int(figures.backlog)),
                MetricFamily(
                    "bina_relay_oldest_unsent_seconds",
                    "Age of the oldest such event.",
                    .gauge,
                    [.init(age)]
                ),
                counter("bina_relay_delivered_total", "Events acknowledged.", figures.delivered),
                counter("bina_relay_failures_total", "Events refused or not acknowledged.", figures.failures),
                counter("bina_relay_refills_total", "Times another bus was refilled.", figures.refills),
                gauge(
                    "bina_relay_store_restored",
                    "1 while nothing is sent, as the store was restored from a backup.",
                    figures.isStoreRestored ? 1 : 0
                ),
                gauge("bina_relay_members", "Relays that share the lanes.", figures.members),
                gauge(
                    "bina_relay_lanes_stopped",
                    "Lanes that stand still after a failure.",
                    figures.lanes.values.count { $0.isStopped }
                ),
            ]
        }
    }

    /// All local projections and policies of a process, told apart by the label `projection`.
    package static func localProjections(_ runners: [String: LocalProjectionRunner]) -> Metrics.Collector {
        {
            let statuses = runners.mapValues { $0.status() }.sorted { $0.key < $1.key }
            func samples(_ value: (ProjectionStatus) -> Double) -> [MetricFamily.Sample] {
                statuses.map { MetricFamily.Sample(value($0.value), labels: [("projection", $0.key)]) }
            }
            let behind = samples { status in
                Double(status.lanes.values.reduce(0) { $0 + max(0, ($1.head ?? 0) - $1.position) })
            }
            let parked = samples { Double($0.parkedStreams) }
            return [
                MetricFamily("bina_local_projection_behind_events", "Own events not applied.", .gauge, behind),
                MetricFamily(
                    "bina_local_projection_applied_total",
                    "Events applied.",
                    .counter,
                    samples { Double($0.applied) }
                ),
                MetricFamily("bina_local_projection_parked_streams", "Streams parked.", .gauge, parked),
                MetricFamily(
                    "bina_local_projection_time_lag_seconds",
                    "How long the oldest own event not applied has waited.",
                    .gauge,
                    samples { $0.timeLag(at: .now) / .seconds(1) }
                ),
                MetricFamily(
                    "bina_local_projection_ready",
                    "1 when it moves on.",
                    .gauge,
                    samples { $0.isReady ? 1 : 0 }
                ),
            ]
        }
    }

    /// Read models that are made anew, told apart by the label `read_model`.
    package static func rebuilds(_ rebuilds: [Rebuild]) -> Metrics.Collector {
        {
            let states = rebuilds.map { ($0.name, $0.lastSeen) }
            func family(_ name: String, _ help: String, _ value: (RebuildStatus) -> Double) -> MetricFamily {
                MetricFamily(
                    name,
                    help,
                    .gauge,
                    states.map { .init(value($0.1), labels: [("read_model", $0.0)]) }
                )
            }
            return [
                family("bina_rebuild_running", "1 while a next read model is filled or waits.") {
                    $0.isFilling ? 1 : 0
                },
                family("bina_rebuild_stalled", "1 while it is not filled for some trouble.") {
                    $0.trouble == nil ? 0 : 1
                },
                family("bina_rebuild_applied_events", "Events the next one has.") { Double($0.next?.events ?? 0) },
                family("bina_rebuild_needed_events", "Events it has to have.") { Double($0.total) },
                family("bina_rebuild_progress_ratio", "The first by the second.") {
                    $0.total == 0 ? 0 : Double($0.next?.events ?? 0) / Double($0.total)
                },
                family("bina_rebuild_previous_kept", "1 while one from before a switch is kept.") {
                    $0.hasPrevious ? 1 : 0
                },
            ]
        }
    }

    private static func counter(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name, help, .counter, [.init(Double(value))])
    }

    private static func gauge(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name, help, .gauge, [.init(Double(value))])
    }
}
