import Foundation
import Testing

/// Who may import whom (style.md 5.2).
///
/// SwiftPM refuses an import that the manifest does not declare, so the manifest is what has to be checked.
struct DependencyTests {
    private let package: PackageDescription
    private let wrappers = [
        "PostgresClient", "KafkaClient", "KafkaClientTesting", "PostgresClientTesting", "HTTPServer", "HTTPClient",
        "Cryptography",
    ]

    init() throws { package = try PackageDescription.current.get() }

    private func targets(in folder: String) -> [PackageDescription.Target] {
        package.targets.filter { $0.folder.hasPrefix(folder) && $0.type != "test" }
    }

    @Test func `the manifest is read`() {
        #expect(package.targets.count > 20)
        #expect(package.target("EnrolmentDomain")?.uses.contains("EnrolmentEvents") == true)
    }

    @Test func `nothing in Sources uses a target under services`() {
        let business = Set(targets(in: "services/").map(\.name))
        for target in targets(in: "Sources/") {
            #expect(business.isDisjoint(with: target.uses), "\(target.name)")
        }
    }

    @Test func `Domain and Events use nothing but EventSourcing, the kernel and their own Events`() {
        for target in targets(in: "services/") where target.name.hasSuffix("Domain") || target.name.hasSuffix("Events")
        {
            let own = target.name.replacingOccurrences(of: "Domain", with: "Events")
            let allowed: Set = ["EventSourcing", "CivilServiceKernel", own]
            #expect(allowed.isSuperset(of: target.uses), "\(target.name)")
        }
        #expect(package.target("EventSourcing")?.uses.isEmpty == true)
        #expect(package.target("CivilServiceKernel")?.uses == ["EventSourcing"])
    }

    @Test func `a projection uses Events, never Domain`() {
        for target in targets(in: "services/") where target.folder.contains("-projection/") {
            #expect(!target.uses.contains { $0.hasSuffix("Domain") }, "\(target.name)")
        }
    }

    @Test func `a context uses no other context's Domain, and another's Events from its App only`() {
        // The tool is no context: it measures and checks them all.
        for target in targets(in: "services/")
        where !target.folder.contains("-projection/") && target.folder != "services/tool" {
            let own = target.folder.split(separator: "/").prefix(2).joined(separator: "/")
            let foreign = target.uses.compactMap { package.target($0) }
                .filter { $0.folder.hasPrefix("services/") && !$0.folder.hasPrefix(own) }
            #expect(!foreign.contains { $0.name.hasSuffix("Domain") }, "\(target.name)")
            guard !target.folder.hasSuffix("/App") else { continue }
            #expect(!foreign.contains { $0.name.hasSuffix("Events") }, "\(target.name)")
        }
    }

    @Test func `only the wrappers use C libraries`() {
        let libraries = Set(package.targets.filter { $0.type == "system" }.map(\.name))
        #expect(!libraries.isEmpty)
        for target in package.targets where !wrappers.contains(target.name) {
            #expect(libraries.isDisjoint(with: target.uses), "\(target.name)")
        }
    }

    @Test func `arrows between the plumbing's targets point down only`() {
        // Top to bottom, as in style.md 5.2; a target may use those to its right.
        let order = [
            "ServiceTesting", "ServiceRuntime", "ProjectionRuntime", "EventStreaming", "EventStorePostgres",
            "KafkaClientTesting", "PostgresClientTesting", "EventSourcingTesting", "KafkaClient", "PostgresClient",
            "HTTPServer", "HTTPClient", "Cryptography", "EventSourcing", "TestSupport",
        ]
        for (rank, name) in order.enumerated() {
            let above = Set(order.prefix(rank + 1))
            #expect(above.isDisjoint(with: package.target(name)?.uses ?? []), "\(name)")
        }
    }

    @Test func `every target's tests are in the folder of that name`() {
        for target in package.targets where target.type == "test" {
            #expect(target.folder == "Tests/\(target.name)")
        }
        let folders = Repository.names(in: "Tests").filter { Repository.isFolder("Tests/\($0)") }
        #expect(Set(folders) == Set(package.targets.filter { $0.type == "test" }.map(\.name)))
    }
}
