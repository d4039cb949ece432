import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import LearningRecordProjection

/// A person as answers name it.
struct PersonAnswer: Encodable {
    let id: CivilServantID
    /// NIP or NI PPPK; only for those who may see it.
    let number: String?
    let name: String?
    let employmentKind: EmploymentKind
    let rank: String
    let unit: UnitID
    let unitName: String?
    let postTitle: String
    let postLevel: String
    let superior: CivilServantID?
    let startedOn: CalendarDate
    let leftOn: CalendarDate?
    /// The personal data was erased on request.
    let erased: Bool

    init(_ person: LearningRecordPerson, _ opened: OpenedFields) {
        id = person.id
        number = opened[person.number]
        name = opened[person.name]
        employmentKind = person.employmentKind
        rank = person.rank
        unit = person.unit
        unitName = person.unitName
        postTitle = person.postTitle
        postLevel = person.postLevel
        superior = person.superior
        startedOn = person.startedOn
        leftOn = person.leftOn
        erased = person.isErased
    }
}

/// One learning record: who, where it stands this year, what was learned, and the event behind every line.
struct LearningRecordAnswer: Encodable {
    struct ParticipationAnswer: Encodable {
        let batch: BatchID
        let title: String
        let form: String
        let status: ParticipationStatus
        let batchCancelled: Bool
        let startsAt: Timestamp
        let endsAt: Timestamp
        let enrolledAt: Timestamp?
        let endedAt: Timestamp?
        let learningHours: Int?
    }

    struct HoursAnswer: Encodable {
        let entry: EntryID
        let source: String
        let batch: BatchID?
        let form: String
        let title: String?
        let startedOn: CalendarDate
        let endedOn: CalendarDate
        let awarded: Int
        let counted: Int
        let status: HoursStatus
        let limits: [String]
        let rateCard: String
    }

    struct LineAnswer: Encodable {
        let at: Timestamp
        let type: String
        /// In plain Indonesian.
        let sentence: String
        /// Where the event can be opened, in the service that its type begins with.
        let source: String
        let event: String
    }

    let person: PersonAnswer
    let yearFrom: CalendarDate
    let yearTo: CalendarDate
    let forecast: LearningHoursForecast?
    let participations: [ParticipationAnswer]
    let hours: [HoursAnswer]
    let exams: [ExamAnswer]
    /// Only for the person and the personnel office.
    let notices: [NoticeAnswer]?
    let timeline: [LineAnswer]

    init(
        _ record: LearningRecord,
        _ opened: OpenedFields,
        showsNotices: Bool,
        by profile: TenantProfile,
        at now: Timestamp
    ) {
        person = PersonAnswer(record.person, opened)
        let today = profile.zone.date(of: now)
        let card = profile.ratesInForce.card(on: today)
        let kind = record.person.employmentKind
        let year = LearningYear(
            of: card?.limit(for: kind)?.year ?? .calendar,
            containing: today,
            employedSince: record.person.startedOn
        )
        yearFrom = year.firstDay
        yearTo = year.lastDay
        forecast = card.map { record.forecast(in: year, at: now, in: profile.zone, by: $0) }
        participations = record.participations.map { ParticipationAnswer($0) }
        hours = record.hours.map { HoursAnswer($0, title: opened[$0.title]) }
        exams = record.exams.map { ExamAnswer($0, objections: record.objections) }
        let titles = RecordTitles(record)
        notices =
            showsNotices ? NoticeAnswer.all(in: record, titles: titles, at: now, elsewhere: profile.zone) : nil
        timeline = record.timeline.map { LineAnswer($0, titles: titles) }
    }
}

extension LearningRecordAnswer.ParticipationAnswer {
    init(_ participation: Participation) {
        self.init(
            batch: participation.batch,
            title: participation.title,
            form: participation.form,
            status: participation.status,
            batchCancelled: participation.isBatchCancelled,
            startsAt: participation.startsAt,
            endsAt: participation.endsAt,
            enrolledAt: participation.enrolledAt,
            endedAt: participation.endedAt,
            learningHours: participation.learningHours
        )
    }
}

extension LearningRecordAnswer.HoursAnswer {
    init(_ entry: HoursEntry, title: String?) {
        self.init(
            entry: entry.entry,
            source: entry.source,
            batch: entry.batch,
            form: entry.form,
            title: title,
            startedOn: entry.startedOn,
            endedOn: entry.endedOn,
            awarded: entry.awarded,
            counted: entry.counted,
            status: entry.status,
            limits: entry.limits.split(separator: ",").map(String.init),
            rateCard: entry.rateCard
        )
    }
}

extension LearningRecordAnswer.LineAnswer {
    init(_ line: TimelineEvent, titles: RecordTitles) {
        self.init(
            at: line.occurredAt,
            type: line.event.name.rawValue,
            sentence: TimelineSentence.of(line.event, title: titles[line.stream.id]),
            source: line.source,
            event: line.id.lowercased
        )
    }
}
