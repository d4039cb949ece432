/// A PostgreSQL type by its OID in `pg_type`, which is fixed for built-in types.
package struct PostgresType: Sendable, Hashable {
    package let oid: UInt32

    package init(oid: UInt32) { self.oid = oid }

    package static let unspecified = PostgresType(oid: 0)
    package static let bool = PostgresType(oid: 16)
    package static let bytea = PostgresType(oid: 17)
    package static let char = PostgresType(oid: 18)
    package static let name = PostgresType(oid: 19)
    package static let int8 = PostgresType(oid: 20)
    package static let int2 = PostgresType(oid: 21)
    package static let int4 = PostgresType(oid: 23)
    package static let text = PostgresType(oid: 25)
    package static let oid = PostgresType(oid: 26)
    package static let xid = PostgresType(oid: 28)
    package static let json = PostgresType(oid: 114)
    package static let float4 = PostgresType(oid: 700)
    package static let float8 = PostgresType(oid: 701)
    package static let unknown = PostgresType(oid: 705)
    package static let bpchar = PostgresType(oid: 1042)
    package static let varchar = PostgresType(oid: 1043)
    package static let timestamp = PostgresType(oid: 1114)
    package static let timestamptz = PostgresType(oid: 1184)
    package static let uuid = PostgresType(oid: 2950)
    package static let jsonb = PostgresType(oid: 3802)
    package static let xid8 = PostgresType(oid: 5069)

    /// The array type over this one; `.unspecified` for a type we do not bind in arrays.
    package var array: PostgresType {
        // Asked for every array that is bound.
        let array: UInt32 =
            switch oid {
            case 16: 1000
            case 17: 1001
            case 20: 1016
            case 21: 1005
            case 23: 1007
            case 25: 1009
            case 701: 1022
            case 1184: 1185
            case 2950: 2951
            case 3802: 3807
            case 5069: 271
            default: 0
            }
        return PostgresType(oid: array)
    }

    /// True for types whose binary form is the text itself, and for types that users created, such as enums.
    var isTextual: Bool {
        switch self {
        case .text, .varchar, .bpchar, .name, .char, .json, .unknown: true
        default: oid >= 16384
        }
    }
}
