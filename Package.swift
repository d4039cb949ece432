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
func library(_ name: String, pkgConfig: String, apt packages: [String]) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt(packages)])
}

/// A target of our own; `embeds` are folders whose files are compiled in.
func module(_ name: String, at path: String, uses dependencies: [String], embeds: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: names(dependencies),
        path: path,
        exclude: path == "services/kernel" ? ["README.md"] : [],
        resources: embeds.map { .embedInCode($0) },
        swiftSettings: strict
    )
}

/// A process of our own.
func process(_ name: String, at path: String, uses dependencies: [String], embeds: [String] = []) -> Target {
    .executableTarget(
        name: name,
        dependencies: names(dependencies),
        path: path,
        resources: embeds.map { .embedInCode($0) },
        swiftSettings: strict
    )
}

/// A plumbing target in `Sources/`: knows no business word.
func plumbing(_ name: String, uses dependencies: [String] = [], embeds: [String] = []) -> Target {
    module(name, at: "Sources/\(name)", uses: dependencies, embeds: embeds)
}

/// A bounded context in `services/<folder>`: its published language, its pure rules, its process.
func context(
    _ name: String,
    folder: String,
    hears contexts: [String] = [],
    embeds: [String] = ["SQL"]
) -> [Target] {
    let own = ["\(name)Events", "\(name)Domain"]
    return rules(name, folder: folder) + [
        process(
            "\(name)Service",
            at: "services/\(folder)/App",
            uses: own + events(of: contexts) + servicePlumbing,
            embeds: embeds
        )
    ]
}

/// The pure part of a bounded context: its published language and its rules.
func rules(_ name: String, folder: String) -> [Target] {
    let language = ["EventSourcing", "CivilServiceKernel"]
    return [
        module("\(name)Events", at: "services/\(folder)/Events", uses: language),
        module("\(name)Domain", at: "services/\(folder)/Domain", uses: ["\(name)Events"] + language),
    ]
}

/// A read model in `services/<folder>`: folds the events of contexts into tables, and serves queries on them.
func projection(_ name: String, folder: String, of contexts: [String]) -> [Target] {
    let language = events(of: contexts) + ["CivilServiceKernel", "EventSourcing"]
    return [
        module(
            "\(name)Projection",
            at: "services/\(folder)/Projection",
            uses: language + ["ProjectionRuntime", "PostgresClient"],
            embeds: ["SQL"]
        ),
        process(
            "\(name)ProjectionService",
            at: "services/\(folder)/App",
            uses: ["\(name)Projection"] + events(of: contexts) + servicePlumbing
        ),
    ]
}

func tests(_ target: String, uses dependencies: [String] = []) -> Target {
    .testTarget(
        name: "\(target)Tests",
        dependencies: names(["TestSupport"] + dependencies),
        path: "Tests/\(target)Tests",
        swiftSettings: strict
    )
}

func names(_ dependencies: [String]) -> [Target.Dependency] { dependencies.map { .byName(name: $0) } }

func events(of contexts: [String]) -> [String] { contexts.map { "\($0)Events" } }

let servicePlumbing = [
    "CivilServiceKernel", "EventSourcing", "EventStorePostgres", "EventStreaming", "ProjectionRuntime",
    "ServiceRuntime", "PostgresClient", "KafkaClient", "HTTPServer", "HTTPClient", "Cryptography",
]

