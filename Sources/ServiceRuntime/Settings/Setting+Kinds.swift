import FoundationEssentials

// The kinds of settings. A service declares its own as `static let port = Setting.port("HTTP_PORT", "…")`.

extension Setting where Value == String {
    /// Any text that is not empty.
    package static func text(
        _ name: String,
        _ meaning: String,
        allowed: String = "any text",
        fallback: String? = nil,
        isSecret: Bool = false
    ) -> Setting {
        Setting(name, meaning, allowed: allowed, fallback: fallback, isSecret: isSecret) {
            text throws(SettingRefusal) in
            text
        }
    }

    /// The content of the file that the variable names, without surrounding white space; the content is a secret.
    package static func secretFile(_ name: String, _ meaning: String) -> Setting {
        Setting(name, meaning, allowed: "the path of a readable file of 1 to 65536 bytes of text") {
            text throws(SettingRefusal) in
            guard let content = try? Data(contentsOf: URL(filePath: text)) else {
                throw SettingRefusal("the file cannot be read")
            }
            guard content.count <= 65_536, let decoded = String(validating: content, as: UTF8.self) else {
                throw SettingRefusal("the file is too large or not text")
            }
            let secret = decoded.trimmingWhitespace
            guard !secret.isEmpty else { throw SettingRefusal("the file is empty") }
            return secret
        }
    }
}

extension Setting where Value: Decodable {
    /// What the JSON file that the variable names holds; `other` when the variable is not set.
    package static func json(_ name: String, _ meaning: String, orElse other: Value) -> Setting {
        Setting(name, meaning, allowed: "the path of a JSON file of the documented form", fallback: "") {
            text throws(SettingRefusal) in
            guard !text.isEmpty else { return other }
            guard let content = try? Data(contentsOf: URL(filePath: text)) else {
                throw SettingRefusal("the file cannot be read")
            }
            do {
                return try JSONDecoder().decode(Value.self, from: content)
            } catch {
                throw SettingRefusal("the file does not have the form it should have: \(error)")
            }
        }
    }
}

extension Setting where Value == UInt16 {
    /// A TCP port; 0 asks the system for a free one.
    package static func port(_ name: String, _ meaning: String, fallback: UInt16? = nil) -> Setting {
        Setting(name, meaning, allowed: "a port from 0 (any free one) to 65535", fallback: fallback.map(String.init)) {
            text throws(SettingRefusal) in
            guard let port = UInt16(text) else { throw SettingRefusal() }
            return port
        }
    }
}

extension Setting where Value == Int {
    /// A whole number within a range.
    package static func integer(
        _ name: String,
        _ meaning: String,
        in range: ClosedRange<Int>,
        fallback: Int? = nil
    ) -> Setting {
        Setting(
            name,
            meaning,
            allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            fallback: fallback.map(String.init)
        ) { text throws(SettingRefusal) in
            guard let number = Int(text), range.contains(number) else { throw SettingRefusal() }
            return number
        }
    }

    /// A number of bytes, plain or in KiB, MiB, GiB.
    package static func size(_ name: String, _ meaning: String, upTo limit: Int, fallback: String? = nil) -> Setting {
        let allowed = "a size of 1 to \(limit) bytes, plain or such as 64KiB, 16MiB, 1GiB"
        return Setting(name, meaning, allowed: allowed, fallback: fallback) { text throws(SettingRefusal) in
            guard let bytes = quantity(text, units: [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("", 1)]),
                (1...limit).contains(bytes)
            else { throw SettingRefusal() }
            return bytes
        }
    }
}

extension Setting where Value == Duration {
    /// Whole seconds; the variable's name ends in `_SECONDS`.
    package static func seconds(
        _ name: String,
        _ meaning: String,
        in range: ClosedRange<Int>,
        fallback: Int? = nil
    ) -> Setting {
        let allowed = "whole seconds from \(range.lowerBound) to \(range.upperBound)"
        return Setting(name, meaning, allowed: allowed, fallback: fallback.map(String.init)) {
            text throws(SettingRefusal) in
            guard let seconds = Int(text), range.contains(seconds) else { throw SettingRefusal() }
            return .seconds(seconds)
        }
    }

    /// A length of time with its unit.
    package static func duration(
        _ name: String,
        _ meaning: String,
        upTo limit: Duration = .seconds(86_400),
        fallback: String? = nil
    ) -> Setting {
        let allowed = "a length of time such as 250ms, 30s, 5m or 2h, at most \(limit.components.seconds)s"
        return Setting(name, meaning, allowed: allowed, fallback: fallback) { text throws(SettingRefusal) in
            let units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)]
            guard let milliseconds = quantity(text, units: units), milliseconds > 0,
                Duration.milliseconds(milliseconds) <= limit
            else { throw SettingRefusal() }
            return .milliseconds(milliseconds)
        }
    }
}

extension Setting where Value == String {
    /// The text of an absolute `http` or `https` address without credentials, which would end up in logs.
    package static func url(_ name: String, _ meaning: String, fallback: String? = nil) -> Setting {
        let allowed = "an http or https URL with a host and without user name or password"
        return Setting(name, meaning, allowed: allowed, fallback: fallback) { text throws(SettingRefusal) in
            guard let url = URL(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme),
                let host = url.host(), !host.isEmpty
            else { throw SettingRefusal() }
            guard url.user() == nil, url.password() == nil else { throw SettingRefusal("it carries credentials") }
            return text
        }
    }
}

extension Setting where Value == Bool {
    /// `true` or `false`.
    package static func flag(_ name: String, _ meaning: String, fallback: Bool) -> Setting {
        Setting(name, meaning, allowed: "true or false", fallback: String(fallback)) { text throws(SettingRefusal) in
            guard let flag = Bool(text) else { throw SettingRefusal() }
            return flag
        }
    }
}

extension Setting where Value: CaseIterable & RawRepresentable<String> {
    /// One of a closed set of words.
    package static func choice(_ name: String, _ meaning: String, fallback: Value? = nil) -> Setting {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return Setting(name, meaning, allowed: "one of \(words)", fallback: fallback?.rawValue) {
            text throws(SettingRefusal) in
            guard let value = Value(rawValue: text) else { throw SettingRefusal() }
            return value
        }
    }
}

/// `64MiB` → 67108864; nil for anything else, also when it does not fit.
///
/// Longer units go first.
private func quantity(_ text: String, units: [(suffix: String, factor: Int)]) -> Int? {
    for (suffix, factor) in units where text.hasSuffix(suffix) {
        guard let number = Int(text.dropLast(suffix.count)), number >= 0 else { continue }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
    return nil
}

extension StringProtocol {
    /// Without spaces, tabs and line ends on both sides.
    var trimmingWhitespace: String {
        let isWhite = { (character: Character) in character.isWhitespace }
        return String(drop(while: isWhite).reversed().drop(while: isWhite).reversed())
    }
}
