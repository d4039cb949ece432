import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension EnrolmentExample {
    static let ledger: [EnrolmentExample] = [
        .full(
            .learningHoursRecorded(
                LearningHoursRecorded(
                    entry: .number(30),
                    source: .training,
                    batch: .number(30),
                    programme: .number(20),
                    form: .technical,
                    employmentKind: .pns,
                    startedOn: .day(3, 9),
                    endedOn: .day(3, 10),
                    yearFrom: .day(1, 1),
                    yearTo: .day(12, 31),
                    quantity: 12,
                    awarded: 12,
                    counted: 12,
                    limits: [],
                    rateCard: "perlan-10-2018.1",
                    title: .example,
                    evidence: .example
                )
            )
        ),
        .minimal(
            .learningHoursRecorded(
                LearningHoursRecorded(
                    entry: .number(31),
                    source: .outsideTraining,
                    form: .coaching,
                    employmentKind: .pppk,
                    startedOn: .day(3, 30),
                    endedOn: .day(3, 30),
                    yearFrom: .day(3, 1),
                    yearTo: CalendarDate.day(2, 28).sameDay(inYear: 2027),
                    quantity: 3,
                    awarded: 6,
                    counted: 4,
                    limits: [.month],
                    rateCard: "perlan-10-2018.1"
                )
            )
        ),
        .full(
            .learningHoursVerified(
                LearningHoursVerified(entry: .number(31), basis: .evidenceChecked, verifier: .number(4))
            )
        ),
        .minimal(.learningHoursVerified(LearningHoursVerified(entry: .number(30), basis: .ownTraining))),
        .full(
            .learningHoursCancelled(
                LearningHoursCancelled(entry: .number(31), reason: .evidenceInsufficient, note: .example)
            )
        ),
        .minimal(.learningHoursCancelled(LearningHoursCancelled(entry: .number(30), reason: .completionRevoked))),
        .full(
            .learningHoursRecounted(
                LearningHoursRecounted(
                    entry: .number(32),
                    counted: 2,
                    limits: [],
                    rateCard: "perlan-10-2018.1",
                    cause: .number(31)
                )
            )
        ),
    ]
}
