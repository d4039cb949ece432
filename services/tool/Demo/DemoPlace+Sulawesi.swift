import CivilServiceKernel

extension DemoPlace {
    static let makassar = DemoPlace(
        tenant: "makassar",
        government: "Pemerintah Kota Makassar",
        zone: .makassar,
        room: "Ruang Sipakatau, Balai Kota Makassar",
        units: [
            Unit(code: "BKPSDMD", name: "Badan Kepegawaian dan Pengembangan SDM Daerah", kind: .badan),
            Unit(code: "DISKOMINFO", name: "Dinas Komunikasi dan Informatika", kind: .dinas),
            Unit(code: "TALLO", name: "Kecamatan Tallo", kind: .kecamatan),
            Unit(code: "DPMPTSP", name: "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", kind: .dinas),
        ],
        programmes: [
            Programme(
                code: "PUB-01",
                title: "Pelatihan Manajemen Publik Perkotaan",
                form: .managerial,
                group: .managerial,
                hours: 20,
                benefit: "Mampu mengelola layanan kota dengan sasaran yang terukur.",
                topics: ["manajemen publik"]
            ),
            Programme(
                code: "UJI-02",
                title: "Persiapan Ujian Kompetensi Daring",
                form: .eLearning,
                group: .technical,
                hours: 10,
                benefit: "Siap mengikuti ujian kompetensi daring dengan tenang.",
                topics: ["ujian", "daring"]
            ),
            Programme(
                code: "LAY-03",
                title: "Bimbingan Teknis Pelayanan Aduan Warga",
                form: .technicalGuidance,
                group: .sociocultural,
                hours: 8,
                benefit: "Mampu menjawab aduan warga dengan jelas dan tepat waktu.",
                topics: ["aduan", "pelayanan"]
            ),
        ],
        names: [
            "Andi Baso Mappanyukki", "Nurfadillah Rahman", "Daeng Tata Suryadi", "Hasnawati Hamid", "Muhammad Arfah",
            "St. Aisyah", "Syahrul Gunadi", "Irmawati Latief", "Ashar Ridwan", "Megawati Tahir", "Burhanuddin Karim",
            "Fatmawati Rauf", "Rizal Pangerang", "Sulfiani Anwar", "Ilham Mattalatta", "Kartini Djafar",
            "Abdul Rahim", "Wahyuni Sabir", "Jumadil Akbar", "Reski Amaliah", "Akbar Tanri", "Hijrah Salim",
            "Firman Jaya", "Nirwana Mustafa", "Yusran Lologau",
        ],
        claim: "Seminar layanan publik digital"
    )
}
