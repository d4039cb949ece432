package import CivilServiceKernel
package import EnrolmentEvents
package import EventSourcing

/// When a batch meets and when people may register.
package struct BatchTimes: Sendable, Equatable, Codable {
    /// In order of time.
    package let sessions: [BatchSession]
    package let zone: IndonesianTimeZone
    package let opensAt: Timestamp
    /// The cut-off: from this instant on nobody enrols, is queued or gets a seat.
    package let closesAt: Timestamp

    /// Puts `sessions` in order of time.
    package init(sessions: [BatchSession], zone: IndonesianTimeZone, opensAt: Timestamp, closesAt: Timestamp) {
        self.sessions = sessions.sorted { ($0.startsAt, $0.session) < ($1.startsAt, $1.session) }
        self.zone = zone
        self.opensAt = opensAt
        self.closesAt = closesAt
    }

    init(_ fact: BatchScheduled) {
        sessions = fact.sessions
        zone = fact.timeZone
        opensAt = fact.registrationOpensAt
        closesAt = fact.registrationClosesAt
    }

    init(_ fact: BatchRescheduled) {
        sessions = fact.sessions
        zone = fact.timeZone
        opensAt = fact.registrationOpensAt
        closesAt = fact.registrationClosesAt
    }

    package func local(_ instant: Timestamp) -> LocalTime { LocalTime(instant, in: zone) }

    /// End of the last session.
    var endsAt: Timestamp { sessions.map(\.endsAt).max() ?? closesAt }

    func session(_ id: SessionID) -> BatchSession? { sessions.first { $0.session == id } }

    func check() throws(BatchRejection) {
        guard (1...366).contains(sessions.count) else { throw .sessionCountOutOfRange }
        guard Set(sessions.map(\.session)).count == sessions.count else { throw .sessionTwice }
        var lastEnd = Timestamp(microseconds: .min)
        for session in sessions {
            guard session.startsAt < session.endsAt else { throw .sessionEndsBeforeItStarts(session.session) }
            guard session.place != nil || session.link != nil else { throw .sessionWithoutPlace(session.session) }
            guard lastEnd <= session.startsAt else { throw .sessionsOverlap(session.session) }
            lastEnd = session.endsAt
        }
        guard opensAt < closesAt else { throw .registrationClosesBeforeItOpens }
        guard closesAt <= endsAt else { throw .registrationClosesAfterTheEnd }
    }
}
