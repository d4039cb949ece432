/// An option and the target that belongs to it.
package struct KeyPair: Codable, Sendable, Equatable {
    /// Id of the option on the left.
    package let option: String
    /// Id of the target on the right.
    package let target: String

    package init(option: String, target: String) {
        self.option = option
        self.target = target
    }
}
