import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres

/// A ledger with what was said when each entry was recorded.
struct LedgerFile {
    let civilServant: CivilServantID
    let ledger: LearningHoursLedger
    /// The newest record of each entry.
    let records: [EntryID: LearningHoursRecorded]
    let version: Int64

    /// Reads the whole history: ledgers are short.
    init(of person: CivilServantID, tenant: TenantID, desk: EnrolmentDesk) async throws {
        let stream = EnrolmentStream.learningHours(of: person, of: tenant)
        let loaded = try await desk.store.load(stream, after: 0, snapshotSchema: nil)
        var records: [EntryID: LearningHoursRecorded] = [:]
        var ledger = LearningHoursDecider.initialState
        for envelope in loaded.events {
            guard let event = try LearningHoursEvent(recorded: envelope) else { continue }
            LearningHoursDecider.evolve(&ledger, by: event)
            if case .learningHoursRecorded(let fact) = event { records[fact.entry] = fact }
        }
        civilServant = person
        self.ledger = ledger
        self.records = records
        version = loaded.events.last?.version ?? 0
    }
}

/// A civil servant's learning hours and where the year stands.
struct LedgerAnswer: Encodable {
    struct Entry: Encodable {
        let entry: EntryID
        let source: HoursSource
        let batch: BatchID?
        let programme: ProgrammeID?
        let form: DevelopmentForm
        let title: String?
        let evidence: String?
        let startedOn: CalendarDate
        let endedOn: CalendarDate
        let awarded: Int
        let counted: Int
        /// The caps that cut what counts.
        let limits: [HoursLimit]
        /// `recorded`, `verified` or `cancelled`.
        let status: String
        let rateCard: String
    }

    let civilServant: CivilServantID
    let version: Int64
    let forecast: LearningHoursForecast?
    /// In the order of recording.
    let entries: [Entry]

    /// - `opening`: opens titles and evidence; nil for somebody who may not read them.
    init(
        _ file: LedgerFile,
        forecast: LearningHoursForecast?,
        opening vault: (any PersonalDataVault)?,
        tenant: TenantID
    ) async throws {
        var sealed: [(field: String, value: SealedField)] = []
        for record in file.records.values where vault != nil {
            if let title = record.title { sealed.append(("title", title)) }
            if let evidence = record.evidence { sealed.append(("evidence", evidence)) }
        }
        let opened = try await vault?.open(sealed, tenant: tenant) ?? []
        let texts = Dictionary(zip(sealed, opened).map { ($0.value, $1) }) { first, _ in first }
        civilServant = file.civilServant
        version = file.version
        self.forecast = forecast
        entries = file.ledger.order.compactMap { id in
            guard let entry = file.ledger.entries[id], let record = file.records[id] else { return nil }
            return Entry(entry, record, texts)
        }
    }
}

extension LedgerAnswer.Entry {
    fileprivate init(
        _ entry: LearningHoursLedger.Entry,
        _ record: LearningHoursRecorded,
        _ texts: [SealedField: String?]
    ) {
        self.entry = record.entry
        source = record.source
        batch = record.batch
        programme = record.programme
        form = record.form
        title = record.title.flatMap { texts[$0] ?? nil }
        evidence = record.evidence.flatMap { texts[$0] ?? nil }
        startedOn = record.startedOn
        endedOn = record.endedOn
        awarded = record.awarded
        counted = entry.counted
        limits = entry.limits
        status = entry.isCancelled ? "cancelled" : entry.isVerified ? "verified" : "recorded"
        rateCard = record.rateCard
    }
}
