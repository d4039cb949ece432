import HTTPServer

extension AuthenticatedRequest {
    /// One of a closed set of words in the query; nil when it is not given.
    ///
    /// - Throws: 400 naming the parameter and the words.
    package func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        of type: Word.Type = Word.self
    ) throws(Problem) -> Word? {
        guard let text = http.query[name] else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalidParameter(FieldError(name, "value", "must be one of \(words)"))
        }
        return word
    }

    /// `true` or `false` in the query; false when it is not given.
    ///
    /// - Throws: 400 naming the parameter.
    package func flag(_ name: String) throws(Problem) -> Bool {
        switch http.query[name] {
        case nil, "false": return false
        case "true": return true
        case .some: throw .invalidParameter(FieldError(name, "value", "must be true or false"))
        }
    }
}
