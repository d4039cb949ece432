import EventSourcing

/// Sealed values with their plaintexts, for one answer.
struct OpenedFields {
    private let texts: [SealedField: String]

    /// Opens what is there in one go; without a vault nothing is opened.
    init(_ fields: [(field: String, value: SealedField?)], with vault: (any PersonalDataVault)?, tenant: TenantID)
        async throws
    {
        let present = fields.compactMap { field in field.value.map { (field: field.field, value: $0) } }
        guard let vault, !present.isEmpty else {
            texts = [:]
            return
        }
        let opened = try await vault.open(present, tenant: tenant)
        texts = Dictionary(zip(present, opened).compactMap { field, text in text.map { (field.value, $0) } }) {
            first,
            _ in first
        }
    }

    /// Nil when it was not opened or its key is destroyed.
    subscript(_ field: SealedField?) -> String? { field.flatMap { texts[$0] } }
}
