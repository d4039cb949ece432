import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import Foundation

/// Recorded events of many people's training, as a store would hand them out: each is enrolled, completes, earns hours
/// and has them verified.
///
/// They end in three tables of the learning record: one participation and one entry of hours per person, one line of
/// the timeline per event.
struct LearningStory {
    static let lanes = 16
    static let eventsPerPerson = 4
    /// Bodies as the enrolment publishes them.
    let lanes: [Lane: [EventEnvelope]]
    let count: Int

    /// - Throws: `Refusal` when a body is not one that the enrolment publishes.
    init(events: Int) throws {
        guard let tenant = TenantID(Sample.tenant) else { throw Refusal("the sample's tenant is not valid") }
        var writer = StoryWriter(tenant: tenant)
        var batch = UUID()
        for person in 0..<max(1, events / Self.eventsPerPerson) {
            if person % 30 == 0 { batch = UUID() }
            writer.train(UUID(), in: batch)
        }
        lanes = writer.lanes
        count = writer.count
        for event in lanes.values.compactMap(\.first) { _ = try EnrolmentEvent(recorded: event) }
    }
}

private struct StoryWriter {
    let tenant: TenantID
    var lanes: [Lane: [EventEnvelope]] = [:]
    var count = 0
    private var versions: [StreamID: Int64] = [:]
    private let programme = UUID().lowercased
    private let start = Timestamp.now

    init(tenant: TenantID) { self.tenant = tenant }

    mutating func train(_ person: UUID, in batch: UUID) {
        let id = person.lowercased
        let entry = UUID().lowercased
        let seats = EnrolmentStream.batch(BatchID(batch), of: tenant)
        let ledger = EnrolmentStream.learningHours(of: CivilServantID(person), of: tenant)
        add("participant-enrolled.v1", #"{"civilServant":"\#(id)","learningHoursThisYear":6}"#, to: seats)
        add(
            "participant-completed.v1",
            #"{"attendancePercent":100,"civilServant":"\#(id)","completedOn":"2026-03-10","form":"KL03","#
                + #""learningHours":12,"minimumAttendancePercent":80,"practiceTaskPassed":true,"#
                + #""practiceTaskRequired":true,"programme":"\#(programme)","rule":"batch-completion.1","#
                + #""sessionsAttended":2,"sessionsHeld":2,"startedOn":"2026-03-09"}"#,
            to: seats
        )
        add(
            "learning-hours-recorded.v1",
            #"{"awarded":12,"batch":"\#(batch.lowercased)","counted":12,"employmentKind":"pns","#
                + #""endedOn":"2026-03-10","entry":"\#(entry)","form":"KL03","limits":[],"programme":"\#(programme)","#
                + #""quantity":12,"rateCard":"perlan-10-2018.1","source":"training","startedOn":"2026-03-09","#
                + #""yearFrom":"2026-01-01","yearTo":"2026-12-31"}"#,
            to: ledger
        )
        add("learning-hours-verified.v1", #"{"basis":"own-training","entry":"\#(entry)"}"#, to: ledger)
    }

    private mutating func add(_ type: String, _ body: String, to stream: StreamID) {
        let lane = Lane(of: stream, count: LearningStory.lanes)
        let version = (versions[stream] ?? 0) + 1
        versions[stream] = version
        count += 1
        let command = UUID()
        lanes[lane, default: []].append(
            EventEnvelope(
                stream: stream,
                version: version,
                lane: lane,
                sequence: Int64((lanes[lane]?.count ?? 0) + 1),
                id: UUID(),
                type: "\(EnrolmentStream.context).\(type)",
                occurredAt: start,
                recordedAt: start,
                context: CommandContext(
                    commandID: CommandID(command),
                    actor: Sample.actor,
                    traceparent: Sample.traceparent
                ),
                payload: Array(body.utf8)
            )
        )
    }
}
