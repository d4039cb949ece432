import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres

/// Everything that the register holds of one person; the personal values still sealed.
struct PersonFile: Sendable {
    let id: CivilServantID
    private(set) var state = CivilServantDecider.initialState
    private(set) var version: Int64 = 0
    private(set) var number: SealedField?
    private(set) var name: SealedField?
    private(set) var contact: SealedField?

    /// - Throws: `UnreadableEvent`.
    init(_ id: CivilServantID, history: [EventEnvelope]) throws(UnreadableEvent) {
        self.id = id
        for envelope in history {
            version = envelope.version
            if let event = try CivilServantEvent(recorded: envelope) { take(event) }
        }
    }

    private mutating func take(_ event: CivilServantEvent) {
        CivilServantDecider.evolve(&state, by: event)
        switch event {
        case .civilServantHired(let fact): (number, name, contact) = (fact.number, fact.name, fact.contact)
        case .personalDataCorrected(let fact):
            (number, name, contact) = (fact.number ?? number, fact.name ?? name, fact.contact ?? contact)
        case .personalDataErased: (number, name, contact) = (nil, nil, nil)
        case .civilServantMoved, .civilServantPromoted, .superiorChanged, .civilServantLeft: break
        }
    }

    /// The values with the names of their fields, in the order of ``PersonalTexts``.
    var sealed: [(field: String, value: SealedField)] {
        [("number", number), ("name", name), ("contact", contact)].compactMap { field, value in
            value.map { (field: field, value: $0) }
        }
    }
}

/// Somebody's personal values in the clear: for one answer or one comparison, never kept.
struct PersonalTexts: Sendable, Equatable {
    var number: String?
    var name: String?
    var contact: String?

    /// Those that are there, as the vault takes them.
    var present: [(field: String, value: String)] {
        [("number", number), ("name", name), ("contact", contact)].compactMap { field, value in
            value.map { (field: field, value: $0) }
        }
    }

    /// Those that say something else than `other` says.
    func changes(from other: PersonalTexts) -> PersonalTexts {
        PersonalTexts(
            number: number == other.number ? nil : number,
            name: name == other.name ? nil : name,
            contact: contact == other.contact ? nil : contact
        )
    }
}

extension PersonalTexts {
    init(_ texts: some Sequence<(field: String, text: String?)>) {
        for (field, text) in texts {
            switch field {
            case "number": number = text
            case "name": name = text
            default: contact = text
            }
        }
    }
}

extension PersonalData {
    /// - `fields`: parallel to the `present` of what was sealed.
    init(_ texts: PersonalTexts, sealed fields: [SealedField]) {
        let byField = Dictionary(zip(texts.present.map(\.field), fields)) { first, _ in first }
        self.init(number: byField["number"], name: byField["name"], contact: byField["contact"])
    }
}

extension EnrolmentDesk {
    /// What the register holds of a person; nil when the tenant has no such person.
    func person(_ id: CivilServantID, of tenant: TenantID) async throws -> PersonFile? {
        let stream = EnrolmentStream.civilServant(id, of: tenant)
        let file = try PersonFile(id, history: try await store.load(stream, after: 0, snapshotSchema: nil).events)
        return file.version == 0 ? nil : file
    }

    /// The personal values of many people, with one question to the vault; those of erased people are nil.
    func open(_ files: [PersonFile], of tenant: TenantID) async throws -> [PersonalTexts] {
        let sealed = files.map(\.sealed)
        var opened = try await vault.open(sealed.flatMap { $0 }, tenant: tenant)[...]
        return sealed.map { fields in
            defer { opened = opened.dropFirst(fields.count) }
            return PersonalTexts(zip(fields, opened).map { (field: $0.field, text: $1) })
        }
    }

    /// What nobody else of the tenant may hold.
    func claim(of number: String, tenant: TenantID) -> UniqueClaim {
        vault.claimDigest(kind: "nip", value: number, tenant: tenant)
    }
}
