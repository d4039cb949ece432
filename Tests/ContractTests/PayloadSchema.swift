import Foundation

/// The public JSON Schema of one event, made from the declaration of its payload.
struct PayloadSchema {
    enum Problem: Error {
        case noDeclaration(String)
        case unknownType(String)
    }

    private let event: PublishedEvent
    private let declaration: PayloadDeclaration
    private let declarations: [String: PayloadDeclaration]

    init(of event: PublishedEvent) throws {
        self.event = event
        declarations = try PayloadDeclaration.all.get()[event.context] ?? [:]
        let type = event.stem.dropLast(3).split(separator: "-").map(\.capitalized).joined()
        guard let declaration = declarations[type] else { throw Problem.noDeclaration(type) }
        self.declaration = declaration
    }

    /// What the event means, first paragraph.
    var summary: String { declaration.description.first ?? "" }

    var title: String { event.stem.dropLast(3).split(separator: "-").joined(separator: " ") }

    var text: String {
        get throws {
            let nested = try nestedTypes.map { ($0.name, try object(of: $0)) }
            let head: [(String, OrderedJSON)] = [
                ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
                ("$id", .string("/schemas/events/\(event.context)/\(event.stem).schema.json")),
                ("title", .string(title)),
                ("description", .string(declaration.description.joined(separator: " "))),
                ("x-event-type", .string(event.name)),
                ("x-stream", .string("\(event.category)-<uuid>")),
            ]
            let defs = nested.isEmpty ? [] : [("$defs", OrderedJSON.object(nested))]
            return OrderedJSON.object(head + (try members(of: declaration)) + defs).text + "\n"
        }
    }

    /// What the payload is made of, and what that is made of, each once.
    private var nestedTypes: [PayloadDeclaration] {
        var nested: [PayloadDeclaration] = []
        var next = declaration.properties[...]
        while let property = next.popFirst() {
            guard let type = declarations[property.type], !nested.contains(where: { $0.name == type.name }) else {
                continue
            }
            nested.append(type)
            next += type.properties
        }
        return nested
    }

    private func object(of declaration: PayloadDeclaration) throws -> OrderedJSON {
        let description = OrderedJSON.string(declaration.description.joined(separator: " "))
        return .object([("description", description)] + (try members(of: declaration)))
    }

    private func members(of declaration: PayloadDeclaration) throws -> [(String, OrderedJSON)] {
        let properties = try declaration.properties.map { ($0.name, try schema(of: $0)) }
        let required = declaration.properties.filter { !$0.isOptional }.map(\.name)
        return [
            ("type", .string("object")),
            ("properties", .object(properties)),
            ("required", .strings(required)),
            ("additionalProperties", .boolean(false)),
        ]
    }

    private func schema(of property: PayloadDeclaration.Property) throws -> OrderedJSON {
        let description = ("description", OrderedJSON.string(property.description))
        let value = try schema(ofType: property.type)
        guard property.isArray else { return .object([description] + value) }
        return .object([description, ("type", .string("array")), ("items", .object(value))])
    }

    private func schema(ofType type: String) throws -> [(String, OrderedJSON)] {
        if declarations[type] != nil { return [("$ref", .string("#/$defs/\(type)"))] }
        if let values = WireTypes.closedLists[type] {
            return [("type", .string("string")), ("enum", .strings(values))]
        }
        guard let scalar = WireTypes.scalars[type] else { throw Problem.unknownType(type) }
        return scalar
    }
}
