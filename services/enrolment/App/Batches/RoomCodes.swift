import CivilServiceKernel
import Cryptography
import EventSourcing
import HTTPServer
import ServiceRuntime

/// The codes that a room shows so that those who are in it can check in.
///
/// A code is a keyed digest of tenant, batch, session and the two minutes in which it was made; it holds for that time
/// and the next two minutes. Nothing is stored, and no other session, tenant or time takes it.
struct RoomCodes: Sendable {
    /// Why a code is not taken.
    enum Refusal: Sendable, Equatable {
        case expired
        /// Forged, mistyped, or of another session.
        case unknown
    }

    /// Seconds for which one code is shown; it is taken for twice as long.
    static let window: Int64 = 120
    /// For how many windows a late code is told apart from a wrong one.
    private static let remembered: Int64 = 30
    /// 50 bits; without letters that are taken for digits.
    private static let length = 10
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private let key: SymmetricKey

    /// - `masterKey`: the vault's; the codes' key is derived from it.
    init(masterKey: SymmetricKey) { key = masterKey.derive(3, context: "roomcode") }

    /// What the room shows now, and when it stops being taken.
    func code(of session: SessionID, in batch: StreamID, at now: Timestamp) -> (code: String, expiresAt: Timestamp) {
        let window = Self.window(of: now)
        let end = Timestamp(microseconds: (window + 2) * Self.window * 1_000_000)
        let text = text(session, batch, window)
        return ("\(text.prefix(5))-\(text.suffix(5))", end)
    }

    /// Nil when `code` was shown in the room of this session a moment ago.
    ///
    /// Takes equally long whichever character is wrong.
    func refusal(of code: String, for session: SessionID, in batch: StreamID, at now: Timestamp) -> Refusal? {
        let given = Array(Self.normalised(code).utf8)
        let current = Self.window(of: now)
        var refusal: Refusal? = .unknown
        for age in 0..<Self.remembered {
            let expected = Array(text(session, batch, current - age).utf8)
            if Digest.constantTimeEqual(given, expected) { refusal = age < 2 ? nil : .expired }
        }
        return refusal
    }

    private func text(_ session: SessionID, _ batch: StreamID, _ window: Int64) -> String {
        let message = "room-code.1|\(batch)|\(session)|\(window)"
        let tag = MessageAuthentication.tag(Array(message.utf8), with: key)
        return String(tag.prefix(Self.length).map { Self.alphabet[Int($0 & 31)] })
    }

    private static func window(of instant: Timestamp) -> Int64 { instant.microseconds / 1_000_000 / window }

    /// As people type it: any case, with or without separators, O for 0, I and L for 1.
    private static func normalised(_ code: String) -> String {
        String(
            code.uppercased().compactMap { character -> Character? in
                switch character {
                case "-", " ": nil
                case "O": "0"
                case "I", "L": "1"
                default: character
                }
            }
        )
    }
}

extension RoomCodes.Refusal {
    var problem: Problem {
        switch self {
        case .expired:
            Problem(
                "room-code-expired",
                status: .unprocessableContent,
                title: "Kode presensi sudah kedaluwarsa; gunakan kode yang sedang tampil.",
                detail: "The code's time is over; use the one that the room shows now."
            )
        case .unknown:
            Problem(
                "room-code-refused",
                status: .unprocessableContent,
                title: "Kode presensi ini tidak berlaku untuk sesi ini.",
                detail: "The code is not one of this session."
            )
        }
    }
}
