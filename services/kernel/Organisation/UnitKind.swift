/// The kind of a work unit in a government body (OPD; Aceh says SKPA).
package enum UnitKind: String, Codable, CaseIterable, Sendable {
    /// The body itself, root of its tree.
    case government
    case sekretariat
    case inspektorat
    case dinas
    case badan
    case kecamatan
    case kelurahan
    case uptd
    /// *Bagian*, *bidang*, *subbagian*, *seksi* inside a unit.
    case division
    case school
    case hospital
    case other
}
