/// The level of a post (*jenjang jabatan*, UU 20/2023): managerial, functional or executor.
package enum PostLevel: String, Codable, CaseIterable, Sendable {
    case jptUtama = "jpt-utama"
    case jptMadya = "jpt-madya"
    case jptPratama = "jpt-pratama"
    case administrator
    case pengawas
    case ahliUtama = "ahli-utama"
    case ahliMadya = "ahli-madya"
    case ahliMuda = "ahli-muda"
    case ahliPertama = "ahli-pertama"
    case penyelia
    case mahir
    case terampil
    case pemula
    case klerek
    case `operator`
    case teknisi

    package enum Family: String, Codable, CaseIterable, Sendable {
        /// *Jabatan manajerial*.
        case managerial
        /// *Jabatan fungsional keahlian*.
        case expertFunctional = "expert-functional"
        /// *Jabatan fungsional keterampilan*.
        case skilledFunctional = "skilled-functional"
        /// *Jabatan pelaksana*.
        case executor
    }

    package var family: Family {
        switch self {
        case .jptUtama, .jptMadya, .jptPratama, .administrator, .pengawas: .managerial
        case .ahliUtama, .ahliMadya, .ahliMuda, .ahliPertama: .expertFunctional
        case .penyelia, .mahir, .terampil, .pemula: .skilledFunctional
        case .klerek, .operator, .teknisi: .executor
        }
    }

    /// The official name.
    package var name: String {
        switch self {
        case .jptUtama: "JPT Utama"
        case .jptMadya: "JPT Madya"
        case .jptPratama: "JPT Pratama"
        case .administrator: "Administrator"
        case .pengawas: "Pengawas"
        case .ahliUtama: "Ahli Utama"
        case .ahliMadya: "Ahli Madya"
        case .ahliMuda: "Ahli Muda"
        case .ahliPertama: "Ahli Pertama"
        case .penyelia: "Penyelia"
        case .mahir: "Mahir"
        case .terampil: "Terampil"
        case .pemula: "Pemula"
        case .klerek: "Klerek"
        case .operator: "Operator"
        case .teknisi: "Teknisi"
        }
    }
}
