import CLibpq

extension PostgresConfiguration {
    /// Keywords for libpq.
    ///
    /// The connection string comes after our defaults, so that it wins over them.
    var parameters: [(keyword: String, value: String)] {
        [
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"), ("fallback_application_name", applicationName),
            ("dbname", connectionString), ("client_encoding", "UTF8"),
        ]
    }

    /// What the connection string says, without the password; nil when libpq cannot read it.
    var safeSettings: [String: String]? { readSettings(withSecrets: false) }

    private func readSettings(withSecrets: Bool) -> [String: String]? {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = unsafe PQconninfoParse(connectionString, &message) else {
            unsafe PQfreemem(message)
            return nil
        }
        defer { unsafe PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            let isSecret = unsafe option.pointee.dispchar.pointee == CChar(UInt8(ascii: "*"))
            if let value = unsafe option.pointee.val, withSecrets || !isSecret {
                settings[unsafe String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe option = unsafe option.advanced(by: 1)
        }
        return settings
    }
}

extension PostgresConfiguration {
    /// True when the server can only be on this machine: a socket's folder or the loopback.
    package var isLocal: Bool {
        guard let settings = safeSettings else { return false }
        let hosts = [settings["host"], settings["hostaddr"]].compactMap { $0 }.flatMap { $0.split(separator: ",") }
        return hosts.allSatisfy { $0.hasPrefix("/") || ["localhost", "127.0.0.1", "::1"].contains($0) }
    }

    /// The same server and user with another database, as libpq's key-value form.
    ///
    /// Holds the password, if there was one.
    ///
    /// - Throws: ``PostgresError`` when libpq cannot read the connection string.
    package func connectionString(forDatabase name: String) throws(PostgresError) -> String {
        try validate()
        var settings = readSettings(withSecrets: true) ?? [:]
        settings["dbname"] = name
        return settings.sorted { $0.key < $1.key }.map { key, value in
            let quoted = value.flatMap { $0 == "\\" || $0 == "'" ? ["\\", $0] : [$0] }
            return "\(key)='\(String(quoted))'"
        }.joined(separator: " ")
    }
}
