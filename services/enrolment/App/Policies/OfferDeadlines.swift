import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import ProjectionRuntime
import ServiceRuntime

/// WhenOfferExpires: asks a batch to settle as soon as an offer of a seat in it runs out.
struct OfferDeadlines: Deadlines {
    let desk: EnrolmentDesk

    var name: String { "when-offer-expires" }

    func due(at instant: Timestamp, limit: Int) async throws -> [DueBatch] {
        try await desk.view.dueBatches(at: instant, limit: limit)
    }

    func next(after instant: Timestamp) async throws -> Timestamp? {
        try await desk.view.nextDueTime(after: instant)
    }

    /// Settles it and waits a little for the view, as its next offer may run out at any moment.
    func meet(_ due: DueBatch, at now: Timestamp) async throws -> Bool {
        let request = CommandRequest(BatchCommand.settle(at: now), by: name, at: now)
        let result: CommandResult
        do {
            result = try await desk.batches(request, on: EnrolmentStream.batch(due.batch, of: due.tenant))
        } catch .rejected {
            // Cancelled or closed meanwhile: the view is about to say so.
            return false
        }
        guard !result.changedNothing, let receipt = result.receipt else { return false }
        let token = ReadToken(source: EnrolmentStream.context, receipt: receipt)
        return try await desk.view.checkpoints.waitUntil(reached: token, within: .seconds(2))
    }
}
