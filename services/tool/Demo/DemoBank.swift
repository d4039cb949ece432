import CivilServiceKernel

/// What one place asks in its exam: a spreadsheet of questions, all nine kinds over the four places.
struct DemoBank: Sendable {
    let topic: String
    /// The columns of `bina import questions`.
    let table: String
    /// The questions that the exam draws, by their codes; an essay is not among them, since it needs two markers.
    let asked: [String]
    /// A question whose key in the table is wrong; it is repaired after the results are out.
    let wrong: Repair
    /// The programme that the exam concludes.
    let programme: DemoPlace.Programme
    /// The right answers by the questions' codes.
    let right: [String: DemoAnswer]

    /// The right option of the question with the wrong key.
    struct Repair: Sendable {
        let code: String
        let rightText: String
        let reason: String
    }

    private static let columns = "kode,jenis,topik,kesulitan,soal,pilihan,kunci,toleransi,penjelasan\n"

    static func of(_ place: DemoPlace) -> DemoBank {
        switch place.tenant {
        case "tebo": tebo
        case "makassar": makassar
        case "pematangsiantar": pematangsiantar
        default: aceh
        }
    }

    private static let aceh = DemoBank(
        topic: "Pelayanan publik",
        table: columns + """
            PP-1,pilihan ganda,Pelayanan publik,mudah,Apa yang wajib dimiliki setiap jenis layanan publik?,\
            Standar pelayanan|Maskot|Seragam baru|Jingle,A,,Setiap layanan memiliki standar yang diumumkan.
            PP-2,pilihan majemuk,Pelayanan publik,sedang,Mana yang termasuk komponen standar pelayanan?,\
            Persyaratan|Jangka waktu|Biaya|Zodiak petugas,A|B|C,,Zodiak petugas bukan bagian dari standar.
            PP-3,benar salah,Pelayanan publik,mudah,Warga berhak mengetahui alasan penolakan permohonannya.,,benar,,
            PP-4,pilihan ganda,Pelayanan publik,sedang,Siapa yang menilai pelayanan dalam survei kepuasan masyarakat?,\
            Pengguna layanan|Kepala dinas|Vendor|Auditor keuangan,B,,Kunci pertama keliru dan kemudian diperbaiki.
            PP-5,isian singkat,Pelayanan publik,sedang,Apa singkatan dari survei kepuasan masyarakat?,,SKM,,

            """,
        asked: ["PP-1", "PP-2", "PP-3", "PP-4", "PP-5"],
        wrong: Repair(
            code: "PP-4",
            rightText: "Pengguna layanan",
            reason: "Kunci menunjuk kepala dinas; survei diisi oleh pengguna layanan."
        ),
        programme: DemoPlace.Programme(
            code: "UJP-04",
            title: "Pelayanan Publik Prima",
            form: .technicalGuidance,
            group: .technical,
            hours: 12,
            benefit: "Mampu melayani warga sesuai standar dan lulus ujiannya.",
            topics: ["pelayanan", "ujian"]
        ),
        right: [
            "PP-1": .options(["Standar pelayanan"]), "PP-2": .options(["Persyaratan", "Jangka waktu", "Biaya"]),
            "PP-3": .options(["Benar"]), "PP-4": .options(["Pengguna layanan"]), "PP-5": .text("SKM"),
        ]
    )

    private static let tebo = DemoBank(
        topic: "Perencanaan",
        table: columns + """
            RC-1,angka,Perencanaan,sedang,Sebuah kegiatan menyerap 45 dari 60 juta rupiah. Berapa persen serapannya?,,75,0,
            RC-2,menjodohkan,Perencanaan,sedang,Pasangkan dokumen dan jangka waktunya.,,\
            RPJPD=20 tahun|RPJMD=5 tahun|RKPD=1 tahun,,
            RC-3,pilihan ganda,Perencanaan,mudah,Forum apa yang membahas usulan pembangunan bersama warga?,\
            Musrenbang|Lelang|Apel pagi|Sidang kode etik,A,,
            RC-4,benar salah,Perencanaan,mudah,Indikator kinerja sebaiknya terukur.,,salah,,Kunci pertama keliru.

            """,
        asked: ["RC-1", "RC-2", "RC-3", "RC-4"],
        wrong: Repair(
            code: "RC-4",
            rightText: "Benar",
            reason: "Kunci tertukar: indikator yang baik terukur."
        ),
        programme: DemoPlace.Programme(
            code: "UJP-04",
            title: "Perencanaan Pembangunan Desa",
            form: .technicalGuidance,
            group: .technical,
            hours: 10,
            benefit: "Mampu menyusun rencana yang terukur dan lulus ujiannya.",
            topics: ["perencanaan", "ujian"]
        ),
        right: [
            "RC-1": .number("75"), "RC-2": .pairs(["RPJPD": "20 tahun", "RPJMD": "5 tahun", "RKPD": "1 tahun"]),
            "RC-3": .options(["Musrenbang"]), "RC-4": .options(["Benar"]),
        ]
    )

