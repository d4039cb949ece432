import Foundation
import ServiceRuntime
import Testing

@testable import BinaTool

extension SystemTests {
    /// The third flow of the loop: a wrong exam key, and everything that has to be put right after it.
    struct WrongKey {
        /// Somebody who sat the exam: with the option that was given.
        private struct Candidate {
            let id: String
            let caller: Caller
            let attempt: String
        }

        private static let hours = 12

        @Test func `a repaired key corrects results, completion and hours in both directions, and everybody is told`()
            async throws
        {
            try await withSystem { system in
                let office = try Office(system)
                let examiner = try system.caller("exam-organiser", subject: UUID().uuidString.lowercased())
                let (batch, seats) = try await seats(["Cut Nyak Rahmawati", "Teuku Zulkifli"], office)
                let (question, options) = try await question(system)
                let exam = try await schedule(question, of: batch, by: examiner)

                // The key says that the first option is right; in truth it is the second.
                let lucky = try await sit(exam, question, options[0], seats[0], system)
                let wronged = try await sit(exam, question, options[1], seats[1], system)
                try await release(exam, by: examiner)
                try await wait(until: "only who passed has completed and has hours") {
                    guard try await ends(lucky, office, passed: true) else { return false }
                    return try await ends(wronged, office, passed: false)
                }

                let repair: JSON = [
                    "question": .text(question), "revision": 1, "treatment": "new-key",
                    "key": ["credits": .array(options.enumerated().map { credit($1, isRight: $0 == 1) })],
                    "reason": "Kunci keliru: pilihan kedua yang benar.",
                ]
                _ = try await examiner.exams("POST", "exams/\(exam)/repair-key", repair).with(200)
                try await wait(until: "completion and hours are corrected in both directions") {
                    guard try await ends(lucky, office, passed: false) else { return false }
                    return try await ends(wronged, office, passed: true)
                }
                for (candidate, passed) in [(lucky, false), (wronged, true)] {
                    try await isTold(candidate, passed: passed, office)
                }
            }
        }

