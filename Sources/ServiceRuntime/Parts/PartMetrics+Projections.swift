import EventSourcing
package import ProjectionRuntime

extension PartMetrics {
    /// All projections and policies of a process that read the bus, told apart by the label `projection`.
    package static func projections(_ runners: [ProjectionRunner]) -> Metrics.Collector {
        {
            let statuses = runners.map { $0.status() }.sorted { $0.projection < $1.projection }
            return laneFamilies(statuses) + batchFamilies(statuses) + conditionFamilies(statuses)
        }
    }

    private static func laneFamilies(_ statuses: [ProjectionStatus]) -> [MetricFamily] {
        func samples(_ value: (LaneStatus) -> Double?) -> [MetricFamily.Sample] {
            statuses.flatMap { status in
                status.lanes.sorted { $0.key < $1.key }.compactMap { lane, state in
                    value(state).map {
                        let labels = [
                            ("projection", status.projection), ("source", lane.source), ("lane", "\(lane.lane)"),
                        ]
                        return MetricFamily.Sample($0, labels: labels)
                    }
                }
            }
        }
        return [
            MetricFamily(
                "bina_projection_position",
                "Last lane sequence applied.",
                .gauge,
                samples { Double($0.position) }
            ),
            MetricFamily(
                "bina_projection_behind_events",
                "Events the source has more.",
                .gauge,
                samples { state in state.head.map { Double(max(0, $0 - state.position)) } }
            ),
        ]
    }

    private static func batchFamilies(_ statuses: [ProjectionStatus]) -> [MetricFamily] {
        let unknown = statuses.flatMap { status in
            status.unknownTypes.sorted { $0.key < $1.key }.map { type, count in
                MetricFamily.Sample(Double(count), labels: [("projection", status.projection), ("type", type)])
            }
        }
        return [
            MetricFamily("bina_projection_unknown_events_total", "Skipped unknown types.", .counter, unknown),
            counters("bina_projection_applied_total", "Events applied.", statuses) { $0.applied },
            counters("bina_projection_batches_total", "Transactions committed.", statuses) { $0.batches },
            gauges("bina_projection_last_batch", "Events in the last transaction.", statuses) { $0.lastBatchSize },
            gauges("bina_projection_largest_batch", "Most events in one.", statuses) { $0.largestBatch },
            counters("bina_projection_duplicates_total", "Events dropped as known.", statuses) { $0.duplicates },
            counters("bina_projection_gaps_total", "Gaps found on the bus.", statuses) { $0.gaps },
            counters("bina_projection_from_feed_total", "Events read from feeds.", statuses) { $0.fromFeed },
            counters("bina_projection_fence_rejections_total", "Batches of a past owner.", statuses) {
                $0.fenceRejections
            },
            counters("bina_projection_rebalances_total", "Rebalances.", statuses) { $0.rebalances },
            counters("bina_projection_foreign_records_total", "Records of other stores.", statuses) {
                $0.foreignRecords
            },
        ]
    }

    private static func conditionFamilies(_ statuses: [ProjectionStatus]) -> [MetricFamily] {
        let lags = statuses.compactMap { status in
            status.offsetLag.map { MetricFamily.Sample(Double($0), labels: [("projection", status.projection)]) }
        }
        let ages = statuses.map {
            MetricFamily.Sample($0.timeLag(at: .now) / .seconds(1), labels: [("projection", $0.projection)])
        }
        return [
            gauges("bina_projection_parked_streams", "Streams parked.", statuses) { $0.parkedStreams },
            gauges("bina_projection_stopped_sources", "Sources not read any more.", statuses) {
                $0.stoppedSources.count
            },
            MetricFamily(
                "bina_projection_offset_lag_records",
                "Records of the assigned partitions not read yet.",
                .gauge,
                lags
            ),
            MetricFamily(
                "bina_projection_time_lag_seconds",
                "How long the oldest event not applied has waited.",
                .gauge,
                ages
            ),
            gauges("bina_projection_waiting", "1 while another service's topic or feed is not there.", statuses) {
                $0.isWaiting ? 1 : 0
            },
            gauges("bina_projection_ready", "1 when it moves on.", statuses) { $0.isReady ? 1 : 0 },
        ]
    }

    private static func counters(
        _ name: String,
        _ help: String,
        _ statuses: [ProjectionStatus],
        _ value: (ProjectionStatus) -> Int
    ) -> MetricFamily {
        MetricFamily(name, help, .counter, samples(statuses, value))
    }

    private static func gauges(
        _ name: String,
        _ help: String,
        _ statuses: [ProjectionStatus],
        _ value: (ProjectionStatus) -> Int
    ) -> MetricFamily {
        MetricFamily(name, help, .gauge, samples(statuses, value))
    }

    private static func samples(_ statuses: [ProjectionStatus], _ value: (ProjectionStatus) -> Int)
        -> [MetricFamily.Sample]
    {
        statuses.map { MetricFamily.Sample(Double(value($0)), labels: [("projection", $0.projection)]) }
    }
}
