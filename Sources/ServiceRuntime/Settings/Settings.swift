/// The environment as typed values, all of them valid.
package struct Settings: Sendable {
    private let values: [String: any Sendable]

    /// Reads every declared setting.
    ///
    /// - Throws: one error that names everything that is wrong, so that a start is corrected once.
    package init(_ environment: [String: String], declaring declared: [any DeclaredSetting]) throws(SettingsError) {
        var values: [String: any Sendable] = [:]
        var faults: [SettingFault] = []
        for setting in declared {
            do throws(SettingFault) {
                values[setting.description.name] = try setting.read(from: environment)
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw SettingsError(faults: faults) }
        self.values = values
    }

    /// The value of a setting that was declared; asking for another one is a fault.
    package subscript<Value>(_ setting: Setting<Value>) -> Value {
        guard let read = values[setting.description.name] as? ReadSetting<Value> else {
            preconditionFailure("the setting \(setting.description.name) was read but not declared")
        }
        return read.value
    }
}

/// One variable that cannot be used.
package struct SettingFault: Error, Sendable, Equatable, CustomStringConvertible {
    package let setting: SettingDescription
    /// What the variable holds; nil when it is not set.
    ///
    /// Not part of the description for a secret.
    let found: String?
    let reason: String?

    package var description: String {
        let what =
            switch found {
            case nil: "is not set"
            case .some where setting.isSecret: "holds a value that cannot be used (not shown)"
            case .some(let text): "is \"\(text.prefix(100))\""
            }
        let why = reason.map { " (\($0))" } ?? ""
        return "\(setting.name) \(what)\(why); allowed is \(setting.allowed). It sets \(setting.meaning)."
    }
}

/// Everything that is wrong with the environment.
package struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    package let faults: [SettingFault]

    package var description: String {
        faults.map(\.description).joined(separator: "\n")
    }
}
