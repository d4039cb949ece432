import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import Testing

/// A command on a big batch costs about as much as one on a small batch.
struct BatchSizeTests {
    @Test(.timeLimit(.minutes(2))) func `three thousand people and ten thousand events are no matter`() throws {
        let people: UInt64 = 3_000
        let seats = 1_000
        var batch = BatchDecider.fold([scheduled(capacity: seats) { $0.offerTimeLimitMinutes = 30 * 24 * 60 }])
        var count = 1
        func submit(_ command: BatchCommand) throws {
            let events = try BatchDecider.decide(command, given: batch)
            for event in events { BatchDecider.evolve(&batch, by: event) }
            count += events.count
        }
        for person in 1...people { try submit(.enrol(applicant(.number(person), hours: Int(person % 40)), at: .t(1))) }
        #expect(batch.seating.confirmed == seats)
        #expect(batch.seating.queue.count == 2_000)
        for person in 1...900 as ClosedRange<UInt64> {
            try submit(.withdraw(.number(person), .duty, note: nil, at: .t(2)))
        }
        #expect(batch.seating.offers.count == 900)
        try submit(.changeCapacity(3_000, reason: reason, at: .t(3)))
        for person in batch.seating.offers.keys.sorted() { try submit(.accept(person, at: .t(4))) }
        #expect(batch.seating.confirmed == 2_100)
        let seated = batch.participants.filter { $0.value.status == .seated }.keys.sorted()
        for session in [firstSession, secondSession] {
            let list = seated.map { AttendanceEntry(civilServant: $0, status: .present) }
            try submit(.recordAttendance(session, list, .paperList, at: .t(150)))
        }
        try submit(.close(at: .t(150)))
        #expect(count > 10_000)
        let codec = try #require(BatchDecider.snapshot)
        #expect(try codec.decode(codec.encode(batch)) == batch)
    }
}
