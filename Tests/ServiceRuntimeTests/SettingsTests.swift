import Foundation
import Testing

@testable import ServiceRuntime

struct SettingsTests {
    private static let port = Setting.port("HTTP_PORT", "the port", fallback: 8081)
    private static let password = Setting.text("DATABASE_URL", "the database", isSecret: true)
    private static let wait = Setting.duration("WAIT", "how long to wait", fallback: "5s")
    private static let memory = Setting.size("MEMORY", "the room", upTo: 1 << 30, fallback: "16MiB")
    private static let level = Setting<Log.Level>.choice("LOG_LEVEL", "the level", fallback: .info)
    private static let feed = Setting.url("FEED_URL", "the feed").optional
    private static let all: [any DeclaredSetting] = [port, password, wait, memory, level, feed]

    @Test func `unset settings have their fallback`() throws {
        let settings = try Settings(["DATABASE_URL": "dbname=bina"], declaring: Self.all)
        #expect(settings[Self.port] == 8081)
        #expect(settings[Self.wait] == .seconds(5))
        #expect(settings[Self.memory] == 16 << 20)
        #expect(settings[Self.level] == .info)
        #expect(settings[Self.feed] == nil)
    }

    @Test func `set ones are read`() throws {
        let environment = [
            "DATABASE_URL": "dbname=bina", "HTTP_PORT": "9000", "WAIT": "250ms", "MEMORY": "1024",
            "LOG_LEVEL": "debug", "FEED_URL": "http://enrolment:8081/feed",
        ]
        let settings = try Settings(environment, declaring: Self.all)
        #expect(settings[Self.port] == 9000)
        #expect(settings[Self.wait] == .milliseconds(250))
        #expect(settings[Self.memory] == 1024)
        #expect(settings[Self.level] == .debug)
        #expect(settings[Self.feed] == "http://enrolment:8081/feed")
    }

    @Test func `a JSON file is read when one is named, and refused with its fault`() throws {
        let setting = Setting.json("SIZES_FILE", "the sizes", orElse: ["built-in": 1])
        let read = { (path: String) in
            try Settings(["SIZES_FILE": path], declaring: [setting])[setting]
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "sizes-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(#"{"small":7}"#.utf8).write(to: file)
        #expect(try read("") == ["built-in": 1])
        #expect(try read(file.path()) == ["small": 7])
        #expect(throws: SettingsError.self) { try read("/no/such/file") }
        try Data(#"{"small":"seven"}"#.utf8).write(to: file)
        let error = #expect(throws: SettingsError.self) { try read(file.path()) }
        #expect(try #require(error).description.contains("small"))
    }

    @Test func `everything that is wrong is told at once`() throws {
        let environment = ["HTTP_PORT": "80a", "WAIT": "soon", "MEMORY": "2GiB", "LOG_LEVEL": "loud"]
        let error = #expect(throws: SettingsError.self) { try Settings(environment, declaring: Self.all) }
        let names = try #require(error).faults.map(\.setting.name)
        #expect(names == ["HTTP_PORT", "DATABASE_URL", "WAIT", "MEMORY", "LOG_LEVEL"])
        let text = try #require(error).description
        #expect(text.contains("HTTP_PORT is \"80a\"; allowed is a port from 0 (any free one) to 65535."))
        #expect(text.contains("DATABASE_URL is not set"))
        #expect(text.contains("LOG_LEVEL is \"loud\"; allowed is one of debug, info, warning, error."))
    }

    @Test func `a topic prefix is one that Kafka takes`() throws {
        let prefix = DataSettings.topicPrefix
        #expect(try Settings([:], declaring: [prefix])[prefix].isEmpty)
        #expect(try Settings(["KAFKA_TOPIC_PREFIX": "barat.uji-1_"], declaring: [prefix])[prefix] == "barat.uji-1_")
        for text in ["barat ", "utara/", "é.", String(repeating: "a", count: 101)] {
            #expect(throws: SettingsError.self) {
                try Settings(["KAFKA_TOPIC_PREFIX": text], declaring: [prefix])
            }
        }
    }

    @Test func `a secret is never shown`() throws {
        let secret = Setting("KEY", "the key", allowed: "64 digits", isSecret: true) {
            (_: String) throws(SettingRefusal) -> Int in throw SettingRefusal()
        }
        let error = #expect(throws: SettingsError.self) { try Settings(["KEY": "hunter2"], declaring: [secret]) }
        let text = try #require(error).description
        #expect(text.contains("KEY holds a value that cannot be used (not shown)"))
        #expect(!text.contains("hunter2"))
    }

    @Test(arguments: ["ftp://host/", "/path", "http://", "http://user:password@host/", "host:80"])
    func `an address that cannot be asked is refused`(text: String) {
        #expect(throws: SettingsError.self) {
            try Settings(["FEED_URL": text, "DATABASE_URL": "x"], declaring: Self.all)
        }
    }

    @Test(arguments: ["0s", "-1s", "5", "5 s", "99999999999999999999h", "9223372036854775807h", "25h", ""])
    func `a length of time needs a number and a unit within bounds`(text: String) {
        let environment = ["WAIT": text, "DATABASE_URL": "x"]
        if text.isEmpty {
            #expect(throws: Never.self) { try Settings(environment, declaring: Self.all) }
        } else {
            #expect(throws: SettingsError.self) { try Settings(environment, declaring: Self.all) }
        }
    }

    @Test func `a secret file is read without its line end, and named when it cannot be`() throws {
        let token = Setting.secretFile("FEED_TOKEN_FILE", "the feed's token")
        #expect(throws: SettingsError.self) { try Settings(["FEED_TOKEN_FILE": "/nowhere"], declaring: [token]) }
        let settings = try Settings(["FEED_TOKEN_FILE": "/proc/sys/kernel/ostype"], declaring: [token])
        #expect(settings[token] == "Linux")
    }

    @Test func `every setting can be listed`() {
        let lines = Self.all.map(\.description)
        #expect(lines.first?.fallback == "8081")
        #expect(lines.first(where: { $0.name == "DATABASE_URL" })?.isSecret == true)
        #expect(lines.first(where: { $0.name == "FEED_URL" })?.isRequired == false)
    }
}
