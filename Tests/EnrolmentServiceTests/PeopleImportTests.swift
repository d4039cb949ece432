import CivilServiceKernel
import FoundationEssentials
import HTTPServer
import ServiceTesting
import Testing

struct PeopleImportTests {
    private struct Totals: Decodable, Equatable {
        struct Fault: Decodable, Equatable {
            let row: Int
            let column: String?
            let message: String
        }

        let dryRun: Bool
        let rows: Int
        let hired: Int
        let changed: Int
        let unchanged: Int
        let refused: Int
        let errors: [Fault]

        var counts: [Int] { [rows, hired, changed, unchanged, refused] }
    }

    private static let header = "nip,nama,golongan,jabatan,jenjang_jabatan,unit,atasan_nip,mulai,kontak"
    private static let chief = "197001011995011001,Teuku Umar,IV/a,Kepala Dinas,JPT Pratama,D-1,,1995-01-01,"
    private static let clerk =
        "198501012010011001,\"Meutia, Cut Nyak\",III/a,Analis,Ahli Pertama,Dinas Pendidikan,197001011995011001,01/01/2010,+62 812-1"

    private func table(_ rows: String..., header: String = header, end: String = "\r\n") -> [UInt8] {
        Array(([header] + rows).joined(separator: end).utf8)
    }

    /// A register with one unit, visible in the view.
    private func withUnit(_ body: @Sendable (RegisterStage) async throws -> Void) async throws {
        try await withRegister { stage in
            let unit = try await stage.office.post(
                "/v1/aceh/units",
                json: #"{"name":"Dinas Pendidikan","kind":"dinas","code":"D-1"}"#
            )
            let token = try #require(unit.headers["Bina-Read-Token"])
            #expect(try await stage.office.get("/v1/aceh/units?at-least=\(token)").status == 200)
            try await body(stage)
        }
    }

    @Test func `hires whom a table names, superiors first, and a second time changes nothing`() async throws {
        try await withUnit { stage in
            let people = table(Self.clerk, Self.chief)
            let first: Totals = try await stage.upload(people).json()
            #expect(first.counts == [2, 2, 0, 0, 0], "\(first.errors)")
            let events = try await stage.count("enrolment.events")
            let second: Totals = try await stage.upload(people).json()
            #expect(second.counts == [2, 0, 0, 2, 0], "\(second.errors)")
            #expect(try await stage.count("enrolment.events") == events)
            let id = try await stage.lookup("198501012010011001")
            let answer = try await stage.office.get("/v1/aceh/civil-servants/\(id)")
            #expect(answer.text.contains(#""name":"Meutia, Cut Nyak""#))
            #expect(answer.text.contains(#""contact":"+62 812-1""#))
            #expect(answer.text.contains(#""superior":""#))
            let recorded = try await stage.everythingRecorded()
            #expect(!recorded.contains("Meutia") && !recorded.contains("198501012010011001"))
        }
    }

    @Test func `a dry run says the same and does nothing`() async throws {
        try await withUnit { stage in
            let people = table(Self.clerk, Self.chief, "1,,,,,,,,")
            let dry: Totals = try await stage.upload(people, dryRun: true).json()
            #expect(dry.dryRun)
            #expect(try await stage.count("enrolment.events") == 1)
            #expect(try await stage.count("vault.subject_keys") == 0)
            let real: Totals = try await stage.upload(people).json()
            #expect(dry.counts == [3, 2, 0, 0, 1], "\(dry.errors)")
            #expect(real.counts == dry.counts)
            #expect(real.errors == dry.errors)
        }
    }

    @Test func `turns what differs into promotions, moves, other superiors and corrections`() async throws {
        try await withUnit { stage in
            _ = try await stage.upload(table(Self.clerk, Self.chief))
            let changed: Totals = try await stage.upload(
                table(
                    "198501012010011001,Cut Meutia,iii/B,Analis,ahli-muda,d-1,,2010-01-01,",
                    Self.chief
                )
            ).json()
            #expect(changed.counts == [2, 0, 1, 1, 0], "\(changed.errors)")
            let recorded = try await stage.everythingRecorded()
            #expect(recorded.contains("civil-servant-promoted") && recorded.contains("personal-data-corrected"))
            #expect(!recorded.contains("superior-changed"))
            let down: Totals = try await stage.upload(
                table("198501012010011001,Lain Nama,II/a,Analis,Ahli Muda,D-1,,2010-01-01,", Self.chief)
            ).json()
            #expect(down.counts == [2, 0, 0, 1, 1])
            #expect(down.errors.map(\.column) == ["golongan"])
            // A row is done as a whole or not at all: the name was not corrected either.
            let events = try await stage.count("enrolment.events")
            let moved: Totals = try await stage.upload(
                table("198501012010011001,Cut Meutia,III/b,Ketua Tim,Ahli Muda,D-1,,2010-01-01,")
            ).json()
            #expect(moved.counts == [1, 0, 1, 0, 0], "\(moved.errors)")
            #expect(try await stage.count("enrolment.events") == events + 1)
        }
    }

