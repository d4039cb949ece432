// swift-tools-version: 6.2
import PackageDescription

// Every target is compiled alike: Swift 6 language mode, strict memory safety, no warning left standing.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A C library of the distribution; only its wrapper target imports it.
func library(_ name: String, pkgConfig: String, apt packages: String...) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt(packages)])
}

/// A plumbing target in `Sources/`: knows no business word.
func plumbing(_ name: String, _ dependencies: String...) -> Target {
    .target(name: name, dependencies: names(dependencies), path: "Sources/\(name)", swiftSettings: strict)
}

/// A bounded context in `services/<folder>`: its published language, its pure rules, its process.
func context(_ name: String, folder: String, uses contexts: String...) -> [Target] {
    let foreignEvents = contexts.map { "\($0)Events" }
    return [
        .target(
            name: "\(name)Events",
            dependencies: names(["EventSourcing", "CivilServiceKernel"]),
            path: "services/\(folder)/Events",
            swiftSettings: strict
        ),
        .target(
            name: "\(name)Domain",
            dependencies: names(["\(name)Events", "EventSourcing", "CivilServiceKernel"]),
            path: "services/\(folder)/Domain",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "\(name)Service",
            dependencies: names(
                ["\(name)Domain", "\(name)Events", "CivilServiceKernel"] + foreignEvents + servicePlumbing
            ),
            path: "services/\(folder)/App",
            swiftSettings: strict
        ),
    ]
}

/// A read model in `services/<folder>`: folds the events of contexts into tables, and serves queries on them.
func projection(_ name: String, folder: String, of contexts: String...) -> [Target] {
    let events = contexts.map { "\($0)Events" }
    return [
        .target(
            name: "\(name)Projection",
            dependencies: names(
                events + ["CivilServiceKernel", "EventSourcing", "ProjectionRuntime", "PostgresClient"]
            ),
            path: "services/\(folder)/Projection",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "\(name)ProjectionService",
            dependencies: names(["\(name)Projection", "CivilServiceKernel"] + events + servicePlumbing),
            path: "services/\(folder)/App",
            swiftSettings: strict
        ),
    ]
}

func tests(_ target: String, _ dependencies: String...) -> Target {
    .testTarget(
        name: "\(target)Tests",
        dependencies: names(dependencies),
        path: "Tests/\(target)Tests",
        swiftSettings: strict
    )
}

func names(_ dependencies: [String]) -> [Target.Dependency] { dependencies.map { .byName(name: $0) } }

let servicePlumbing = [
    "EventSourcing", "EventStorePostgres", "EventStreaming", "ProjectionRuntime", "ServiceRuntime",
    "PostgresClient", "KafkaClient", "HTTPServer", "Cryptography",
]

