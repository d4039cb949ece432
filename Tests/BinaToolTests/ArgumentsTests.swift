import Testing

@testable import BinaTool

struct ArgumentsTests {
    private let specification = CommandSpecification(
        name: "try",
        summary: "tries",
        operands: "FILE",
        operandCount: 0...1,
        options: [.init("hours", "N", "how long"), .init("json", nil, "as JSON")]
    )

    @Test func `reads values, switches and operands in any order`() throws {
        let arguments = try Arguments(["a.csv", "--json", "--hours", "3"], by: specification)
        #expect(arguments.operands == ["a.csv"])
        #expect(arguments.has("json"))
        #expect(arguments.value("hours") == "3")
    }

    @Test func `takes a value behind an equals sign, also one that starts with hyphens`() throws {
        #expect(try Arguments(["--hours=--3"], by: specification).value("hours") == "--3")
        #expect(try Arguments(["--hours="], by: specification).value("hours")?.isEmpty == true)
    }

    @Test func `takes everything after two hyphens as operands`() throws {
        #expect(try Arguments(["--", "--json"], by: specification).operands == ["--json"])
    }

    @Test(arguments: [
        (["--nope"], "'try' has no option --nope"),
        (["-x"], "'try' has no option -x"),
        (["--hours"], "--hours needs a value: --hours N"),
        (["--hours", "--json"], "--hours needs a value: --hours N"),
        (["--json=yes"], "--json takes no value"),
        (["a", "b"], "'try' takes FILE; given: a b"),
    ])
    func `refuses with the word and what to write instead`(words: [String], reason: String) {
        #expect(throws: UsageError(reason, of: specification)) { try Arguments(words, by: specification) }
    }

    @Test(arguments: ["0", "13", "three", "", "1.5"])
    func `refuses a number out of its range`(text: String) throws {
        let arguments = try Arguments(["--hours", text], by: specification)
        #expect(throws: UsageError("--hours takes a whole number from 1 to 12, not '\(text)'", of: specification)) {
            try arguments.number("hours", 1, in: 1...12, of: specification)
        }
    }

    @Test func `ends with exit code 2 for what it cannot understand`() async {
        #expect(await BinaTool.run(["nonsense"]) == 2)
        #expect(await BinaTool.run(["up", "--nonsense"]) == 2)
        #expect(await BinaTool.run(["import", "nonsense", "/dev/null"]) == 2)
    }

    @Test(arguments: BinaTool.specifications)
    func `explains every command`(specification: CommandSpecification) {
        #expect(specification.help.hasPrefix("usage: bina \(specification.name)"))
        for option in specification.options { #expect(specification.help.contains("--\(option.name)")) }
        #expect(BinaTool.help.contains(specification.summary))
    }
}