        /// People with seats in a batch that is over and asks for an exam, whose end is established; each with the read
        /// token of the seat.
        private func seats(_ names: [String], _ office: Office) async throws
            -> (batch: String, seats: [(person: String, token: String)])
        {
            let unit = try await office.establishUnit()
            let programme = try await office.publishProgramme(hours: Self.hours, examRequired: true)
            let batch = try await office.schedule(programme.id, startsInHours: -24 * 10)
            var seats: [(person: String, token: String)] = []
            for (index, name) in names.enumerated() {
                let person = try await office.hire(name, Office.number(index), unit: unit.id)
                let enrolled = try await office.enrol(person.id, in: batch.id, hoursFromNow: -24 * 15).with(201)
                seats.append((person.id, try #require(enrolled.header("Bina-Read-Token"))))
            }
            try await office.attend(seats.map(\.person), in: batch.id)
            for seat in seats { _ = try await office.complete(seat.person, in: batch.id) }
            return (batch.id, seats)
        }

        /// A question of two options with the wrong key, and the ids that the bank gave to them.
        private func question(_ system: System) async throws -> (id: String, options: [String]) {
            let author = try system.caller("question-author", subject: UUID().uuidString.lowercased())
            let body: JSON = [
                "kind": "single-choice", "topic": "Pelayanan", "difficulty": "easy", "stem": "Siapa yang dilayani?",
                "options": [["text": "Atasan"], ["text": "Warga"]],
                "key": ["credits": [credit("A", isRight: true), credit("B", isRight: false)]],
            ]
            let added = try Created(await author.exams("POST", "questions", body))
            let shown = try await author.exams("GET", "questions/\(added.id)").with(200).json
            let options = shown["options"]?.array ?? []
            let ids = ["Atasan", "Warga"].compactMap { text in options.first { $0["text"]?.text == text }?["id"]?.text }
            try #require(ids.count == 2)
            return (added.id, ids)
        }

        private func credit(_ option: String, isRight: Bool) -> JSON {
            ["option": .text(option), "millionths": isRight ? 1_000_000 : 0]
        }

        private func schedule(_ question: String, of batch: String, by examiner: Caller) async throws -> String {
            let body: JSON = [
                "mode": "online", "title": "Ujian akhir", "batch": .text(batch), "timeZone": "Asia/Jakarta",
                "opensAt": Office.hours(-1), "closesAt": Office.hours(1), "durationMinutes": 30, "passPercent": 70,
                "questions": [["question": .text(question), "pointsHundredths": 1_000]],
            ]
            return try Created(await examiner.exams("POST", "exams", body)).id
        }

        private func sit(
            _ exam: String,
            _ question: String,
            _ option: String,
            _ seat: (person: String, token: String),
            _ system: System
        ) async throws -> Candidate {
            let caller = try system.caller("civil-servant", subject: seat.person)
            var started: JSON = .null
            // The seat comes by the bus, which on a cold start takes longer than one request waits.
            try await wait(until: "the seat is known to the exam") {
                let answer = try await caller.exams("POST", "exams/\(exam)/attempts", [:], atLeast: seat.token)
                started = answer.json
                return answer.status == 201
            }
            let attempt = try #require(started["attempt"]?.text)
            let session = try #require(started["session"]?.text)
            let answer: JSON = ["session": .text(session), "number": 1, "answer": ["options": [.text(option)]]]
            let saved = try await caller.exams("PUT", "attempts/\(attempt)/answers/\(question)", answer).with(200)
            #expect(saved.json["receipt"]?.number == 1 && saved.json["counts"]?.bool == true)
            let handedIn = try await caller.exams("POST", "attempts/\(attempt)/submit", ["session": .text(session)])
            #expect(try handedIn.with(200).json["digest"]?.text?.hasPrefix("sha-256:") == true)
            #expect(try await caller.exams("GET", "attempts/\(attempt)/result").status == 409)
            return Candidate(id: seat.person, caller: caller, attempt: attempt)
        }

        /// The exam is closed ahead of its time, since everybody has handed in.
        private func release(_ exam: String, by examiner: Caller) async throws {
            let times: JSON = [
                "opensAt": Office.hours(-1), "closesAt": Office.hours(0), "durationMinutes": 30,
                "reason": "Semua peserta sudah selesai.",
            ]
            _ = try await examiner.exams("POST", "exams/\(exam)/reschedule", times).with(200)
            _ = try await examiner.exams("POST", "exams/\(exam)/release").with(200)
        }

        /// Whether result, completion and hours all say the same of somebody.
        private func ends(_ candidate: Candidate, _ office: Office, passed: Bool) async throws -> Bool {
            let result = try await candidate.caller.exams("GET", "attempts/\(candidate.attempt)/result")
            guard result.status == 200, result.json["passed"]?.bool == passed else { return false }
            let record = try await office.personnel.record("/\(candidate.id)").with(200).json
            let status = record["participations"]?.array?.first?["status"]?.text
            let hours = (record["hours"]?.array ?? []).filter { $0["status"]?.text == "verified" }
            return record["exams"]?.array?.first?["result"]?["passed"]?.bool == passed
                && status == (passed ? "completed" : "not-completed")
                && hours.map { $0["awarded"]?.number } == (passed ? [Self.hours] : [])
        }

        /// The person finds the correction, and until when it can be contested, in result and record.
        private func isTold(_ candidate: Candidate, passed: Bool, _ office: Office) async throws {
            let result = try await candidate.caller.exams("GET", "attempts/\(candidate.attempt)/result").with(200).json
            let corrections = result["corrections"]?.array ?? []
            #expect(corrections.map { $0["passedAfter"]?.bool } == [passed])
            #expect(corrections.first?["passedBefore"]?.bool == !passed)
            let until = try #require(result["objectionsUntil"]?.text)
            let record = try await candidate.caller.record("/\(candidate.id)").with(200).json
            let notices = record["notices"]?.array ?? []
            let corrected = notices.first { $0["type"]?.text == "assessment.result-corrected.v1" }
            #expect(corrected?["until"]?.text == until)
            #expect(corrected?["next"]?.text?.contains("keberatan") == true)
            #expect(notices.contains { $0["type"]?.text?.hasPrefix("enrolment.participant-") == true })
            #expect(record["exams"]?.array?.first?["result"]?["corrected"]?.bool == true)
        }
    }
}
