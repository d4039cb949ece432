import FoundationEssentials

/// What a process can be told, as JSON for `bina config` and for tests of the compose file.
///
/// A service's program prints it and ends, without reading its environment, when its first argument is ``word``.
package enum SettingsList {
    /// The argument that asks for the list.
    package static let word = "settings"

    /// An array in the order of the declarations.
    package static func json(_ declared: [any DeclaredSetting]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(declared.map(\.description)) else {
            preconditionFailure("texts and flags can always be written as JSON")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads what a program printed.
    package static func read(_ json: String) throws -> [SettingDescription] {
        try JSONDecoder().decode([SettingDescription].self, from: Data(json.utf8))
    }
}
