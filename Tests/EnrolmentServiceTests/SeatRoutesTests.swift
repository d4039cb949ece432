import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import ServiceRuntime
import TestSupport
import ServiceTesting
import Testing

@testable import EnrolmentService

struct SeatRoutesTests {
    private struct Standing: Decodable {
        struct Place: Decodable {
            let place: Int
            let of: Int
            let rule: String
            let learningHoursThisYear: Int
            let aheadWithFewerHours: Int
            let sentence: String
        }
        let status: String
        let queue: Place?
        let offeredUntil: Timestamp?
    }

    private func standing(_ stage: EnrolmentStage, _ person: CivilServantID, _ batch: BatchID) async throws -> Standing
    {
        try await stage.person(person).get("/v1/aceh/batches/\(batch)/enrolments/\(person)").json()
    }

    @Test func `a seat, then places in the queue with the reason, then an offer that is taken`() async throws {
        try await withEnrolmentStage { stage in
            let batch = try await stage.schedule(try await stage.publish(), capacity: 1)
            let people = try await stage.hire(3)
            #expect(try await stage.claim(4, for: people[1]).status == 201)
            for person in people {
                let response = try await stage.enrol(person, in: batch)
                #expect(response.status == 201, "\(response.text)")
            }
            #expect(try await stage.enrol(people[0], in: batch).status == 201, "again changes nothing")
            #expect(try await standing(stage, people[0], batch).status == "seated")
            // The second came earlier but has more hours.
            let third = try await standing(stage, people[2], batch)
            #expect(third.queue?.place == 1 && third.queue?.of == 2)
            let second = try await standing(stage, people[1], batch)
            #expect(second.queue?.place == 2 && second.queue?.learningHoursThisYear == 4)
            #expect(
                second.queue?.aheadWithFewerHours == 1 && second.queue?.sentence.contains("urutan 2 dari 2") == true
            )
            let path = "/v1/aceh/batches/\(batch)/enrolments"
            let noOffer = try await stage.person(people[1]).post("\(path)/\(people[1])/accept")
            #expect(noOffer.status == 409)
            let leaves = try await stage.person(people[0]).post(
                "\(path)/\(people[0])/withdraw",
                json: #"{"reason":"personal","note":"Sakit keras"}"#
            )
            #expect(leaves.status == 200)
            #expect(try await standing(stage, people[2], batch).status == "offered")
            #expect(try await stage.person(people[2]).post("\(path)/\(people[2])/accept").status == 200)
            #expect(try await standing(stage, people[2], batch).status == "seated")
            let payloads = try await stage.batchEvents(batch).map {
                String(decoding: $0.envelope.payload, as: UTF8.self)
            }
            #expect(!payloads.contains { $0.contains("Sakit") } && payloads.contains { $0.contains("sealed:1:") })
        }
    }

    @Test func `nobody acts for others but the superior and the organiser`() async throws {
        try await withEnrolmentStage { stage in
            let batch = try await stage.schedule(try await stage.publish(), capacity: 5)
            let boss = try await stage.hire()[0]
            let people = try await stage.hire(2, superior: boss)
            let stranger = try await stage.hire()[0]
            let path = "/v1/aceh/batches/\(batch)/enrolments"
            let body = #"{"civilServant":"\#(people[0])"}"#
            let refused = try await stage.person(stranger).post(path, json: body)
            let unknown = try await stage.person(stranger).post(path, json: #"{"civilServant":"\#(UUID())"}"#)
            #expect(refused.status == 404 && unknown.status == 404)
            #expect(try refused.problem().detail == unknown.problem().detail, "ids cannot be tried out")
            let plain = try await stage.person(boss).post(path, json: body)
            #expect(plain.status == 404, "the role is asked for")
            let superior = try stage.caller(.superior, .civilServant, subject: boss)
            #expect(await superior.post(path, json: body).status == 201)
            let organiser = try stage.organiser()
            #expect(await organiser.post(path, json: #"{"civilServant":"\#(people[1])"}"#).status == 201)
            for action in ["accept", "decline", "withdraw"] {
                let json = action == "withdraw" ? #"{"reason":"duty"}"# : "{}"
                let response = try await stage.person(stranger).post("\(path)/\(people[0])/\(action)", json: json)
                #expect(response.status == 404, "\(action)")
            }
            #expect(try await stage.person(stranger).get("\(path)/\(people[0])").status == 404)
            #expect(await superior.get("\(path)/\(people[0])").status == 200)
            #expect(try await stage.person(people[0]).get(path).status == 403, "the whole list is not for participants")
            #expect(await organiser.get("\(path)?limit=1").headers["Link"] != nil)
            let events = try await stage.batchEvents(batch)
            #expect(events.count == 3)
        }
    }

    @Test func `rules that look across batches refuse with their reason`() async throws {
        try await withEnrolmentStage { stage in
            let (first, second) = (try await stage.publish(), try await stage.publish())
            let taken = try await stage.schedule(first)
            let clashing = try await stage.schedule(first)
            let person = try await stage.hire()[0]
            #expect(try await stage.enrol(person, in: taken).status == 201)
            try await stage.waitForView()
            let clash = try await stage.enrol(person, in: clashing)
            #expect(try clash.status == 422 && clash.problem().slug == "clashes", "\(clash.text)")
            let advanced = try await stage.schedule(
                second,
                startsInHours: 400,
                more: #","prerequisites":["\#(first)"]"#
            )
            let missing = try await stage.enrol(person, in: advanced)
            #expect(missing.status == 422)
            let elsewhere = try await stage.schedule(
                second,
                startsInHours: 500,
                more: #","eligibleUnits":["\#(UUID())"]"#
            )
            #expect(try await stage.enrol(person, in: elsewhere).status == 422)
            let pppk = try await stage.schedule(
                second,
                startsInHours: 600,
                more: #","eligibleEmploymentKinds":["pppk"]"#
            )
            #expect(try await stage.enrol(person, in: pppk).status == 422)
            let nowhere = try await stage.enrol(person, in: BatchID(UUID()))
            #expect(nowhere.status == 404)
            stage.clock.advance(by: .seconds(23 * 3_600))
            #expect(try await stage.enrol(stage.hire()[0], in: taken).status == 409, "registration is closed")
        }
    }

    @Test func `the organiser reorders the queue with a reason, and no newcomer passes`() async throws {
        try await withEnrolmentStage { stage in
            let batch = try await stage.schedule(try await stage.publish(), capacity: 1)
            let people = try await stage.hire(4)
            for person in people { _ = try await stage.enrol(person, in: batch) }
            let path = "/v1/aceh/batches/\(batch)/queue/reorder"
            let json = #"{"civilServant":"\#(people[3])","to":1,"reason":"urgent-duty","note":"Pengganti"}"#
            #expect(try await stage.person(people[3]).post(path, json: json).status == 403)
            #expect(await (try stage.organiser()).post(path, json: json).status == 200)
            let first = try await standing(stage, people[3], batch)
            #expect(first.queue?.place == 1 && first.queue?.sentence.contains("alasan yang tercatat") == true)
            let wrong = await (try stage.organiser()).post(
                path,
                json: #"{"civilServant":"\#(people[0])","to":1,"reason":"correction","note":"x"}"#
            )
            #expect(wrong.status == 409, "has a seat")
        }
    }

    @Test func `an offer that runs out goes to the next, by the timer alone and once`() async throws {
        try await withEnrolmentStage { stage in
            let programme = try await stage.publish()
            let batch = try await stage.schedule(
                programme,
                capacity: 1,
                startsInHours: 200,
                more: #","offerTimeLimitMinutes":60"#
            )
            let people = try await stage.hire(4)
            for person in people { _ = try await stage.enrol(person, in: batch) }
            let path = "/v1/aceh/batches/\(batch)/enrolments/\(people[0])/withdraw"
            #expect(try await stage.person(people[0]).post(path, json: #"{"reason":"duty"}"#).status == 200)
            let clock = stage.clock
            let replica = try await stage.replica()
            let timers = [stage.desk, replica.desk].map { desk in
                DeadlineTimer(OfferDeadlines(desk: desk), poll: .milliseconds(20), log: .silent, now: { clock.now })
            }
            let tasks = timers.map { timer in Task { await timer.run() } }
            for next in 1...2 {
                clock.advance(by: .seconds(61 * 60))
                let hasLapsed = try await eventually {
                    try await standing(stage, people[next], batch).status == "lapsed"
                }
                #expect(hasLapsed, "offer \(next)")
            }
            #expect(try await standing(stage, people[3], batch).status == "offered")
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
            let expiries = try await stage.batchEvents(batch).count { pair in
                if case .seatOfferExpired = pair.event { true } else { false }
            }
            #expect(expiries == 2 && timers.allSatisfy { $0.problem == nil })
            await replica.store.close()
        }
    }
}
