package import FoundationEssentials

/// SQL with bind parameters: every `\(value)` becomes `$n`, never text, so no value can change the statement.
///
///     let query: PostgresQuery = "SELECT name FROM \(raw: schema).people WHERE id = \(id)"
package struct PostgresQuery: ExpressibleByStringInterpolation, Sendable {
    package private(set) var sql: String
    package private(set) var binds: [PostgresValue]

    /// A statement that may hold `$1`, `$2` … for `binds`.
    package init(_ sql: String, binds: [PostgresValue] = []) {
        self.sql = sql
        self.binds = binds
    }

    package init(stringLiteral sql: String) { self.init(sql) }

    package init(stringInterpolation parts: StringInterpolation) { self.init(parts.sql, binds: parts.binds) }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = ""
        fileprivate var binds: [PostgresValue] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserveCapacity(literalCapacity + interpolationCount * 3)
            binds.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { sql += literal }

        package mutating func appendInterpolation(_ value: some PostgresEncodable) { append(value.postgresValue) }

        private mutating func append(_ value: PostgresValue) {
            binds.append(value)
            sql += "$"
            sql += String(binds.count)
        }

        /// An optional is NULL or its value; the compiler warns of optionals in other interpolations.
        package mutating func appendInterpolation<T: PostgresEncodable>(_ value: T?) {
            appendInterpolation(value.postgresValue)
        }

        // The commonest arrays once more, by name: the generic way asks the runtime about the type of every element when
        // it is called from another module.

        package mutating func appendInterpolation(_ array: [String]) { append(array.postgresValue) }
        package mutating func appendInterpolation(_ array: [String?]) { append(array.postgresValue) }
        package mutating func appendInterpolation(_ array: [UUID]) { append(array.postgresValue) }
        package mutating func appendInterpolation(_ array: [UUID?]) { append(array.postgresValue) }
        package mutating func appendInterpolation(_ array: [Int32]) { append(array.postgresValue) }
        package mutating func appendInterpolation(_ array: [Int32?]) { append(array.postgresValue) }
        package mutating func appendInterpolation(_ array: [Int64]) { append(array.postgresValue) }
        package mutating func appendInterpolation(_ array: [PostgresMicroseconds]) { append(array.postgresValue) }
        package mutating func appendInterpolation(_ array: [PostgresMicroseconds?]) { append(array.postgresValue) }

        /// Puts text into the statement as it is: only for names that the program itself chose.
        package mutating func appendInterpolation(raw text: String) { sql += text }
    }
}

/// Shows the statement without its values.
extension PostgresQuery: CustomStringConvertible {
    package var description: String { sql }
}