let libraries: [Target] = [
    // PostgreSQL's own client.
    library("CLibpq", pkgConfig: "libpq", apt: ["libpq-dev"]),
    // Kafka's C client, with an embedded cluster.
    library("CLibrdkafka", pkgConfig: "rdkafka", apt: ["librdkafka-dev"]),
    // HTTP/1.1 server.
    library("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: ["libmicrohttpd-dev"]),
    // HTTP client: FoundationNetworking costs more memory than a whole idle service may have.
    library("CCurl", pkgConfig: "libcurl", apt: ["libcurl4-openssl-dev"]),
    // Sealed boxes, hashes, random bytes.
    library("CSodium", pkgConfig: "libsodium", apt: ["libsodium-dev"]),
    // JSON Web Tokens on OpenSSL.
    library("CJose", pkgConfig: "cjose", apt: ["libcjose-dev", "libjansson-dev"]),
]

let pattern: [Target] = [
    plumbing("EventSourcing"),
    plumbing("PostgresClient", uses: ["CLibpq"]),
    plumbing("KafkaClient", uses: ["CLibrdkafka"]),
    plumbing("HTTPServer", uses: ["CMicroHTTPD"]),
    plumbing("HTTPClient", uses: ["CCurl"]),
    plumbing("Cryptography", uses: ["CSodium", "CJose"]),
    // The SQL folders are links into schemas/sql: what is published there is what runs.
    plumbing(
        "EventStorePostgres",
        uses: ["EventSourcing", "PostgresClient", "Cryptography"],
        embeds: ["SQL", "VaultSQL"]
    ),
    plumbing("EventStreaming", uses: ["EventSourcing", "EventStorePostgres", "KafkaClient", "PostgresClient"]),
    plumbing(
        "ProjectionRuntime",
        uses: ["EventSourcing", "EventStreaming", "EventStorePostgres", "KafkaClient", "PostgresClient"],
        embeds: ["SQL"]
    ),
    plumbing(
        "ServiceRuntime",
        uses: [
            "EventSourcing", "EventStorePostgres", "EventStreaming", "ProjectionRuntime", "PostgresClient",
            "KafkaClient",
            "HTTPServer", "HTTPClient", "Cryptography",
        ]
    ),
    plumbing("TestSupport"),
    plumbing("EventSourcingTesting", uses: ["EventSourcing"]),
    plumbing("PostgresClientTesting", uses: ["PostgresClient"]),
    plumbing("KafkaClientTesting", uses: ["KafkaClient"]),
    plumbing(
        "ServiceTesting",
        uses: [
            "ServiceRuntime", "ProjectionRuntime", "EventStorePostgres", "HTTPServer", "Cryptography", "EventSourcing",
        ]
    ),
]

let business: [Target] =
    [module("CivilServiceKernel", at: "services/kernel", uses: ["EventSourcing"])]
    + context("Enrolment", folder: "enrolment", hears: ["Assessment"])
    + context("Assessment", folder: "assessment", hears: ["Enrolment"], embeds: ["SQL", "SeatsSQL", "PoliciesSQL"])
    + [
        // Questions that several test targets ask.
        module(
            "AssessmentExamples",
            at: "services/assessment/Examples",
            uses: ["AssessmentDomain", "AssessmentEvents"]
        )
    ]
    + projection("LearningRecord", folder: "learning-record-projection", of: ["Enrolment", "Assessment"])
    + [
        .executableTarget(
            name: "BinaTool",
            dependencies: names(
                servicePlumbing + [
                    "EnrolmentEvents", "EnrolmentDomain", "AssessmentEvents", "AssessmentDomain",
                    "LearningRecordProjection",
                ]
            ),
            path: "services/tool",
            exclude: ["README.md", "Bench/README.md", "operations"],
            swiftSettings: strict
        )
    ]

let withStore = [
    "EventStorePostgres", "EventSourcing", "EventSourcingTesting", "PostgresClient", "PostgresClientTesting",
]
let withKafka = ["KafkaClient", "KafkaClientTesting"]
let withService = ["ServiceRuntime", "ServiceTesting", "HTTPServer", "Cryptography"]

let checks: [Target] = [
    tests("EventSourcing", uses: ["EventSourcing", "EventSourcingTesting"]),
    tests("PostgresClient", uses: ["PostgresClient", "PostgresClientTesting"]),
    tests("KafkaClient", uses: withKafka),
    tests("HTTPServer", uses: ["HTTPServer"]),
    tests("HTTPClient", uses: ["HTTPClient", "HTTPServer"]),
    tests("Cryptography", uses: ["Cryptography"]),
    tests("EventStorePostgres", uses: withStore + ["Cryptography"]),
    tests("EventStreaming", uses: ["EventStreaming"] + withStore + withKafka),
    tests("ProjectionRuntime", uses: ["ProjectionRuntime", "EventStreaming"] + withStore + withKafka),
    tests("ServiceRuntime", uses: withService + ["HTTPClient", "EventSourcing"]),
    tests("CivilServiceKernel", uses: ["CivilServiceKernel", "EventSourcing"]),
    tests(
        "EnrolmentDomain",
        uses: ["EnrolmentDomain", "EnrolmentEvents", "CivilServiceKernel", "EventSourcing", "EventSourcingTesting"]
    ),
    tests(
        "AssessmentDomain",
        uses: [
            "AssessmentDomain", "AssessmentEvents", "AssessmentExamples", "CivilServiceKernel", "EventSourcing",
            "EventSourcingTesting",
        ]
    ),
    tests(
        "EnrolmentService",
        uses: ["EnrolmentService", "EnrolmentDomain", "EnrolmentEvents", "AssessmentEvents", "CivilServiceKernel"]
            + ["ProjectionRuntime", "EventStreaming"]
            + withStore + withKafka + withService
    ),
    tests(
        "AssessmentService",
        uses: ["AssessmentService", "AssessmentDomain", "AssessmentEvents", "AssessmentExamples", "EnrolmentEvents"]
            + ["CivilServiceKernel", "ProjectionRuntime", "EventStreaming", "KafkaClient"]
            + withStore + withService
    ),
    tests(
        "LearningRecordProjection",
        uses: [
            "LearningRecordProjection", "LearningRecordProjectionService", "EnrolmentEvents", "AssessmentEvents",
            "CivilServiceKernel", "ProjectionRuntime", "KafkaClient",
        ] + withStore + withService
    ),
    tests(
        "BinaTool",
        uses: [
            "BinaTool", "CivilServiceKernel", "EnrolmentEvents", "AssessmentEvents", "LearningRecordProjection",
            "EventStreaming",
        ]
            + ["ProjectionRuntime"] + withStore + withKafka + withService
    ),
    tests(
        "Contract",
        uses: ["EnrolmentEvents", "AssessmentEvents", "CivilServiceKernel", "EventSourcing", "Cryptography"]
    ),
    tests("Architecture"),
    tests(
        "System",
        uses: withStore + withKafka + withService + ["HTTPClient", "EventStreaming", "CivilServiceKernel", "BinaTool"]
    ),
]

let package = Package(
    name: "bina",
    products: [
        .executable(name: "bina", targets: ["BinaTool"]),
        .executable(name: "enrolment-service", targets: ["EnrolmentService"]),
        .executable(name: "assessment-service", targets: ["AssessmentService"]),
        .executable(name: "learning-record-projection-service", targets: ["LearningRecordProjectionService"]),
    ],
    targets: libraries + pattern + business + checks,
    swiftLanguageModes: [.v6]
)
