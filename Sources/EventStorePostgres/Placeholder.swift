// Placeholder until the first file of this target.
package func probe() -> Int { PackageResources._0001_tables_sql.count }
