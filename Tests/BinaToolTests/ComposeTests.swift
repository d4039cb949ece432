import Foundation
import ServiceRuntime
import Testing

@testable import BinaTool

/// No container engine runs here, so what docker-compose.yml names is held against what the programs declare.
struct ComposeTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private let file: ComposeFile
    private let processes: [ConfigurationList.Process]

    /// The part of the file that the test reads.
    struct ComposeFile: Decodable {
        let services: [String: Container]
        let volumes: [String: String?]
    }

    struct Container: Decodable {
        let command: [String]?
        let environment: [String: Value]?
        let env_file: [String]?
        let ports: [String]?
        let user: String?
        let volumes: [String]?
        let depends_on: [String: [String: String]]?
        let healthcheck: Check?

        struct Check: Decodable { let test: [String] }
    }

    /// YAML's text or number, as the container sees it.
    struct Value: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            text = try (try? container.decode(String.self)) ?? "\(container.decode(Int.self))"
        }
    }

    init() async throws {
        let python = try await ShortProgram.run([Self.root.appending(path: ".ci/python-tools").path])
        let lines = python.split(separator: "\n")
        let program = "import json,sys,yaml;json.dump(yaml.safe_load(open(sys.argv[1])),sys.stdout)"
        let words = [
            String(try #require(lines.last)), "-c", program, Self.root.appending(path: "docker-compose.yml").path,
        ]
        file = try JSONDecoder().decode(ComposeFile.self, from: Data(try await ShortProgram.run(words).utf8))
        let programs = Self.root.appending(path: ".build/debug")
        processes = try await ConfigurationList.read(Workplace(root: Self.root, programs: programs, environment: [:]))
    }

    /// The processes that are services of the business.
    private var services: [ConfigurationList.Process] { processes.filter { $0.name != "bina" } }

    @Test func `has a container for every service, under its name and with its program`() throws {
        for process in services {
            #expect(try #require(file.services[process.name]).command == [process.program])
        }
        let others: Set = ["kafka", "postgres", "databases", "auditor"]
        #expect(Set(file.services.keys) == others.union(services.map(\.name)))
    }

    @Test func `sets only variables that the program reads, to values that it takes, and all that it needs`()
        async throws
    {
        let secret = try await secretVariables()
        for process in services {
            let container = try #require(file.services[process.name])
            let set = Set((container.environment ?? [:]).keys).union(secret["\(process.name).env"] ?? [])
            let known = Set(process.variables.map(\.name))
            #expect(set.isSubset(of: known), "\(process.name) does not read \(set.subtracting(known))")
            let required = Set(process.variables.filter(\.isRequired).map(\.name))
            #expect(required.isSubset(of: set), "\(process.name) misses \(required.subtracting(set))")
            let open = process.variables.filter(\.isSecret).map(\.name)
            #expect(Set(open).isDisjoint(with: (container.environment ?? [:]).keys), "\(process.name) shows a secret")
        }
    }

    @Test func `serves and checks health where the program does`() throws {
        for process in services {
            let container = try #require(file.services[process.name])
            let port = try #require(process.port)
            #expect(container.environment?["HTTP_PORT"]?.text == "\(port)")
            #expect(container.ports == ["127.0.0.1:\(port):\(port)"])
            let address = try #require(container.healthcheck?.test.last.flatMap { URL(string: $0) })
            #expect(address.port == port)
            #expect(process.paths.contains(address.path))
        }
    }

    @Test func `has an auditor that is told where everything is`() async throws {
        let auditor = try #require(file.services["auditor"])
        let secret = try await secretVariables()["auditor.env"] ?? []
        let told = Set((auditor.environment ?? [:]).keys).union(secret)
        let needed: Set = [
            "ENROLMENT_DATABASE_URL", "ASSESSMENT_DATABASE_URL", "LEARNING_RECORD_DATABASE_URL", "VAULT_DATABASE_URL",
            "KAFKA_BOOTSTRAP_SERVERS",
        ]
        #expect(needed.isSubset(of: told))
        let words = try #require(auditor.command)
        #expect(words.prefix(2) == ["bina", "verify"])
        _ = try Arguments(words.dropFirst(2), by: Verify.specification)
        let port = "\(PortVariable.auditor.standard)"
        #expect(words.contains(port))
        #expect(auditor.ports == ["127.0.0.1:\(port):\(port)"])
        #expect(auditor.healthcheck?.test.last == "http://127.0.0.1:\(port)/healthz")
    }

    @Test func `names only containers, secrets and volumes that exist`() async throws {
        let secret = try await secretVariables()
        for (name, container) in file.services {
            for other in (container.depends_on ?? [:]).keys { #expect(file.services[other] != nil, "\(name)") }
            for path in container.env_file ?? [] {
                #expect(secret[path.replacingOccurrences(of: "${BINA_SECRETS}/", with: "")] != nil, "\(name): \(path)")
            }
            for value in (container.environment ?? [:]).values.map(\.text) where value.hasPrefix("/run/bina/") {
                #expect(secret[String(value.dropFirst("/run/bina/".count))] != nil, "\(name): \(value)")
            }
            let volumes = (container.volumes ?? []).compactMap { $0.split(separator: ":").first.map(String.init) }
            for volume in volumes where !volume.hasPrefix("${") { #expect(file.volumes.keys.contains(volume)) }
        }
        let feeds = file.services.values.flatMap { $0.environment ?? [:] }.filter { $0.key.hasSuffix("_FEED_URL") }
        #expect(feeds.count >= 3)
        for (variable, feed) in feeds {
            let address = try #require(URL(string: feed.text))
            #expect(variable == address.host().map { "\($0.uppercased())_FEED_URL" })
            #expect(address.port == processes.first { $0.name == address.host() }?.port)
            #expect(address.path() == "/v1/feed")
        }
    }

    @Test func `runs nothing of ours as root`() {
        for (name, container) in file.services where container.command?.first?.contains("bina") == true {
            #expect(container.user?.contains("BINA_USER") == true, "\(name)")
        }
        let docker = (try? String(contentsOf: Self.root.appending(path: "services/Dockerfile"), encoding: .utf8)) ?? ""
        #expect(docker.contains("\nUSER \(MakeSecrets.containerID):\(MakeSecrets.containerID)\n"))
        for process in services { #expect(docker.contains("release/\(process.program)"), "\(process.program)") }
    }

    /// What `bina secrets` writes: variables by file.
    private func secretVariables() async throws -> [String: [String]] {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "bina-secrets-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try ComposeSecrets(Secrets(folder: folder)).write(now: 1_700_000_000)
    }
}
