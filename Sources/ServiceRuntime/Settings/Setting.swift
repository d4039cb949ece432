/// One environment variable: declared once, so that reading it, refusing it and listing it say the same.
package struct Setting<Value: Sendable>: Sendable {
    package let description: SettingDescription
    let parse: @Sendable (String) throws(SettingRefusal) -> Value
    let absent: @Sendable () throws(SettingRefusal) -> Value

    /// - `allowed`: completes the sentence "allowed is …".
    /// - `fallback`: the text that stands in for an unset variable; nil makes it required.
    package init(
        _ name: String,
        _ meaning: String,
        allowed: String,
        fallback: String? = nil,
        isSecret: Bool = false,
        parse: @escaping @Sendable (String) throws(SettingRefusal) -> Value
    ) {
        description = SettingDescription(
            name: name,
            meaning: meaning,
            allowed: allowed,
            fallback: fallback,
            isRequired: fallback == nil,
            isSecret: isSecret
        )
        self.parse = parse
        absent = { () throws(SettingRefusal) -> Value in
            guard let fallback else { throw SettingRefusal() }
            return try parse(fallback)
        }
    }

    private init(
        _ description: SettingDescription,
        parse: @escaping @Sendable (String) throws(SettingRefusal) -> Value,
        absent: @escaping @Sendable () throws(SettingRefusal) -> Value
    ) {
        self.description = description
        self.parse = parse
        self.absent = absent
    }

    /// The same setting, which may also be left out.
    package var optional: Setting<Value?> {
        Setting<Value?>(
            SettingDescription(
                name: description.name,
                meaning: description.meaning,
                allowed: description.allowed,
                fallback: description.fallback,
                isRequired: false,
                isSecret: description.isSecret
            ),
            parse: { [parse] text throws(SettingRefusal) in try parse(text) },
            absent: { () throws(SettingRefusal) -> Value? in nil }
        )
    }
}

/// What `bina config` shows of a setting.
package struct SettingDescription: Sendable, Hashable, Codable {
    package let name: String
    package let meaning: String
    /// Completes the sentence "allowed is …".
    package let allowed: String
    /// The text used when the variable is not set.
    package let fallback: String?
    package let isRequired: Bool
    package let isSecret: Bool
}

/// A text that a setting does not take; `reason` only where the allowed form alone would not explain it.
package struct SettingRefusal: Error, Sendable, Equatable {
    package let reason: String?

    package init(_ reason: String? = nil) { self.reason = reason }
}

/// A setting of any type, for lists of them.
package protocol DeclaredSetting: Sendable {
    var description: SettingDescription { get }
    func read(from environment: [String: String]) throws(SettingFault) -> any Sendable
}

extension Setting: DeclaredSetting {
    package func read(from environment: [String: String]) throws(SettingFault) -> any Sendable {
        // An empty variable counts as unset: that is how compose files and shells leave things out.
        let found = environment[description.name].flatMap { $0.isEmpty ? nil : $0 }
        do {
            if let found { return ReadSetting(value: try parse(found)) }
            return ReadSetting(value: try absent())
        } catch {
            throw SettingFault(setting: description, found: found, reason: error.reason)
        }
    }
}

/// Keeps an optional value apart from an absent one.
struct ReadSetting<Value: Sendable>: Sendable {
    let value: Value
}
