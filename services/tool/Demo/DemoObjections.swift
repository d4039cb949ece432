import EventSourcing
import Foundation

/// Two objections to results of the demonstration's exam: one that was upheld and has changed the marks, and one that waits
/// for its reviewer.
struct DemoObjections: Sendable {
    let requests: DemoRequests
    /// Sends in the name of whoever released the results, as somebody who speaks for the decision.
    let organiser: ImportSession
    /// Sends in somebody else's name, with one role.
    let speaker: @Sendable (_ person: String, _ role: String) throws -> ImportSession
    /// Had no part in the results.
    let reviewer: String

    /// An attempt with a released result, and whose it is.
    struct Sat: Sendable {
        let attempt: String
        let person: String
    }

    /// - `question`: one of `upheld` without points.
    /// - Returns: the id of the objection that waits.
    func load(upheld: Sat, question: String, waiting: Sat) async throws -> String {
        try await uphold(upheld, question)
        let grounds = "Jaringan putus pada menit terakhir; jawaban saya tidak terkirim."
        return try await file("waiting", waiting, nil, grounds)
    }

    /// Filed and handed to the reviewer.
    private func file(_ name: String, _ sat: Sat, _ question: String?, _ grounds: String) async throws -> String {
        let objector = try speaker(sat.person, "civil-servant")
        let filing = try requests.objection(name, to: sat.attempt, question, grounds)
        let objection = try await filing.performed(in: objector)
        _ = try await requests.reviewer(name, reviewer, of: objection).performed(in: organiser)
        return objection
    }

    /// Both sides heard, decided, recalculated; the policy makes it final.
    private func uphold(_ sat: Sat, _ question: String) async throws {
        let name = "upheld"
        let grounds = "Soal ini tidak tampil lengkap di perangkat saya, sehingga tidak dapat saya jawab."
        let objection = try await file(name, sat, question, grounds)
        let statement = "Catatan pengawas membenarkan bahwa satu perangkat bermasalah pada soal ini."
        _ = try await requests.statement(name, statement, on: objection).performed(in: organiser)
        let desk = try speaker(reviewer, "objection-reviewer")
        let reasons = "Gangguan pada soal ini terbukti; soal dinilai penuh untuk peserta."
        _ = try await requests.decision(name, reasons, on: objection).performed(in: desk)
        _ = try await requests.recalculation(name, question, on: objection).performed(in: desk)
        try await wait(until: "the upheld objection is final") {
            let shown = try await organiser.assessment.send(requests.shownObjection(objection))
            struct Shown: Decodable { let status: String }
            return shown.isSuccess && (try? JSONDecoder().decode(Shown.self, from: shown.body).status) == "final"
        }
    }
}