    private static let makassar = DemoBank(
        topic: "Manajemen kota",
        table: columns + """
            MK-1,mengurutkan,Manajemen kota,sedang,Urutkan penanganan aduan warga.,,\
            Terima aduan|Verifikasi|Tindak lanjuti|Beri tahu pelapor,,
            MK-2,situasional,Manajemen kota,sedang,Antrean mengular dan seorang warga lansia berdiri lama.,\
            Menawarkan kursi dan loket prioritas|Meminta bersabar|Membiarkan|Menyuruh pulang,5|3|1|0,,
            MK-3,pilihan ganda,Manajemen kota,mudah,Apa ciri sasaran yang baik?,\
            Terukur dan berbatas waktu|Rahasia|Berubah tiap hari|Tanpa penanggung jawab,A,,
            MK-4,pilihan ganda,Manajemen kota,sedang,Data apa yang paling tepat untuk menilai waktu layanan?,\
            Catatan waktu tiap berkas|Perkiraan petugas|Jumlah kursi|Warna loket,B,,Kunci pertama keliru.

            """,
        asked: ["MK-1", "MK-2", "MK-3", "MK-4"],
        wrong: Repair(
            code: "MK-4",
            rightText: "Catatan waktu tiap berkas",
            reason: "Perkiraan petugas bukan data; catatan waktu adalah jawaban yang benar."
        ),
        programme: DemoPlace.Programme(
            code: "UJP-04",
            title: "Manajemen Layanan Kota",
            form: .managerial,
            group: .managerial,
            hours: 16,
            benefit: "Mampu mengelola layanan kota dan lulus ujiannya.",
            topics: ["layanan", "ujian"]
        ),
        right: [
            "MK-1": .ordered(["Terima aduan", "Verifikasi", "Tindak lanjuti", "Beri tahu pelapor"]),
            "MK-2": .options(["Menawarkan kursi dan loket prioritas"]),
            "MK-3": .options(["Terukur dan berbatas waktu"]), "MK-4": .options(["Catatan waktu tiap berkas"]),
        ]
    )

    private static let pematangsiantar = DemoBank(
        topic: "Kearsipan",
        table: columns + """
            KA-1,pilihan ganda,Kearsipan,mudah,Apa tujuan jadwal retensi arsip?,\
            Menentukan masa simpan|Menghias lemari|Menambah map|Mengganti stempel,A,,
            KA-2,benar salah,Kearsipan,mudah,Arsip vital perlu dilindungi dari bencana.,,benar,,
            KA-3,angka,Kearsipan,sedang,Arsip disimpan 5 tahun sejak 2021. Tahun berapa masa simpannya berakhir?,,2026,0,
            KA-4,pilihan ganda,Kearsipan,sedang,Apa yang dilakukan sebelum memusnahkan arsip?,\
            Meminta persetujuan|Membakarnya segera|Menjualnya|Menyembunyikannya,C,,Kunci pertama keliru.
            KA-5,esai,Kearsipan,sulit,Jelaskan cara kantor Anda menata arsip yang masuk hari ini.,,Isi=3|Bahasa=1,,

            """,
        asked: ["KA-1", "KA-2", "KA-3", "KA-4"],
        wrong: Repair(
            code: "KA-4",
            rightText: "Meminta persetujuan",
            reason: "Arsip tidak dijual; pemusnahan memerlukan persetujuan lebih dahulu."
        ),
        programme: DemoPlace.Programme(
            code: "UJP-04",
            title: "Tata Kearsipan Kantor",
            form: .technicalGuidance,
            group: .technical,
            hours: 8,
            benefit: "Mampu menata arsip kantor dan lulus ujiannya.",
            topics: ["arsip", "ujian"]
        ),
        right: [
            "KA-1": .options(["Menentukan masa simpan"]), "KA-2": .options(["Benar"]), "KA-3": .number("2026"),
            "KA-4": .options(["Meminta persetujuan"]),
        ]
    )
}

/// The right answer to a question, by the texts that people read.
enum DemoAnswer: Sendable {
    case options([String])
    case ordered([String])
    case pairs([String: String])
    case number(String)
    case text(String)

    /// The answer with the ids of the paper's options; nil when the paper lacks one of them.
    func body(for question: PaperQuestion) -> GivenAnswerBody? {
        func id(_ text: String, in options: [PaperQuestion.Option]?) -> String? {
            options?.first { $0.text == text }?.id
        }
        switch self {
        case .options(let texts):
            let ids = texts.compactMap { id($0, in: question.options) }
            return ids.count == texts.count ? GivenAnswerBody(options: ids.sorted()) : nil
        case .ordered(let texts):
            let ids = texts.compactMap { id($0, in: question.options) }
            return ids.count == texts.count ? GivenAnswerBody(options: ids) : nil
        case .pairs(let texts):
            let pairs = texts.compactMap { left, right in
                id(left, in: question.options).flatMap { option in
                    id(right, in: question.targets).map { GivenAnswerBody.Pair(option: option, target: $0) }
                }
            }
            return pairs.count == texts.count ? GivenAnswerBody(pairs: pairs.sorted { $0.option < $1.option }) : nil
        case .number(let text): return GivenAnswerBody(number: text)
        case .text(let text): return GivenAnswerBody(text: text)
        }
    }
}
