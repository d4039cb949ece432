import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import ServiceTesting
import Testing

@testable import EnrolmentService

@Suite(.serialized) struct SeatRaceTests {
    @Test func `thousands at once through two replicas: nothing oversold, everybody answered, one order`() async throws
    {
        try await withEnrolmentStage { stage in
            let (count, capacity) = (2_000, 30)
            let batch = try await stage.schedule(try await stage.publish(), capacity: capacity, startsInHours: 100)
            let people = try await stage.hire(count)
            let replica = try await stage.replica()
            let organisers = [try stage.organiser(), try stage.caller(.trainingOrganiser, desk: replica.desk)]
            let start = ContinuousClock.now
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for (index, person) in people.enumerated() {
                    group.addTask {
                        let body = #"{"civilServant":"\#(person)"}"#
                        var response = await organisers[index % 2].post(
                            "/v1/aceh/batches/\(batch)/enrolments",
                            json: body
                        )
                        var attempts = 1
                        // What a client does that is told to come back; the answer must not be lost.
                        while [409, 503].contains(response.status), attempts < 20 {
                            attempts += 1
                            response = await organisers[index % 2].post(
                                "/v1/aceh/batches/\(batch)/enrolments",
                                json: body
                            )
                        }
                        return response.status
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            print("race: \(count) enrolments through two replicas in \(ContinuousClock.now - start)")
            #expect(statuses == [201: count])
            try await expectLaws(of: batch, in: stage, people: count, seats: capacity)
            await replica.store.close()
        }
    }

    @Test func `people come, go, accept and decline at once, and the laws hold after every command`() async throws {
        try await withEnrolmentStage { stage in
            let capacity = 5
            let batch = try await stage.schedule(try await stage.publish(), capacity: capacity, startsInHours: 100)
            let people = try await stage.hire(60)
            let replica = try await stage.replica()
            let organisers = [try stage.organiser(), try stage.caller(.trainingOrganiser, desk: replica.desk)]
            let path = "/v1/aceh/batches/\(batch)/enrolments"
            await withTaskGroup { group in
                for (index, person) in people.enumerated() {
                    group.addTask {
                        let caller = organisers[index % 2]
                        _ = await caller.post(path, json: #"{"civilServant":"\#(person)"}"#)
                        for round in 0..<6 {
                            switch (index + round) % 4 {
                            case 0: _ = await caller.post("\(path)/\(person)/withdraw", json: #"{"reason":"duty"}"#)
                            case 1: _ = await caller.post("\(path)/\(person)/decline")
                            default: _ = await caller.post("\(path)/\(person)/accept")
                            }
                        }
                    }
                }
            }
            try await expectLaws(of: batch, in: stage, people: nil, seats: capacity)
            await replica.store.close()
        }
    }

    /// Replays what was recorded, command by command.
    private func expectLaws(of batch: BatchID, in stage: EnrolmentStage, people: Int?, seats: Int) async throws {
        let recorded = try await stage.batchEvents(batch)
        var oracle = SeatLawOracle()
        var pending: [(event: BatchEvent, envelope: EventEnvelope)] = []
        for pair in recorded {
            if let last = pending.last, last.envelope.context.commandID != pair.envelope.context.commandID {
                oracle.observe(pending.map(\.event), at: last.envelope.occurredAt)
                pending = []
            }
            pending.append(pair)
        }
        if let last = pending.last { oracle.observe(pending.map(\.event), at: last.envelope.occurredAt) }
        #expect(oracle.violations.isEmpty, "\(oracle.violations)")
        let state = BatchDecider.fold(recorded.map(\.event))
        #expect(state.seating.held <= seats)
        guard let people else { return }
        #expect(state.seating.confirmed == seats && state.seating.queue.count == people - seats)
        #expect(Set(state.seating.queue.people.map(\.civilServant)).count == people - seats)
        // Equal hours: the order of the queue is the order of joining.
        let joined = recorded.compactMap { pair in
            if case .participantQueued(let fact) = pair.event { fact.civilServant } else { nil }
        }
        #expect(state.seating.queue.people.map(\.civilServant) == joined)
    }
}
