/// A person, for the purpose of data protection: everything sealed for one subject becomes unreadable at once when the
/// subject's key is destroyed.
package enum DataSubject {}

/// Random id of a data subject; for a civil servant the same as the civil servant's id.
package typealias SubjectID = Identifier<DataSubject>

/// A personal value inside an event, encrypted with its subject's key.
///
/// Pure: opening it needs a `PersonalDataVault`.
///
/// Coded as one string, `sealed:1:<subject>:<base64url>`.
package struct SealedField: Hashable, Sendable, Codable, CustomStringConvertible {
    package let subject: SubjectID
    /// Base64url of nonce and ciphertext.
    package let ciphertext: String

    package init(subject: SubjectID, ciphertext: String) {
        self.subject = subject
        self.ciphertext = ciphertext
    }

    /// Nil unless `text` has the coded form.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "sealed", parts[1] == "1", !parts[3].isEmpty,
            let subject = SubjectID(String(parts[2]))
        else { return nil }
        self.init(subject: subject, ciphertext: String(parts[3]))
    }

    package var text: String { "sealed:1:\(subject):\(ciphertext)" }

    package var description: String { "sealed value of \(subject)" }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let field = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is not a sealed field")
        }
        self = field
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Seals and opens personal values.
///
/// Keys live apart from events, so erasing a person is destroying one key.
package protocol PersonalDataVault: Sendable {
    /// Encrypts `values` for `subject`, whose key is made on first use. `field` is bound to the ciphertext, so a sealed
    /// name cannot be passed off as a sealed NIP.
    func seal(_ values: [(field: String, value: String)], for subject: SubjectID, tenant: TenantID)
        async throws(VaultError) -> [SealedField]

    /// Decrypts; nil for a subject whose key was destroyed.
    func open(_ sealed: [(field: String, value: SealedField)], tenant: TenantID) async throws(VaultError) -> [String?]

    /// Destroys the key: what was sealed for `subject` can never be read again.
    func destroyKey(of subject: SubjectID, tenant: TenantID) async throws(VaultError)
}

/// Why the vault did not do what was asked.
package enum VaultError: Error, Sendable, Equatable {
    /// Cannot be reached; try again.
    case unavailable(String)
    /// The subject was erased: nothing new may be sealed for it.
    case erased(SubjectID)
    /// The ciphertext was altered or sealed for another field or tenant.
    case tampered(SubjectID)
}
