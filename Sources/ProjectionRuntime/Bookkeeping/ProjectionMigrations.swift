package import PostgresClient

/// A projection's bookkeeping tables, as published in `schemas/sql/projection`; run before the projection's own.
package enum ProjectionMigrations {
    /// Names start with `bookkeeping-`, so that they stand beside the projection's own migrations.
    package static func bookkeeping(schema: String) -> [Migration] {
        [
            migration("bookkeeping-0001-checkpoints", PackageResources._001_checkpoints_sql, schema),
            migration("bookkeeping-0002-parking", PackageResources._002_parking_sql, schema),
            migration("bookkeeping-0003-progress", PackageResources._003_progress_sql, schema),
        ]
    }

    /// The published files name no schema; they run in the one that is first on the search path.
    private static func migration(_ name: String, _ sql: [UInt8], _ schema: String) -> Migration {
        Migration(
            name: name,
            sql: String(decoding: sql, as: UTF8.self),
            searchPath: schema
        )
    }
}