    @Test func `reads what spreadsheets write`() async throws {
        try await withUnit { stage in
            let semicolons = "198501012010011001;\"Siti \"\"Ani\"\" Nur\";III/a;Analis;Ahli Pertama;D-1;;1/1/2010;"
            let header = Self.header.replacing(",", with: ";")
            let marked = [0xEF, 0xBB, 0xBF] + table(semicolons, "", ";;;;;;;;", header: header)
            let first: Totals = try await stage.upload(marked).json()
            #expect(first.counts == [1, 1, 0, 0, 0], "\(first.errors)")
            // Windows-1252: é is one byte.
            var old = table("'197001011995011001,Ren", end: "\n")
            old +=
                [0xE9] + Array(" Umar,IV/a,Kepala,Administrator,D-1,\"=\"\"198501012010011001\"\"\",1995-01-01,\n".utf8)
            let second: Totals = try await stage.upload(old).json()
            #expect(second.counts == [1, 1, 0, 0, 0], "\(second.errors)")
            let id = try await stage.lookup("197001011995011001")
            #expect(try await stage.office.get("/v1/aceh/civil-servants/\(id)").text.contains("René Umar"))
        }
    }

    @Test func `tells row by row, in Indonesian, what to do, and does the other rows`() async throws {
        try await withUnit { stage in
            let answer: Totals = try await stage.upload(
                table(
                    Self.chief,  // 2: fine
                    "1.98501E+17,Ani,III/a,Analis,Ahli Pertama,D-1,,2010-01-01,",
                    "198501012010011002,=HYPERLINK(1),III/a,Analis,Ahli Pertama,D-1,,2010-01-01,",
                    "198501012010011003,Ani,XX/z,Analis,Menteri,D-9,,31/02/2010,",
                    "198501012010011004,Ani,IX,Analis,Ahli Pertama,D-1,,2010-01-01,",
                    "198501012010011005,Ani,III/a,Analis,Ahli Pertama,D-1,198501012010011003,2010-01-01,",
                    "198501012010011006,\"Ani\"x,III/a,Analis,Ahli Pertama,D-1,,2010-01-01,",
                    Self.chief,  // 9: a second time
                    "198501012010011007,A,III/a,Analis,Ahli Pertama,D-1,198501012010011008,2010-01-01,",
                    "198501012010011008,B,III/a,Analis,Ahli Pertama,D-1,198501012010011007,2010-01-01,",
                    "198501012010011009,C,III/a,Analis,Ahli Pertama,D-1,,2010-01-01,,,lebih"
                )
            ).json()
            #expect(answer.counts == [11, 1, 0, 0, 10])
            let places = answer.errors.map { "\($0.row) \($0.column ?? "-")" }
            #expect(
                places.sorted() == [
                    "10 atasan_nip", "11 atasan_nip", "12 -", "3 nip", "4 nama", "5 golongan", "5 jenjang_jabatan",
                    "5 mulai", "5 unit", "6 golongan", "7 atasan_nip", "8 -", "9 nip",
                ]
            )
            #expect(answer.errors.first?.message.contains("jadikan kolom ini Teks") == true)
            #expect(try await stage.count("enrolment.unique_claims") == 1)
        }
    }

    @Test(arguments: [
        ("", 422), ("nip,nama\n1,2", 422), (PeopleImportTests.header + ",nip", 422),
        (PeopleImportTests.header + ",umur", 422), (PeopleImportTests.header, 200),
        ("\u{0}\u{1}", 422),
    ])
    func `refuses a table whose first row does not name the columns`(text: String, status: Int) async throws {
        try await withUnit { stage in
            let answer = try await stage.upload(Array(text.utf8))
            #expect(answer.status == status, "\(answer.text)")
            if status == 422 { #expect(try answer.problem().slug == "bad-table") }
        }
    }

    @Test func `is for the keepers of the register, and for CSV`() async throws {
        try await withUnit { stage in
            let path = "/v1/aceh/civil-servants/import"
            let organiser = try stage.caller(.trainingOrganiser)
            #expect(await organiser.post(path, json: "", headers: ["Content-Type": "text/csv"]).status == 403)
            #expect(try await stage.office.post(path, json: "{}").status == 415)
            #expect(try await stage.office.post(path + "?dryrun=true", json: "").status == 400)
        }
    }

    @Test func `takes thousands of rows`() async throws {
        try await withUnit { stage in
            let rows = (0..<3_000).map { index in
                let serial = String(1_000 + index % 999 + 1).dropFirst()
                let year = 1_990 + index / 999
                return "19700101\(year)011\(serial),Pegawai \(index),III/a,Analis,Ahli Pertama,D-1,,\(year)-01-01,"
            }
            let people = Array(([Self.header] + rows).joined(separator: "\n").utf8)
            let first: Totals = try await stage.upload(people).json()
            #expect(first.counts == [3_000, 3_000, 0, 0, 0], "\(first.errors.prefix(3))")
            let second: Totals = try await stage.upload(people).json()
            #expect(second.counts == [3_000, 0, 0, 3_000, 0], "\(second.errors.prefix(3))")
        }
    }
}
