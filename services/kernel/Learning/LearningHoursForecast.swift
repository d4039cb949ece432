/// Where a civil servant stands in a learning year: what counts, what is checked, what is planned, what is missing.
package struct LearningHoursForecast: Sendable, Equatable, Codable {
    /// JP that count so far, verified or not.
    package let counted: Int
    /// JP of them that somebody has verified.
    package let verified: Int
    /// JP of seats held in batches that are not over yet.
    package let planned: Int
    /// JP that the year's duty asks for; nil when there is no duty.
    package let duty: Int?
    /// JP still to be planned so that the duty is met when everything planned succeeds.
    package let missing: Int
    /// JP that may still count before the yearly cap; nil when there is no cap.
    package let roomBelowCap: Int?
    /// The rate card that says so.
    package let rateCard: String

    package init(counted: Int, verified: Int, planned: Int, kind: EmploymentKind, card: RateCard) {
        let limit = card.limit(for: kind)
        self.counted = counted
        self.verified = verified
        self.planned = planned
        duty = limit?.minimum
        missing = max(0, (limit?.minimum ?? 0) - counted - planned)
        roomBelowCap = limit?.maximum.map { max(0, $0 - counted) }
        rateCard = card.version
    }

    package var meetsDuty: Bool { counted >= (duty ?? 0) }
}
