package import EventSourcing
import FoundationEssentials
package import PostgresClient

/// Reads a store's lanes in order: for the relay, for the HTTP feed, for policies.
package struct LaneFeed: Sendable {
    let store: PostgresEventStore

    /// The lane's events with a sequence above `sequence`, at most `limit` of them and about `bytes` of payload, but at
    /// least one when there is one.
    ///
    /// - Throws: `.unavailable`.
    package func page(_ lane: Lane, after sequence: Int64, limit: Int, bytes: Int = 4_000_000)
        async throws(EventStoreError) -> LanePage
    {
        let pages = try await pages(after: [lane: sequence], limit: limit, bytes: bytes)
        guard let page = pages.first else { throw .corrupt("lane \(lane) was asked for and not answered") }
        return page
    }

    /// The next page of each lane, all read at the same instant by one statement; ordered by lane.
    ///
    /// `limit` and `bytes` count per lane.
    package func pages(after cursors: [Lane: Int64], limit: Int, bytes: Int = 4_000_000)
        async throws(EventStoreError) -> [LanePage]
    {
        do {
            return try pages(of: try await store.client.query(query(after: cursors, limit: limit, bytes: bytes)))
        } catch {
            throw EventStoreError(reading: error)
        }
    }

    /// The same on a connection of the caller's, inside its transaction if there is one.
    package func pages(
        after cursors: [Lane: Int64],
        limit: Int,
        bytes: Int = 4_000_000,
        on connection: PostgresConnection
    ) async throws(EventStoreError) -> [LanePage] {
        do {
            return try pages(of: try await connection.query(query(after: cursors, limit: limit, bytes: bytes)))
        } catch {
            throw EventStoreError(reading: error)
        }
    }

    /// The sequence of each lane's last event; 0 for an empty lane.
    package func heads() async throws(EventStoreError) -> [Lane: Int64] {
        do {
            let rows = try await store.client.query(
                "select head_lane, head from \"\(raw: store.configuration.schema)\".lane_heads()"
            )
            let heads = try rows.decode((Int16, Int64).self).map { (Lane($0.0), $0.1) }
            return Dictionary(heads) { first, _ in first }
        } catch {
            throw EventStoreError(reading: error)
        }
    }

    private static let columns = EnvelopeRow.columns(of: "page")

    private func query(after cursors: [Lane: Int64], limit: Int, bytes: Int) -> PostgresQuery {
        let asked = cursors.sorted { $0.key < $1.key }
        return """
            select \(raw: Self.columns), page_lane, head from "\(raw: store.configuration.schema)".lane_pages(
                \(asked.map(\.key.number)), \(asked.map(\.value)), \(Int32(clamping: limit)), \(Int64(bytes))
            ) page
            """
    }

    private func pages(of rows: PostgresRows) throws -> [LanePage] {
        var pages: [LanePage] = []
        var lane: (number: Int16, head: Int64)?
        var events: [EventEnvelope] = []
        func close() {
            guard let lane else { return }
            pages.append(
                LanePage(
                    store: store.identity,
                    lanes: store.laneCount,
                    lane: Lane(lane.number),
                    head: lane.head,
                    events: events
                )
            )
            events = []
        }
        for row in rows {
            let number: Int16 = try row.decode(at: EnvelopeRow.count)
            if number != lane?.number {
                close()
                lane = (number, try row.decode(at: EnvelopeRow.count + 1))
            }
            // A lane without further events answers one row without an event.
            if try row.decode(Int64?.self, at: 1) != nil { events.append(try EnvelopeRow.envelope(row)) }
        }
        close()
        return pages
    }
}

extension PostgresEventStore {
    /// The store's lanes, to be read in order.
    package var feed: LaneFeed { LaneFeed(store: self) }
}
