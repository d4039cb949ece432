import FoundationEssentials
package import HTTPServer

/// The operations of an OpenAPI document of ours, to be compared with the routes that a service really has.
///
/// Reads paths, methods and `x-roles` only, in the layout that our documents have: two spaces a level, one line each.
package enum HTTPContract {
    /// One operation and who may use it: `POST /v1/{tenant}/units: personnel-office,records-importer`.
    package static func operations(inYAML text: String) -> Set<String> {
        var operations: Set<String> = []
        var (path, method) = ("", "")
        for line in text.split(separator: "\n") {
            if line.hasPrefix("  /"), line.hasSuffix(":") { path = String(line.dropFirst(2).dropLast()) }
            if !line.hasPrefix("  "), line != "paths:" { path = "" }
            guard !path.isEmpty else { continue }
            if let verb = ["get", "post", "put", "delete"].first(where: { line == "    \($0):" }) {
                method = verb.uppercased()
            }
            let roles = "      x-roles: ["
            guard line.hasPrefix(roles), line.hasSuffix("]") else { continue }
            let names = line.dropFirst(roles.count).dropLast().split(separator: ",")
            let sorted = names.map { $0.filter { $0 != " " } }.sorted().joined(separator: ",")
            operations.insert("\(method) \(path): \(sorted)")
        }
        return operations
    }

    /// The same of routes; those for everybody, such as probes, are no part of a contract.
    package static func operations(of routes: [RouteDescription]) -> Set<String> {
        let own = routes.filter { $0.labels != ["public"] }
        return Set(own.map { "\($0.method.rawValue) \($0.pattern): \($0.labels.joined(separator: ","))" })
    }

    /// A document in `schemas/http`; `file` is the test's own, three folders below the repository's root.
    package static func document(_ name: String, file: String = #filePath) throws -> String {
        let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        return String(decoding: try Data(contentsOf: URL(filePath: "\(root)/schemas/http/\(name)")), as: UTF8.self)
    }
}
