/// A port that `up` uses, and the variable that changes it.
struct PortVariable: Sendable, Equatable {
    let name: String
    let standard: Int
    let meaning: String

    static let postgres = Self(name: "POSTGRES_PORT", standard: 54329, meaning: "the private PostgreSQL")
    static let kafka = Self(
        name: "KAFKA_PORT",
        standard: 19092,
        meaning: "Apache Kafka when KAFKA_HOME names one; the next port too"
    )

    static let auditor = Self(name: "AUDITOR_PORT", standard: 8071, meaning: "the auditor's metrics")

    /// What a port may be: not one of the system's, and not the last, since Kafka's controller takes the next one.
    static let range = 1_024...65_534

    /// Added to every standard port, so that a second checkout needs one variable only.
    static let offset = "BINA_PORT_OFFSET"

    static var all: [Self] { [postgres, kafka] + ServiceEntry.all.map(\.port) + [auditor] }

    /// The port by `environment`: the own variable, else the standard port plus the offset.
    func value(in environment: [String: String]) throws -> Int {
        if let text = environment[name], !text.isEmpty { return try Self.port(text, variable: name) }
        guard let text = environment[Self.offset], !text.isEmpty else { return standard }
        guard let offset = Int(text), (0...9_000).contains(offset) else {
            throw Refusal("\(Self.offset) is '\(text)'; it takes a whole number from 0 to 9000")
        }
        return standard + offset
    }

    private static func port(_ text: String, variable: String) throws -> Int {
        guard let port = Int(text), range.contains(port) else {
            throw Refusal("\(variable) is '\(text)'; it takes a port from 1024 to 65534")
        }
        return port
    }

    /// Refuses when somebody already listens there.
    func demandFree(_ port: Int, in ports: ListeningPorts) throws {
        guard ports.contains(port) else { return }
        let owner = ports.owner(of: port).map { "\($0.program) (process \($0.pid))" } ?? "another process"
        throw Refusal(
            """
            port \(port) for \(meaning) is in use by \(owner). End it, or choose another port:
                \(name)=\(ports.free(from: port + 1)) ./bina up
            or move all ports at once (a second checkout on this machine):
                \(Self.offset)=100 ./bina up
            """
        )
    }
}
