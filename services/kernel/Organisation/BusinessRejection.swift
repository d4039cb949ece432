/// A refusal by the business: the same for programs, for the Indonesian-speaking user, and for an engineer.
package protocol BusinessRejection: Error, Equatable, Sendable {
    var wording: RejectionWording { get }
}

/// How a refusal is told.
///
/// None of the texts holds personal data.
package struct RejectionWording: Sendable, Equatable {
    /// Stable name in kebab case, part of the problem's type URI.
    package let slug: String
    /// One Indonesian sentence that tells the user why, and what would help.
    package let pesan: String
    /// One English sentence.
    package let detail: String

    package init(_ slug: String, pesan: String, detail: String) {
        self.slug = slug
        self.pesan = pesan
        self.detail = detail
    }
}

extension BusinessRejection {
    package var slug: String { wording.slug }
    package var pesan: String { wording.pesan }
    package var detail: String { wording.detail }
}
