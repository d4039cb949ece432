import Foundation

/// A payload as its Swift file declares it: the doc comments become the descriptions of the public schema.
struct PayloadDeclaration {
    struct Property {
        let name: String
        /// Without `?` and `[]`.
        let type: String
        let isOptional: Bool
        let isArray: Bool
        let description: String
    }

    let name: String
    /// Paragraphs of the doc comment.
    let description: [String]
    let properties: [Property]

    /// Every struct that a context publishes, by name, of each context.
    static let all: Result<[String: [String: PayloadDeclaration]], any Error> = Result {
        let contexts = try PublishedContext.all.map { ($0.name, try declarations(of: $0.name)) }
        return Dictionary(uniqueKeysWithValues: contexts)
    }

    private static func declarations(of context: String) throws -> [String: PayloadDeclaration] {
        let folder = ContractFiles.root.appending(path: "services/\(context)/Events")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var declarations: [String: PayloadDeclaration] = [:]
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
            guard let declaration = PayloadDeclaration(lines) else { continue }
            declarations[declaration.name] = declaration
        }
        return declarations
    }

    /// Nil when `lines` declare no struct.
    private init?(_ lines: [String]) {
        guard let start = lines.firstIndex(where: { $0.hasPrefix("package struct ") }) else { return nil }
        name = String(lines[start].dropFirst("package struct ".count).prefix { $0 != ":" && $0 != " " })
        description = Self.comment(before: start, in: lines)
        properties = lines.indices.compactMap { Self.property(at: $0, in: lines) }
    }

    private static func property(at index: Int, in lines: [String]) -> Property? {
        let line = lines[index].drop { $0 == " " }
        guard line.hasPrefix("package let "), let colon = line.firstIndex(of: ":") else { return nil }
        var type = String(line[line.index(after: colon)...].drop { $0 == " " })
        let isOptional = type.hasSuffix("?")
        if isOptional { type.removeLast() }
        let isArray = type.hasPrefix("[")
        if isArray { type = String(type.dropFirst().dropLast()) }
        return Property(
            name: String(line[..<colon].dropFirst("package let ".count)),
            type: type,
            isOptional: isOptional,
            isArray: isArray,
            description: comment(before: index, in: lines).joined(separator: " ")
        )
    }

    private static func comment(before index: Int, in lines: [String]) -> [String] {
        let comment = lines[..<index].reversed().map { $0.drop { $0 == " " } }.prefix { $0.hasPrefix("///") }
        return comment.reversed().map { $0.dropFirst(3).drop { $0 == " " } }
            .split(separator: "")
            .map { $0.joined(separator: " ") }
    }
}
