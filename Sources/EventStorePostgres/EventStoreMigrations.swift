package import PostgresClient

/// The schema of an event store and of a vault, as published in `schemas/sql`.
package enum EventStoreMigrations {
    /// The tables and functions of a store.
    package static func store(schema: String) -> [Migration] {
        [
            migration("0001-tables", PackageResources._001_tables_sql, schema),
            migration("0002-claims", PackageResources._002_claims_sql, schema),
            migration("0003-append", PackageResources._003_append_sql, schema),
            migration("0004-reading", PackageResources._004_reading_sql, schema),
            migration("0005-append-plain", PackageResources._005_append_plain_sql, schema),
            migration("0006-append-plain-side-by-side", PackageResources._006_append_plain_side_by_side_sql, schema),
            migration("0007-commands-by-time", PackageResources._007_commands_by_time_sql, schema),
        ]
    }

    /// The table of a vault.
    package static func vault(schema: String) -> [Migration] {
        [migration("0001-subject-keys", PackageResources._001_subject_keys_sql, schema)]
    }

    /// The published files name no schema; they run in the one that is first on the search path.
    private static func migration(_ name: String, _ sql: [UInt8], _ schema: String) -> Migration {
        Migration(
            name: name,
            sql: "set local search_path to \"\(schema)\", pg_temp;\n" + String(decoding: sql, as: UTF8.self)
        )
    }
}
