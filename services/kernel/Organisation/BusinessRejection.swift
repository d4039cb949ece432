/// A refusal by the business: the same for programs, for the Indonesian-speaking user, and for an engineer.
package protocol BusinessRejection: Error, Equatable, Sendable {
    /// Stable name in kebab case, part of the problem's type URI.
    var slug: String { get }
    /// One Indonesian sentence that tells the user why, and what would help.
    var pesan: String { get }
    /// One English sentence. Neither text holds personal data.
    var detail: String { get }
}
