package import EventSourcing
package import EventStorePostgres
import FoundationEssentials
package import HTTPClient
import HTTPServer
import ProjectionRuntime

extension ServiceRoutes {
    /// `GET /v1/feed?lane=&after=&limit=`: the store's lanes for those whom Kafka no longer reaches back to.
    package mutating func addFeed(_ feed: LaneFeed, lanes: Int, roles: Set<Role>) {
        addAcrossTenants(.get, "/v1/feed", roles: roles) { request in
            try request.allowQuery("lane", "after", "limit")
            let lane = try request.integer("lane", in: 0...(lanes - 1), fallback: 0)
            let after = try request.integer("after", in: 0...Int.max, fallback: 0)
            let limit = try request.integer("limit", in: 1...2_000, fallback: 500)
            let page = try await feed.page(Lane(Int16(lane)), after: Int64(after), limit: limit)
            return HTTPResponse(
                headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
                body: .bytes(try page.json())
            )
        }
    }
}

/// The feed of another service, over HTTP.
package struct HTTPFeedClient: FeedClient {
    private let client: HTTPClient
    private let address: String
    private let token: @Sendable () throws -> String

    /// - `address`: of the feed, such as `http://enrolment:8081/v1/feed`.
    /// - `tokenFile`: read anew for each page, so that a renewed token needs no restart.
    package init(client: HTTPClient, address: String, tokenFile: String) {
        self.client = client
        self.address = address
        token = {
            let text = String(decoding: try Data(contentsOf: URL(filePath: tokenFile)), as: UTF8.self)
            return text.trimmingWhitespace
        }
    }

    package func page(lane: Lane, after sequence: Int64, limit: Int) async throws -> LanePage {
        let answer = try await client.get(
            "\(address)?lane=\(lane)&after=\(sequence)&limit=\(limit)",
            bearer: try token(),
            deadline: .seconds(30),
            maximumBytes: 64 << 20
        )
        guard answer.status == 200 else { throw FeedAnswer(status: answer.status) }
        return try LanePage(json: answer.body)
    }
}

/// The feed answered something else than a page.
struct FeedAnswer: Error, CustomStringConvertible {
    let status: Int

    var description: String { "the feed answered with status \(status)" }
}
