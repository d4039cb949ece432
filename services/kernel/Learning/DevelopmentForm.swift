/// The forms of competence development of PerLAN 10/2018: 12 classical, 13 non-classical.
///
/// Names and order are the regulation's; the codes are those that applications connected with SIASN use.
package enum DevelopmentForm: String, Codable, CaseIterable, Sendable {
    case structuralLeadership = "KL01"
    case managerial = "KL02"
    case technical = "KL03"
    case functional = "KL04"
    case sociocultural = "KL05"
    case seminar = "KL06"
    case workshop = "KL07"
    case course = "KL08"
    case upgrading = "KL09"
    case technicalGuidance = "KL10"
    case socialisation = "KL11"
    case otherClassical = "KL12"
    case coaching = "NKL01"
    case mentoring = "NKL02"
    case eLearning = "NKL03"
    case distanceLearning = "NKL04"
    case secondment = "NKL05"
    case outdoorLearning = "NKL06"
    case benchmarking = "NKL07"
    case exchange = "NKL08"
    case selfLearning = "NKL09"
    case learningCommunity = "NKL10"
    case workplaceGuidance = "NKL11"
    case internship = "NKL12"
    case otherNonclassical = "NKL13"

    /// *Klasikal*: face to face in a class.
    package var isClassical: Bool { rawValue.utf8.first == UInt8(ascii: "K") }

    /// The Indonesian name.
    package var name: String {
        switch self {
        case .structuralLeadership: "Pelatihan Struktural Kepemimpinan"
        case .managerial: "Pelatihan Manajerial"
        case .technical: "Pelatihan Teknis"
        case .functional: "Pelatihan Fungsional"
        case .sociocultural: "Pelatihan Sosial Kultural"
        case .seminar: "Seminar / Konferensi / Sarasehan"
        case .workshop: "Workshop / Lokakarya"
        case .course: "Kursus"
        case .upgrading: "Penataran"
        case .technicalGuidance: "Bimbingan Teknis"
        case .socialisation: "Sosialisasi"
        case .otherClassical: "Klasikal lainnya"
        case .coaching: "Coaching"
        case .mentoring: "Mentoring"
        case .eLearning: "E-learning"
        case .distanceLearning: "Pelatihan Jarak Jauh"
        case .secondment: "Detasering"
        case .outdoorLearning: "Pembelajaran Alam Terbuka"
        case .benchmarking: "Patok Banding"
        case .exchange: "Pertukaran PNS dengan swasta/BUMN/BUMD"
        case .selfLearning: "Belajar Mandiri"
        case .learningCommunity: "Komunitas Belajar"
        case .workplaceGuidance: "Bimbingan di Tempat Kerja"
        case .internship: "Magang / Praktik Kerja"
        case .otherNonclassical: "Nonklasikal lainnya"
        }
    }
}
