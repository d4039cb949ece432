import Cryptography
import Foundation

/// What consumers rely on, as `schemas/events/published.json` keeps it: the shape of every published property, which
/// properties are required, and a digest of every sample.
struct PublishedContracts: Codable {
    struct Contract: Codable {
        /// Digest of the property's schema without descriptions, by name.
        var properties: [String: String]
        var required: [String]
        /// Digest of the file, by name.
        var samples: [String: String]
    }

    static let url = ContractFiles.schemas.appending(path: "events/published.json")

    private var contracts: [String: Contract]

    static func published() throws -> PublishedContracts {
        guard FileManager.default.fileExists(atPath: url.path) else { return PublishedContracts(contracts: [:]) }
        let contracts = try JSONDecoder().decode([String: Contract].self, from: Data(contentsOf: url))
        return PublishedContracts(contracts: contracts)
    }

    /// What the code and the folder say now.
    static func current() throws -> PublishedContracts {
        var contracts: [String: Contract] = [:]
        for event in PublishedContext.events {
            let schema = try PayloadSchema(of: event).text
            var contract = try Contract(schema: Data(schema.utf8))
            for file in try ContractFiles.samples(of: event) {
                contract.samples[file.lastPathComponent] = digest(try Data(contentsOf: file))
            }
            contracts[event.name] = contract
        }
        return PublishedContracts(contracts: contracts)
    }

    /// Adds what is new; nothing that was published is altered.
    func adding(_ other: PublishedContracts) -> PublishedContracts {
        var sum = self
        for (name, contract) in other.contracts {
            guard var existing = sum.contracts[name] else {
                sum.contracts[name] = contract
                continue
            }
            existing.properties.merge(contract.properties) { old, _ in old }
            existing.samples.merge(contract.samples) { old, _ in old }
            sum.contracts[name] = existing
        }
        return sum
    }

    /// Each way in which `current` breaks what was published, told so that one knows what to do.
    func breaches(in current: PublishedContracts) -> [String] {
        let remedy = "Published events are stored for ever: restore it, and add a new version of the event."
        return contracts.sorted { $0.key < $1.key }.flatMap { name, contract -> [String] in
            guard let now = current.contracts[name] else { return ["\(name) is gone. \(remedy)"] }
            var breaches: [String] = []
            for (property, shape) in contract.properties.sorted(by: { $0.key < $1.key }) {
                guard let shapeNow = now.properties[property] else {
                    breaches.append("\(name): property \(property) is gone. \(remedy)")
                    continue
                }
                if shapeNow != shape { breaches.append("\(name): property \(property) has another shape. \(remedy)") }
            }
            if Set(now.required) != Set(contract.required) {
                breaches.append("\(name): other properties are required than before. \(remedy)")
            }
            for (file, digest) in contract.samples.sorted(by: { $0.key < $1.key }) where now.samples[file] != digest {
                breaches.append("\(name): sample \(file) was changed or removed. \(remedy)")
            }
            return breaches
        }
    }

    /// What `current` has and nobody has published yet.
    func unpublished(in current: PublishedContracts) -> [String] {
        current.contracts.sorted { $0.key < $1.key }.flatMap { name, contract -> [String] in
            guard let known = contracts[name] else { return [name] }
            return Set(contract.properties.keys).subtracting(known.properties.keys).sorted().map { "\(name): \($0)" }
                + Set(contract.samples.keys).subtracting(known.samples.keys).sorted()
        }
    }

    /// As if the code had changed: for tests of the rules above.
    func changing(_ name: String, _ change: (inout Contract) -> Void) -> PublishedContracts {
        var changed = self
        if var contract = changed.contracts[name] {
            change(&contract)
            changed.contracts[name] = contract
        }
        return changed
    }

    func without(_ name: String) -> PublishedContracts {
        PublishedContracts(contracts: contracts.filter { $0.key != name })
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(contracts), as: UTF8.self) + "\n"
    }

    static func digest(_ data: Data) -> String { Hex.encode(Digest.sha256([UInt8](data))) }
}

extension PublishedContracts.Contract {
    init(schema: Data) throws {
        let parsed = try JSONSerialization.jsonObject(with: schema) as? [String: Any]
        let defs = parsed?["$defs"] as? [String: Any] ?? [:]
        properties = try (parsed?["properties"] as? [String: Any] ?? [:]).mapValues { property in
            let shape: [Any] = [Self.shape(of: property), Self.shape(of: Self.definition(for: property, in: defs))]
            return PublishedContracts.digest(try JSONSerialization.data(withJSONObject: shape, options: .sortedKeys))
        }
        required = (parsed?["required"] as? [String] ?? []).sorted()
        samples = [:]
    }

    /// The definition that a property refers to, and in it those that it refers to itself.
    private static func definition(for property: Any, in defs: [String: Any]) -> Any {
        let items = (property as? [String: Any])?["items"] as? [String: Any]
        let reference = (items ?? property as? [String: Any])?["$ref"] as? String
        let definition = reference.flatMap { defs[$0.replacing("#/$defs/", with: "")] } as? [String: Any] ?? [:]
        guard let properties = definition["properties"] as? [String: Any] else { return definition }
        let nested = properties.mapValues { Self.definition(for: $0, in: defs) as? [String: Any] ?? [:] }
            .filter { !$0.value.isEmpty }
        return nested.isEmpty ? definition : definition.merging(["nested": nested]) { own, _ in own }
    }

    /// Without descriptions, which may be improved at any time.
    private static func shape(of value: Any) -> Any {
        if let object = value as? [String: Any] {
            return object.filter { $0.key != "description" || !($0.value is String) }.mapValues(shape)
        }
        if let array = value as? [Any] { return array.map(shape) }
        return value
    }
}
