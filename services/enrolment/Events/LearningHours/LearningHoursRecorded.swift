package import CivilServiceKernel
package import EventSourcing

/// Learning hours were entered into the ledger.
///
/// They count at once, as far as the caps of the rate card allow, and are shown as not verified until somebody has
/// checked them.
package struct LearningHoursRecorded: EventPayload {
    /// The line of the ledger.
    package let entry: EntryID
    /// Where they come from.
    package let source: HoursSource
    /// The batch that was completed; absent for outside training.
    package let batch: BatchID?
    /// The programme that was completed; absent for outside training.
    package let programme: ProgrammeID?
    /// Form of development.
    package let form: DevelopmentForm
    /// PNS or PPPK, which decides the yearly duty and cap.
    package let employmentKind: EmploymentKind
    /// First day of the activity.
    package let startedOn: CalendarDate
    /// Last day of the activity; decides rate card, month and year.
    package let endedOn: CalendarDate
    /// First day of the learning year it is added to.
    package let yearFrom: CalendarDate
    /// Last day of that year.
    package let yearTo: CalendarDate
    /// Units of the rate card: certified hours, sessions, activities or assignments.
    package let quantity: Int
    /// JP by the rate, before caps.
    package let awarded: Int
    /// JP that count.
    package let counted: Int
    /// The caps that made counted less than awarded.
    package let limits: [HoursLimit]
    /// Version of the rate card that was applied.
    package let rateCard: String
    /// What the outside training was, sealed.
    package let title: SealedField?
    /// Certificate or form that proves it, and where it is kept, sealed.
    package let evidence: SealedField?

    package init(
        entry: EntryID,
        source: HoursSource,
        batch: BatchID? = nil,
        programme: ProgrammeID? = nil,
        form: DevelopmentForm,
        employmentKind: EmploymentKind,
        startedOn: CalendarDate,
        endedOn: CalendarDate,
        yearFrom: CalendarDate,
        yearTo: CalendarDate,
        quantity: Int,
        awarded: Int,
        counted: Int,
        limits: [HoursLimit],
        rateCard: String,
        title: SealedField? = nil,
        evidence: SealedField? = nil
    ) {
        self.entry = entry
        self.source = source
        self.batch = batch
        self.programme = programme
        self.form = form
        self.employmentKind = employmentKind
        self.startedOn = startedOn
        self.endedOn = endedOn
        self.yearFrom = yearFrom
        self.yearTo = yearTo
        self.quantity = quantity
        self.awarded = awarded
        self.counted = counted
        self.limits = limits
        self.rateCard = rateCard
        self.title = title
        self.evidence = evidence
    }
}
