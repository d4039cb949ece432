import ServiceRuntime
import Testing

struct CSVReaderTests {
    private func table(_ text: String) -> [[String]?] { CSVReader.rows(of: Array(text.utf8)).map(\.fields) }

    @Test(arguments: ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\n1,2"])
    func `reads every kind of line end, also none at the end`(text: String) {
        #expect(table(text) == [["a", "b"], ["1", "2"]])
    }

    @Test func `takes quotes off, and doubled quotes, separators and line ends inside them as text`() {
        #expect(table("\"a \"\"b\"\", c\r\nd\",\"\"\n") == [["a \"b\", c\r\nd", ""]])
    }

    @Test func `keeps empty fields and spaces`() {
        #expect(table(",\n, \n\"\"\n") == [["", ""], ["", " "], [""]])
    }

    @Test(arguments: [("a;b;c\n1;2,5;3\n", ["1", "2,5", "3"]), ("a\tb\n1,5\t2;3\n", ["1,5", "2;3"])])
    func `finds the separator in the first line`(text: String, row: [String]) {
        #expect(table(text).last == row)
    }

    @Test func `does not count separators inside quotes`() {
        #expect(table("\"a;b;c\",d\n1;2,3\n") == [["a;b;c", "d"], ["1;2", "3"]])
    }

    @Test func `counts rows as a spreadsheet does: empty lines count, line ends inside quotes do not`() {
        let rows = CSVReader.rows(of: Array("a\n\n\"x\ny\"\nz\n".utf8))
        #expect(rows.map(\.number) == [1, 3, 4])
    }

    @Test(arguments: [
        ("\"a\"b,c\nd,e\n", CSVFault.textAfterQuote),
        ("a\"b,c\nd,e\n", .quoteInsideField),
        ("a\0b,c\nd,e\n", .zeroByte),
        (String(repeating: "x", count: 65_537) + ",c\nd,e\n", .tooLarge),
        (String(repeating: ",", count: 1_000) + "\nd,e\n", .tooLarge),
    ])
    func `a fault is one row's, and the next row is read`(text: String, fault: CSVFault) {
        let rows = CSVReader.rows(of: Array(text.utf8))
        #expect(rows == [CSVRow(1, .fault(fault)), CSVRow(2, .fields(["d", "e"]))])
    }

    @Test func `a quote that is never closed is a fault`() {
        #expect(CSVReader.rows(of: Array("a,b\n\"c,d\ne".utf8)).last == CSVRow(2, .fault(.unclosedQuote)))
    }

    @Test func `takes a byte-order mark off`() {
        #expect(CSVReader.rows(of: [0xEF, 0xBB, 0xBF] + Array("nama,nip\n".utf8)).map(\.fields) == [["nama", "nip"]])
    }

    @Test func `keeps a beginning that only looks like a byte-order mark`() {
        #expect(CSVReader.rows(of: [0xEF, 0xBB]).map(\.fields) == [["ï»"]])
    }

    @Test func `reads Windows-1252 where bytes are not UTF-8`() {
        let bytes: [UInt8] = Array("Jos".utf8) + [0xE9, 0x2C, 0x93] + Array("A".utf8) + [0x94, 0x80, 0x0A]
        #expect(CSVReader.rows(of: bytes).map(\.fields) == [["José", "“A”€"]])
    }

    @Test func `gives the same rows however the bytes are cut`() {
        let bytes = [0xEF, 0xBB, 0xBF] + Array("a;\"b\r\n\"\"c\"\r\n;é\r\n\"d\"x;1\r\nlast".utf8)
        let whole = CSVReader.rows(of: bytes)
        for size in 1...bytes.count {
            var reader = CSVReader()
            var rows: [CSVRow] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                rows += reader.take(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(rows + reader.finish() == whole, "pieces of \(size) bytes")
        }
    }

    @Test func `an empty text has no rows`() { #expect(table("").isEmpty) }
}
