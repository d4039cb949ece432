import AssessmentDomain
import AssessmentEvents
import Testing

struct QuestionTableTests {
    private let header = ["kode", "jenis", "topik", "kesulitan", "soal", "pilihan", "kunci", "toleransi", "penjelasan"]

    private func read(_ rows: [String]...) -> QuestionImport {
        let numbered = rows.enumerated().map { QuestionTable.Row(line: $0.offset + 2, cells: $0.element) }
        return QuestionTable.read(header: header, rows: numbered)
    }

    @Test func `reads all nine kinds`() {
        let result = read(
            ["1", "Pilihan ganda", "Etika", "mudah", "Mana?", "a|b|c", "B", "", "sebab"],
            ["2", "Pilihan majemuk", "Etika", "", "Mana saja?", "a|b|c|d", "A|C", "", ""],
            ["3", "Benar salah", "Etika", "sulit", "ASN netral.", "", "Benar", "", ""],
            ["4", "Isian singkat", "Etika", "", "Asas?", "", "netralitas|netral", "", ""],
            ["5", "Angka", "Etika", "", "Pi?", "", "3,14", "0,01", ""],
            ["6", "Menjodohkan", "Etika", "", "Pasangkan.", "Medan", "Aceh=Banda Aceh|Jambi=Jambi", "", ""],
            ["7", "Mengurutkan", "Etika", "", "Urutkan.", "", "terima|catat|jawab", "", ""],
            ["8", "Esai", "Etika", "", "Jelaskan.", "", "Isi=3|Bahasa=1", "", ""],
            ["9", "Situasional", "Etika", "", "Apa yang Anda lakukan?", "a|b|c|d", "1|5|3|0", "", ""]
        )
        #expect(result.refused == [])
        #expect(Set(result.read.map(\.content.kind)) == Set(QuestionKind.allCases))
        #expect(result.read[0].content.difficulty == .easy && result.read[1].content.difficulty == .medium)
        #expect(result.read[1].key.scoring == .perOption && !result.read[1].rewardsTickingAll)
        #expect(result.read[4].key.numbers.map(\.from) == ["3.13"])
        #expect(result.read[5].content.targets.map(\.text) == ["Banda Aceh", "Jambi", "Medan"])
        #expect(result.read[6].content.options.map(\.text) == ["catat", "jawab", "terima"])
        #expect(result.read[6].key.order == ["C", "A", "B"])
        #expect(result.read[8].key.credits.map(\.millionths) == [200_000, 1_000_000, 600_000, 0])
    }

    @Test func `refuses rows and tells why, and reads the others`() {
        let result = read(
            ["1", "Teka-teki", "Etika", "", "Mana?", "a|b", "A", "", ""],
            ["2", "Pilihan ganda", "Etika", "", "Mana?", "a|b", "C", "", ""],
            ["3", "Pilihan ganda", "Etika", "", "Mana?", "a", "A", "", ""],
            ["4", "Angka", "Etika", "", "Pi?", "", "1.234,5", "", ""],
            ["5", "Pilihan ganda", "Etika", "berat", "Mana?", "a|b", "A", "", ""],
            ["6", "Pilihan ganda"],
            ["7", "Pilihan ganda", "", "", "Mana?", "a|b", "A", "", ""],
            ["8", "Pilihan ganda", "Etika", "", "Mana?", "a|b", "A", "", ""]
        )
        #expect(result.read.map(\.line) == [9])
        #expect(
            result.refused.map { "\($0.line) \($0.code ?? "") \($0.rule)" } == [
                "2 1 table-kind", "3 2 table-key", "4 3 question-option-count-out-of-range", "5 4 table-key",
                "6 5 table-difficulty", "7 6 table-cell-count", "8 7 question-topic-out-of-range",
            ]
        )
    }

    @Test func `refuses a table with other columns`() {
        for header in [["jenis", "topik", "soal"], header + ["warna"], ["jenis", "jenis", "topik", "soal", "kunci"]] {
            let result = QuestionTable.read(header: header, rows: [])
            #expect(result.refused.map(\.rule) == ["table-columns"])
        }
    }
}
