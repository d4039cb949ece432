import Foundation

/// Python's jsonschema, openapi-spec-validator and PyYAML, which share no code with what wrote the files.
struct IndependentReader: Decodable {
    let problems: [String]
    let samples: Int
    let messages: Int
    /// OpenAPI documents.
    let documents: Int

    static func check(names: [String]) throws -> IndependentReader {
        let interpreter = try run(ContractFiles.root.appending(path: ".ci/python-tools"), [])
        let path = String(decoding: interpreter, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        let arguments = ["-c", program, ContractFiles.schemas.path, standards ?? ""] + names
        return try JSONDecoder().decode(Self.self, from: run(URL(filePath: path), arguments))
    }

    /// Folder with the published schema of AsyncAPI itself; that check is left out where there is none.
    private static var standards: String? {
        let beside = ContractFiles.root.appending(path: "../shared/standards").standardized.path
        let candidates = [ProcessInfo.processInfo.environment["BINA_TEST_STANDARDS"], beside].compactMap { $0 }
        return candidates.first { FileManager.default.fileExists(atPath: "\($0)/asyncapi-3.0.0.schema.json") }
    }

    private static func run(_ program: URL, _ arguments: [String]) throws -> Data {
        let process = Process()
        let output = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return data
    }

    private static let program = #"""
        import glob, json, os, sys, yaml
        from jsonschema import Draft202012Validator, Draft7Validator, FormatChecker
        from openapi_spec_validator import OpenAPIV31SpecValidator

        folder, standards, names = sys.argv[1], sys.argv[2], sys.argv[3:]
        problems, samples = [], 0
        for name in names:
            context, stem = name.split(".", 1)
            base = os.path.join(folder, "events", context, stem)
            schema = json.load(open(base + ".schema.json"))
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema, format_checker=FormatChecker())
            for path in glob.glob(base + ".sample.json") + glob.glob(base + ".*.sample.json"):
                samples += 1
                sample = json.load(open(path))
                problems += [f"{path}: {error.message}" for error in validator.iter_errors(sample)]
                if validator.is_valid({**sample, "unexpected": 1}):
                    problems.append(f"{path}: the schema lets a property in that it does not name")
                for key in schema["required"]:
                    if validator.is_valid({k: v for k, v in sample.items() if k != key}):
                        problems.append(f"{path}: the schema does not miss {key}")
            for key, value in schema["properties"].items():
                if not value.get("description"):
                    problems.append(f"{name}: {key} has no description")

        document = yaml.safe_load(open(os.path.join(folder, "asyncapi.yaml")))
        messages = document["components"]["messages"]
        listed = {ref["$ref"].rsplit("/", 1)[1] for c in document["channels"].values() for ref in c["messages"].values()}
        if listed != set(messages):
            problems.append("asyncapi: channels and components name other messages")
        if {m["name"] for m in messages.values()} != set(names):
            problems.append("asyncapi: other names than the code has")
        for message in messages.values():
            reference = message["payload"]["schema"]["$ref"]
            schema = json.load(open(os.path.join(folder, reference)))
            if schema["x-event-type"] != message["name"]:
                problems.append(f"asyncapi: {message['name']} points to {reference}")
        if standards:
            published = json.load(open(os.path.join(standards, "asyncapi-3.0.0.schema.json")))
            problems += [f"asyncapi: {list(e.absolute_path)}: {e.message[:300]}"
                         for e in Draft7Validator(published).iter_errors(document)]
        documents = sorted(glob.glob(os.path.join(folder, "http", "*.openapi.yaml")))
        for path in documents:
            problems += [f"{path}: {e.message[:300]}"
                         for e in OpenAPIV31SpecValidator(yaml.safe_load(open(path))).iter_errors()]
        print(json.dumps({"documents": len(documents), "problems": problems, "samples": samples, "messages": len(messages)}))
        """#
}
