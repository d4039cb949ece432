import CivilServiceKernel
import Cryptography
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import HTTPServer
import ServiceTesting
import Testing

@testable import EnrolmentService

struct AttendanceRoutesTests {
    private struct Code: Decodable {
        let code: String
        let expiresAt: Timestamp
    }

    private struct Room {
        let stage: EnrolmentStage
        let batch: BatchID
        let people: [CivilServantID]
        let sessions: [BatchSession]

        func path(_ session: Int, _ action: String) -> String {
            "/v1/aceh/batches/\(batch)/sessions/\(sessions[session].session)/\(action)"
        }

        func code(_ session: Int) async throws -> Code {
            try await stage.organiser().post(path(session, "code")).json()
        }

        func checkIn(_ person: CivilServantID, _ session: Int, _ code: String) async throws -> TestResponse {
            try await stage.person(person).post(path(session, "check-in"), json: #"{"code":"\#(code)"}"#)
        }
    }

    private func room(_ stage: EnrolmentStage, people count: Int = 3, practiceTask: Bool = false) async throws -> Room {
        let programme = try await stage.publish(practiceTask: practiceTask)
        let batch = try await stage.schedule(programme, capacity: 10)
        let people = try await stage.hire(count)
        for person in people { #expect(try await stage.enrol(person, in: batch).status == 201) }
        let sessions = try await stage.sessions(of: batch)
        stage.clock.set(sessions[0].startsAt)
        return Room(stage: stage, batch: batch, people: people, sessions: sessions)
    }

    @Test func `a code opens its own session, for a few minutes, for those with a seat`() async throws {
        try await withEnrolmentStage { stage in
            let room = try await room(stage)
            let code = try await room.code(0)
            #expect(code.expiresAt > stage.clock.now && code.expiresAt <= stage.clock.now.advanced(by: .seconds(240)))
            #expect(try await room.checkIn(room.people[0], 0, code.code).status == 200)
            #expect(try await room.checkIn(room.people[0], 0, code.code).status == 200, "again changes nothing")
            let typed = code.code.lowercased().replacing("-", with: " ").replacing("0", with: "o")
            #expect(try await room.checkIn(room.people[1], 0, typed).status == 200)
            let elsewhere = try await room.checkIn(room.people[0], 1, code.code)
            #expect(try elsewhere.problem().slug == "room-code-refused")
            let forged = try await room.checkIn(room.people[2], 0, "AAAAA-AAAAA")
            #expect(try forged.problem().slug == "room-code-refused")
            let stranger = try await stage.hire()[0]
            #expect(try await room.checkIn(stranger, 0, code.code).status == 409)
            let forOther = try await stage.person(room.people[0]).post(
                room.path(0, "check-in"),
                json: #"{"code":"\#(code.code)","civilServant":"\#(room.people[2])"}"#
            )
            #expect(forOther.status == 404)
            stage.clock.set(code.expiresAt)
            let late = try await room.checkIn(room.people[2], 0, code.code)
            #expect(try late.problem().slug == "room-code-expired")
            stage.clock.set(room.sessions[0].startsAt.advanced(by: .seconds(20 * 60)))
            #expect(try await room.checkIn(room.people[2], 0, try await room.code(0).code).status == 200)
            let state = try await stage.desk.batches.state(of: EnrolmentStream.batch(room.batch, of: stage.tenant))
                .state
            let statuses = room.people.map { state.attendance(of: $0, at: room.sessions[0].session) }
            #expect(statuses == [.present, .present, .late])
            #expect(try await stage.person(room.people[0]).post(room.path(0, "code")).status == 403)
        }
    }

    @Test func `a code is bound to tenant, batch and session`() {
        let codes = RoomCodes(masterKey: .random())
        let (session, batch, now) = (SessionID(UUID()), BatchID(UUID()), Timestamp.now)
        guard let aceh = TenantID("aceh"), let tebo = TenantID("tebo") else { return }
        let stream = EnrolmentStream.batch(batch, of: aceh)
        let code = codes.code(of: session, in: stream, at: now).code
        #expect(codes.refusal(of: code, for: session, in: stream, at: now) == nil)
        #expect(codes.refusal(of: code, for: session, in: EnrolmentStream.batch(batch, of: tebo), at: now) == .unknown)
        let other = EnrolmentStream.batch(BatchID(UUID()), of: aceh)
        #expect(codes.refusal(of: code, for: session, in: other, at: now) == .unknown)
        #expect(codes.refusal(of: code, for: SessionID(UUID()), in: stream, at: now) == .unknown)
        #expect(RoomCodes(masterKey: .random()).refusal(of: code, for: session, in: stream, at: now) == .unknown)
        let minutes = { (count: Int) in now.advanced(by: .seconds(count * 60)) }
        #expect(codes.refusal(of: code, for: session, in: stream, at: minutes(2)) == nil)
        #expect(codes.refusal(of: code, for: session, in: stream, at: minutes(5)) == .expired)
        #expect(codes.refusal(of: code, for: session, in: stream, at: minutes(-5)) == .unknown, "not yet shown")
    }

    @Test func `a paper list is taken whole or refused with every fault and its row`() async throws {
        try await withEnrolmentStage { stage in
            let room = try await room(stage)
            let organiser = try stage.organiser()
            let headers: HTTPHeaders = ["Content-Type": "text/csv"]
            let bad = """
                civilServant;status;catatan
                \(room.people[0]);present;
                \(room.people[1]);here;
                \(UUID());absent;
                \(room.people[0]);late;
                x;absent
                """
            let path = room.path(0, "attendance-list")
            let refused = await organiser.send(.post, path, json: bad, headers: headers)
            let fields = try refused.problem().errors?.map(\.field)
            #expect(refused.status == 422)
            #expect(Set(fields ?? []) == ["/3/status", "/4/nip", "/5/nip", "/6"])
            let before = try await stage.batchEvents(room.batch).count
            #expect(before == 4, "nothing was recorded")
            let good =
                "civilServant,status,datang,catatan\n\(room.people[0]),present,,\n\(room.people[1]),izin,,Sakit\n"
            #expect(await organiser.send(.post, path, json: good, headers: headers).status == 200)
            #expect(await organiser.send(.post, path, json: good, headers: headers).status == 200)
            let events = try await stage.batchEvents(room.batch)
            #expect(events.count == before + 2, "the same list twice changes nothing")
            #expect(!events.contains { String(decoding: $0.envelope.payload, as: UTF8.self).contains("Sakit") })
            #expect(await organiser.send(.post, path, json: good).status == 415)
        }
    }

    @Test func `organiser's entries, practice task and result`() async throws {
        try await withEnrolmentStage { stage in
            let room = try await room(stage, people: 2, practiceTask: true)
            let organiser = try stage.caller(.trainingOrganiser, subject: CivilServantID(UUID()))
            let entries = room.people.map { #"{"civilServant":"\#($0)","status":"present"}"# }.joined(separator: ",")
            let body = #"{"entries":[\#(entries)]}"#
            #expect(await organiser.post(room.path(0, "attendance"), json: body).status == 200)
            #expect(await organiser.post(room.path(1, "attendance"), json: body).status == 409, "has not begun")
            let byCode = body.replacing("{\"entries\"", with: #"{"method":"code","entries""#)
            #expect(await organiser.post(room.path(0, "attendance"), json: byCode).status == 422)
            stage.clock.set(room.sessions[1].endsAt.advanced(by: .seconds(60)))
            let person = "/v1/aceh/batches/\(room.batch)/participants/\(room.people[0])"
            let task = #"{"passed":true,"score":90,"evidence":"Map 7"}"#
            #expect(await organiser.post("\(person)/practice-task", json: task).status == 200)
            let own = try stage.caller(.trainingOrganiser, subject: room.people[0])
            #expect(await own.post("\(person)/practice-task", json: task).status == 422, "nobody assesses oneself")
            #expect(await organiser.post("\(person)/evaluate").status == 200)
            #expect(await organiser.post("/v1/aceh/batches/\(room.batch)/close").status == 200)
            let state = try await stage.desk.batches.state(of: EnrolmentStream.batch(room.batch, of: stage.tenant))
                .state
            #expect(state.participants[room.people[0]]?.outcome == .completed)
            #expect(state.participants[room.people[1]]?.outcome == .notCompleted([.practiceTaskNotAssessed], nil))
        }
    }
}
