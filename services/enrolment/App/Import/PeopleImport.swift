import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import ServiceRuntime

/// One run over a table: finds out what each row changes, and, unless it is a dry run, changes it.
///
/// People who are to be hired come after the superiors whom the same table hires.
struct PeopleImport {
    struct Outcome: Sendable, Equatable {
        var hired = 0
        var changed = 0
        var unchanged = 0
        var errors: [RowError] = []
    }

    /// What a row became.
    enum RowOutcome: Sendable {
        case hired(CivilServantID)
        case changed
        case unchanged
        case refused(RowError)
    }

    /// Rows that are worked on together: their values are sealed at once and their events share commits.
    private static let together = 200

    let desk: EnrolmentDesk
    let head: CommandHead
    let tenant: TenantID
    let isDryRun: Bool
    /// When this is near, the rest is left for the next run.
    let deadline: ContinuousClock.Instant

    private var register = RegisterExtract()
    private var outcome = Outcome()

    init(
        desk: EnrolmentDesk,
        head: CommandHead,
        tenant: TenantID,
        isDryRun: Bool,
        deadline: ContinuousClock.Instant
    ) {
        self.desk = desk
        self.head = head
        self.tenant = tenant
        self.isDryRun = isDryRun
        self.deadline = deadline
    }

    mutating func process(_ table: PeopleTable) async throws -> Outcome {
        register = try await RegisterExtract(of: table.rows, desk: desk, tenant: tenant)
        let order = ImportOrder(table.rows, known: register)
        outcome.errors += order.errors
        for level in order.levels {
            var rest = level[...]
            while !rest.isEmpty {
                try await work(Array(rest.prefix(Self.together)))
                rest = rest.dropFirst(Self.together)
            }
        }
        return outcome
    }

    private mutating func work(_ rows: [PersonRow]) async throws {
        guard ContinuousClock.now < deadline else {
            outcome.errors += rows.map {
                RowError($0.row, nil, "Belum diproses karena waktu habis; unggah berkas yang sama sekali lagi.")
            }
            return
        }
        let plans = rows.map { ($0, plan(for: $0)) }
        let sealed = isDryRun ? [:] : try await seal(plans.compactMap { try? $0.1.get().toSeal })
        let results = await withTaskGroup(of: (PersonRow, RowOutcome).self) { group in
            for (row, plan) in plans {
                group.addTask { [self] in (row, await perform(plan, sealed)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for (row, result) in results { count(result, of: row) }
    }

    private mutating func count(_ result: RowOutcome, of row: PersonRow) {
        switch result {
        case .hired(let person):
            outcome.hired += 1
            register.hired(person, row)
        case .changed: outcome.changed += 1
        case .unchanged: outcome.unchanged += 1
        case .refused(let error): outcome.errors.append(error)
        }
    }

    private func plan(for row: PersonRow) -> Result<RowPlan, RowError> {
        do {
            return .success(
                try RowPlan(row, register: register, today: desk.profile(of: tenant).zone.date(of: head.at))
            )
        } catch {
            return .failure(error)
        }
    }

    private func seal(_ subjects: [RowPlan.ToSeal]) async throws -> [CivilServantID: [SealedField]] {
        let wanted = subjects.filter { !$0.texts.present.isEmpty }
        guard !wanted.isEmpty else { return [:] }
        let sealed = try await desk.vault.seal(wanted.map { ($0.person, $0.texts.present) }, tenant: tenant)
        return Dictionary(zip(wanted.map(\.person), sealed)) { first, _ in first }
    }

    private func perform(_ plan: Result<RowPlan, RowError>, _ sealed: [CivilServantID: [SealedField]]) async
        -> RowOutcome
    {
        switch plan {
        case .failure(let error): return .refused(error)
        case .success(let plan):
            if isDryRun { return plan.outcome }
            do {
                try await perform(plan, fields: sealed[plan.person] ?? [])
                return plan.outcome
            } catch {
                return .refused(RowError(error, row: plan.row))
            }
        }
    }

    /// A row's commands one after another, each on exactly the version that the one before left.
    private func perform(_ plan: RowPlan, fields: [SealedField]) async throws {
        let stream = EnrolmentStream.civilServant(plan.person, of: tenant)
        guard fields.count == plan.texts.present.count else { throw VaultError.erased(plan.person) }
        var version = plan.version
        for step in plan.steps {
            let claims = step.claims(desk, tenant)
            let request = CommandRequest(
                step.command(PersonalData(plan.texts, sealed: fields)),
                context: CommandContext(
                    commandID: step.isHire ? CommandID(plan.person.uuid) : CommandID(newID()),
                    correlationID: head.context.commandID.uuid,
                    actor: head.context.actor,
                    traceparent: head.context.traceparent
                ),
                at: head.at,
                expecting: version,
                claims: claims
            )
            version = try await desk.civilServants(request, on: stream).version
        }
    }

    private func newID() -> UUID { .inOrder(at: head.at) }
}

extension RowError {
    init(_ error: any Error, row: Int) {
        switch error {
        case CommandFailure<CivilServantRejection>.rejected(let rejection): self.init(rejection, row: row)
        case CommandFailure<CivilServantRejection>.claimed:
            self.init(row, .number, "Nomor ini baru saja didaftarkan orang lain; unggah berkas ini sekali lagi.")
        case CommandFailure<CivilServantRejection>.conflict:
            self.init(row, nil, "Data pegawai ini baru saja diubah orang lain; unggah berkas ini sekali lagi.")
        default: self.init(row, nil, "Layanan sedang terganggu; unggah berkas yang sama beberapa saat lagi.")
        }
    }

    init(_ rejection: CivilServantRejection, row: Int) {
        let column: PeopleColumn =
            switch rejection {
            case .notRegistered, .alreadyRegistered, .hasLeft, .erased: .number
            case .rankOfOtherKind, .notAPromotion: .rank
            case .ownSuperior, .superiorLoop, .superiorNotServing: .superior
            case .unitNotOpen: .unit
            case .beforeHiring: .startedOn
            }
        self.init(row, column, rejection.wording.pesan)
    }
}
