package import CivilServiceKernel
package import EventSourcing

extension LearningRecord {
    /// Where the person stands in a learning year: what counts, what is verified, what seats still promise.
    ///
    /// A seat counts for the year that its batch ends in, by the tenant's clocks.
    package func forecast(
        in year: LearningYear,
        at now: Timestamp,
        in zone: IndonesianTimeZone,
        by card: RateCard
    ) -> LearningHoursForecast {
        let current = hours.filter { year.contains($0.endedOn) && $0.status != .cancelled }
        let planned = participations.filter {
            $0.status == .enrolled && !$0.isBatchCancelled && $0.endsAt > now
                && year.contains(zone.date(of: $0.endsAt))
        }
        return LearningHoursForecast(
            counted: current.reduce(0) { $0 + $1.counted },
            verified: current.reduce(0) { $0 + ($1.status == .verified ? $1.counted : 0) },
            planned: planned.reduce(0) { $0 + $1.offeredLearningHours },
            kind: person.employmentKind,
            card: card
        )
    }
}
