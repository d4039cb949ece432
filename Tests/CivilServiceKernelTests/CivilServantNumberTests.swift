import CivilServiceKernel
import EventSourcing
import Testing

struct CivilServantNumberTests {
    @Test func `reads a NIP with or without spaces and writes it 8-6-1-3`() throws {
        let number = try CivilServantNumber("19900101 201504 1 001")
        #expect(number.kind == .pns)
        #expect(number.digits == "199001012015041001")
        #expect(number.formatted == "19900101 201504 1 001")
        #expect(number.birthDate == CalendarDate("1990-01-01"))
        #expect(try CivilServantNumber(" 199001012015041001\n") == number)
        #expect("\(number)" == "a NIP")
    }

    @Test(arguments: [("04", EmploymentKind.pns), ("12", .pns), ("21", .pppk), ("24", .pppk)])
    func `positions 13 and 14 tell the kind`(group: String, kind: EmploymentKind) throws {
        #expect(try CivilServantNumber("199001012015\(group)2001").kind == kind)
    }

    @Test(arguments: [
        ("19900101201504100", "civil-servant-number.length"),
        ("1990010120150410011", "civil-servant-number.length"),
        ("19900101201504100x", "civil-servant-number.length"),
        ("１９９００１０１２０１５０４１００１", "civil-servant-number.length"),
        ("", "civil-servant-number.length"),
        ("199002302015041001", "civil-servant-number.birth-date"),
        ("189912312015041001", "civil-servant-number.birth-date"),
        ("199001012015001001", "civil-servant-number.kind-digits"),
        ("199001012015131001", "civil-servant-number.kind-digits"),
        ("199001012015201001", "civil-servant-number.kind-digits"),
        ("199001011989041001", "civil-servant-number.appointment-year"),
        ("199001012015043001", "civil-servant-number.sex-digit"),
        ("199001012015041000", "civil-servant-number.serial"),
    ])
    func `names the one rule that is broken`(text: String, rule: String) {
        #expect(throws: RuleViolation.self) { try CivilServantNumber(text) }
        #expect(violated { try CivilServantNumber(text) } == rule)
    }

    @Test func `a number of the other kind is refused where the kind is known`() {
        #expect(violated { try CivilServantNumber("199001012015041001", of: .pppk) } == "civil-servant-number.kind")
        #expect(violated { try CivilServantNumber("199001012015211001", of: .pns) } == "civil-servant-number.kind")
    }
}

/// The rule that `make` says is broken; nil when it breaks none.
func violated<Value>(_ make: () throws -> Value) -> String? {
    do {
        _ = try make()
        return nil
    } catch let violation as RuleViolation {
        return violation.rule
    } catch {
        return "\(error)"
    }
}