let package = Package(
    name: "bina",
    products: [
        .executable(name: "bina", targets: ["BinaTool"]),
        .executable(name: "enrolment-service", targets: ["EnrolmentService"]),
        .executable(name: "learning-record-projection-service", targets: ["LearningRecordProjectionService"]),
    ],
    targets: [
        // PostgreSQL's own client.
        library("CLibpq", pkgConfig: "libpq", apt: "libpq-dev"),
        // Kafka's C client, with an embedded cluster.
        library("CLibrdkafka", pkgConfig: "rdkafka", apt: "librdkafka-dev"),
        // HTTP/1.1 server.
        library("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        // Sealed boxes, hashes, random bytes.
        library("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
        // JSON Web Tokens on OpenSSL.
        library("CJose", pkgConfig: "cjose", apt: "libcjose-dev", "libjansson-dev"),

        plumbing("EventSourcing"),
        plumbing("PostgresClient", "CLibpq"),
        plumbing("KafkaClient", "CLibrdkafka"),
        plumbing("HTTPServer", "CMicroHTTPD"),
        plumbing("Cryptography", "CSodium", "CJose"),
        plumbing("EventStorePostgres", "EventSourcing", "PostgresClient", "Cryptography"),
        plumbing("EventStreaming", "EventSourcing", "KafkaClient", "EventStorePostgres", "PostgresClient"),
        plumbing("ProjectionRuntime", "EventSourcing", "EventStreaming", "KafkaClient", "PostgresClient"),
        plumbing("ServiceRuntime", "EventSourcing", "HTTPServer", "Cryptography", "PostgresClient", "KafkaClient"),

        plumbing("EventSourcingTesting", "EventSourcing"),
        plumbing("PostgresClientTesting", "PostgresClient"),
        plumbing("KafkaClientTesting", "KafkaClient"),
        plumbing("ServiceTesting", "ServiceRuntime", "HTTPServer"),

        .target(
            name: "CivilServiceKernel",
            dependencies: ["EventSourcing"],
            path: "services/kernel",
            exclude: ["README.md"],
            swiftSettings: strict
        ),
    ]
        + context("Enrolment", folder: "enrolment")
        + projection("LearningRecord", folder: "learning-record-projection", of: "Enrolment")
        + [
            .executableTarget(
                name: "BinaTool",
                dependencies: names([
                    "KafkaClient", "PostgresClient", "Cryptography", "ServiceRuntime", "EventSourcing",
                    "CivilServiceKernel",
                ]),
                path: "services/tool",
                exclude: ["README.md"],
                swiftSettings: strict
            ),

            tests("EventSourcing", "EventSourcing", "EventSourcingTesting"),
            tests("PostgresClient", "PostgresClient", "PostgresClientTesting"),
            tests("KafkaClient", "KafkaClient", "KafkaClientTesting"),
            tests("HTTPServer", "HTTPServer"),
            tests("Cryptography", "Cryptography"),
            tests(
                "EventStorePostgres",
                "EventStorePostgres",
                "EventSourcing",
                "EventSourcingTesting",
                "PostgresClient",
                "PostgresClientTesting",
                "Cryptography"
            ),
            tests(
                "EventStreaming",
                "EventStreaming",
                "EventStorePostgres",
                "EventSourcing",
                "EventSourcingTesting",
                "KafkaClient",
                "KafkaClientTesting",
                "PostgresClient",
                "PostgresClientTesting"
            ),
            tests(
                "ProjectionRuntime",
                "ProjectionRuntime",
                "EventStreaming",
                "EventStorePostgres",
                "EventSourcing",
                "EventSourcingTesting",
                "KafkaClient",
                "KafkaClientTesting",
                "PostgresClient",
                "PostgresClientTesting"
            ),
            tests("ServiceRuntime", "ServiceRuntime", "ServiceTesting", "HTTPServer", "EventSourcing", "Cryptography"),
            tests("CivilServiceKernel", "CivilServiceKernel", "EventSourcing"),
            tests(
                "EnrolmentDomain",
                "EnrolmentDomain",
                "EnrolmentEvents",
                "CivilServiceKernel",
                "EventSourcing",
                "EventSourcingTesting"
            ),
            tests(
                "EnrolmentService",
                "EnrolmentService",
                "EnrolmentDomain",
                "EnrolmentEvents",
                "CivilServiceKernel",
                "EventSourcing",
                "EventSourcingTesting",
                "EventStorePostgres",
                "PostgresClient",
                "PostgresClientTesting",
                "ServiceRuntime",
                "ServiceTesting",
                "HTTPServer",
                "Cryptography"
            ),
            tests(
                "LearningRecordProjection",
                "LearningRecordProjection",
                "EnrolmentEvents",
                "CivilServiceKernel",
                "EventSourcing",
                "EventSourcingTesting",
                "ProjectionRuntime",
                "PostgresClient",
                "PostgresClientTesting"
            ),
            tests("BinaTool", "BinaTool"),
            tests("Contract", "EnrolmentEvents", "CivilServiceKernel", "EventSourcing"),
            tests("Architecture"),
            tests("System", "PostgresClient", "PostgresClientTesting", "KafkaClient", "KafkaClientTesting"),
        ],
    swiftLanguageModes: [.v6]
)
