import CivilServiceKernel

extension DemoPlace {
    static let aceh = DemoPlace(
        tenant: "aceh",
        government: "Pemerintah Aceh",
        zone: .jakarta,
        room: "Aula BPSDM Aceh, Banda Aceh",
        units: [
            Unit(code: "BPSDM", name: "Badan Pengembangan Sumber Daya Manusia", kind: .badan),
            Unit(code: "BKA", name: "Badan Kepegawaian", kind: .badan),
            Unit(code: "DINKES", name: "Dinas Kesehatan", kind: .dinas),
            Unit(code: "DISDIK", name: "Dinas Pendidikan", kind: .dinas),
        ],
        programmes: [
            Programme(
                code: "MAN-01",
                title: "Pelatihan Manajerial Pengawas bersama Universitas",
                form: .managerial,
                group: .managerial,
                hours: 24,
                benefit: "Mampu memimpin tim kecil, menyusun rencana kerja, dan memberi umpan balik.",
                topics: ["kepemimpinan", "universitas"]
            ),
            Programme(
                code: "TEK-02",
                title: "Pelatihan Teknis Pengelolaan Data Kepegawaian",
                form: .technical,
                group: .technical,
                hours: 16,
                benefit: "Mampu memeriksa dan memperbaiki data kepegawaian unit sendiri.",
                topics: ["data", "kepegawaian"]
            ),
            Programme(
                code: "TEK-03",
                title: "Bimbingan Teknis Evaluasi Program Pelatihan",
                form: .technicalGuidance,
                group: .technical,
                hours: 12,
                benefit: "Mampu menilai apakah pelatihan mengubah pekerjaan sehari-hari.",
                topics: ["evaluasi"]
            ),
        ],
        names: [
            "Teuku Fajri Ramadhan", "Cut Nurlaila", "Zulfahmi Hasballah", "Rahmawati Usman", "Muhammad Ikbal",
            "Safrina Dewi", "Iskandar Yusuf", "Nadia Maulida", "Fauzan Abdullah", "Mutia Rizkina", "Hendra Saputra",
            "Yusniar Ismail", "Reza Fahlevi", "Aja Fitriani", "Munawar Khalil", "Siti Hajar", "Bukhari Daud",
            "Ulfa Khairunnisa", "Taufik Hidayat", "Raihan Putri", "Saiful Bahri", "Nurul Aflah", "Khairul Amri",
            "Dara Phonna", "Mirza Gunawan",
        ],
        claim: "Webinar tata kelola data daerah"
    )

    static let tebo = DemoPlace(
        tenant: "tebo",
        government: "Pemerintah Kabupaten Tebo",
        zone: .jakarta,
        room: "Gedung Diklat, Muara Tebo",
        units: [
            Unit(code: "BKPSDM", name: "Badan Kepegawaian dan Pengembangan SDM", kind: .badan),
            Unit(code: "SETDA", name: "Sekretariat Daerah", kind: .sekretariat),
            Unit(code: "DPMD", name: "Dinas Pemberdayaan Masyarakat dan Desa", kind: .dinas),
            Unit(code: "TTL", name: "Kecamatan Tebo Tengah", kind: .kecamatan),
        ],
        programmes: [
            Programme(
                code: "PUB-01",
                title: "Pelatihan Manajemen Publik Perangkat Daerah",
                form: .managerial,
                group: .managerial,
                hours: 20,
                benefit: "Mampu menyusun program, anggaran, dan laporan kinerja unit.",
                topics: ["manajemen publik"]
            ),
            Programme(
                code: "MAG-02",
                title: "Magang Perencanaan di Kabupaten Tetangga",
                form: .internship,
                group: .technical,
                hours: 20,
                benefit: "Mengalami langsung cara kerja perencanaan di daerah lain.",
                topics: ["magang", "perencanaan"]
            ),
            Programme(
                code: "PUB-03",
                title: "Lokakarya Pelayanan Kecamatan",
                form: .workshop,
                group: .sociocultural,
                hours: 8,
                benefit: "Mampu memangkas langkah layanan yang tidak perlu bagi warga.",
                topics: ["pelayanan", "kecamatan"]
            ),
        ],
        names: [
            "Syamsul Rizal", "Desi Anggraini", "Amrizal Sutan", "Leni Marlina", "Budi Prasetyo", "Ratna Juwita",
            "Edi Kurniawan", "Yulia Safitri", "Hasan Basri", "Novita Sari", "Rudi Hartono", "Elvira Susanti",
            "Ahmad Zaini", "Mardiana Lubis", "Joko Susilo", "Fitri Handayani", "Supriadi Nasution", "Wulan Permata",
            "Herman Effendi", "Sri Wahyuni", "Dedi Irawan", "Rosmalina Harahap", "Agus Salim", "Indah Puspita",
            "Zainal Arifin",
        ],
        claim: "Kursus perencanaan desa"
    )

    static let pematangsiantar = DemoPlace(
        tenant: "pematangsiantar",
        government: "Pemerintah Kota Pematangsiantar",
        zone: .jakarta,
        room: "Ruang Data Balai Kota, Pematangsiantar",
        units: [
            Unit(code: "BKPSDM", name: "Badan Kepegawaian dan Pengembangan SDM", kind: .badan),
            Unit(code: "DISDUKCAPIL", name: "Dinas Kependudukan dan Pencatatan Sipil", kind: .dinas),
            Unit(code: "SIANTAR-BARAT", name: "Kecamatan Siantar Barat", kind: .kecamatan),
            Unit(code: "BAPPERIDA", name: "Badan Perencanaan, Riset dan Inovasi", kind: .badan),
        ],
        programmes: [
            Programme(
                code: "LIT-01",
                title: "Literasi Kebijakan bagi Aparatur",
                form: .socialisation,
                group: .sociocultural,
                hours: 6,
                benefit: "Mampu membaca kebijakan baru dan menjelaskannya kepada warga.",
                topics: ["kebijakan"]
            ),
            Programme(
                code: "INO-02",
                title: "Lokakarya Inovasi Pelayanan",
                form: .workshop,
                group: .technical,
                hours: 12,
                benefit: "Pulang dengan satu perbaikan layanan yang sudah dicoba.",
                topics: ["inovasi", "pelayanan"]
            ),
            Programme(
                code: "INO-03",
                title: "Komunitas Belajar Inovasi Kota",
                form: .learningCommunity,
                group: .technical,
                hours: 10,
                benefit: "Belajar dari percobaan unit lain, termasuk yang gagal.",
                topics: ["inovasi", "komunitas"]
            ),
        ],
        names: [
            "Jonathan Simanjuntak", "Maria Saragih", "Parlindungan Purba", "Ester Sihombing", "Rinto Damanik",
            "Lamria Sinaga", "Hotman Sitorus", "Dewi Siregar", "Ferdinand Manurung", "Nurhayati Pane",
            "Sahat Tampubolon", "Yosefine Girsang", "Andi Wijaya", "Ruth Hutagalung", "Baringin Silalahi",
            "Sari Ginting", "Togar Nainggolan", "Melva Simbolon", "Ridwan Syahputra", "Kristina Tarigan",
            "Dapot Marpaung", "Anita Sembiring", "Binsar Lumbantoruan", "Linda Situmorang", "Arifin Batubara",
        ],
        claim: "Seminar inovasi daerah"
    )
}
