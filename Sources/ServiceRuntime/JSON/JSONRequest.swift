package import HTTPServer

/// Request bodies as values: anything that is not exactly what the type says is one clear problem.
package enum JSONRequest {
    /// Reads the body of a request whose content type is `application/json`.
    ///
    /// - Throws: 415 for another content type, 400 for text that is not JSON (with its position), 413 for JSON beyond
    ///   the limits, 422 naming field and rule for values that do not fit.
    package static func decode<Value: Decodable>(
        _ type: Value.Type = Value.self,
        from request: HTTPRequest,
        limits: JSONLimits = JSONLimits()
    ) throws(Problem) -> Value {
        guard isJSON(request.headers.values(of: "Content-Type")) else { throw .unsupportedMediaType }
        return try decode(type, from: request.body, limits: limits)
    }

    /// Reads JSON bytes.
    ///
    /// - Throws: as above, apart from the content type.
    package static func decode<Value: Decodable>(
        _ type: Value.Type = Value.self,
        from body: [UInt8],
        limits: JSONLimits = JSONLimits()
    ) throws(Problem) -> Value {
        do {
            let tree = try StrictJSONParser.parse(body, limits: limits)
            return try JSONTreeDecoder(tree).decode(type)
        } catch let refusal as JSONRefusal {
            throw Problem(refusal)
        } catch {
            throw .invalidBody([FieldError("", "value", "has a form that is not allowed here")])
        }
    }

    /// One `application/json`, in UTF-8 if it says so.
    private static func isJSON(_ contentTypes: [String]) -> Bool {
        guard contentTypes.count == 1, let contentType = contentTypes.first else { return false }
        if contentType == "application/json" { return true }
        let parts = contentType.split(separator: ";").map { $0.trimmingWhitespace.lowercased() }
        return parts.first == "application/json"
            && parts.dropFirst().allSatisfy { ["charset=utf-8", "charset=\"utf-8\""].contains($0) }
    }
}
