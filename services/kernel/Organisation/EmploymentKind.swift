/// How a civil servant is employed (UU 20/2023).
package enum EmploymentKind: String, Codable, CaseIterable, Sendable {
    /// *Pegawai Negeri Sipil*: permanent.
    case pns
    /// *Pegawai Pemerintah dengan Perjanjian Kerja*: by contract.
    case pppk
}
