import EventSourcing
import Testing

@testable import BinaTool

struct ReceiptCheckTests {
    private static let deadline = Timestamp(microseconds: 1_000_000)
    private static let choice = GivenAnswerBody(options: ["A"])

    private func receipt(
        _ receipt: Int,
        question: String = "q1",
        session: String = "s1",
        number: Int? = nil,
        at: Int64 = 10,
        aside: String? = nil,
        _ answer: GivenAnswerBody = choice
    ) -> ReceiptJournal.Receipt {
        ReceiptJournal.Receipt(
            question: question,
            session: session,
            number: number ?? receipt,
            receipt: receipt,
            at: Timestamp(microseconds: at),
            counts: aside == nil,
            asideReason: aside,
            answer: answer
        )
    }

    private func differences(
        _ receipts: [ReceiptJournal.Receipt],
        unsettled: [String] = [],
        shown: [(question: String, receipt: Int, answer: GivenAnswerBody)],
        last: Int? = nil
    ) -> [String] {
        let attempt = ShownAttempt(
            answers: shown.map { .init(question: $0.question, receipt: $0.receipt, answer: $0.answer) },
            lastReceipt: last,
            deadline: Self.deadline
        )
        return ReceiptCheck(entry: .init(receipts: receipts, unsettled: unsettled), shown: attempt).differences
    }

    // MARK: All is well

    @Test func `the newest counting answer to each question stands, aside ones do not`() {
        let newer = GivenAnswerBody(options: ["B"])
        let told = [
            receipt(1), receipt(2, question: "q2", GivenAnswerBody(number: "7")), receipt(3, newer),
            receipt(4, session: "s0", aside: "replaced-session", GivenAnswerBody(options: ["C"])),
        ]
        let shown = [("q1", 3, newer), ("q2", 2, GivenAnswerBody(number: "7"))]
        #expect(differences(told, shown: shown, last: 4) == [])
    }

    @Test func `an answer that was sent twice has one receipt`() {
        #expect(differences([receipt(1), receipt(1)], shown: [("q1", 1, Self.choice)], last: 1) == [])
    }

    @Test func `an answer that was taken back may be shown as nothing or not at all`() {
        #expect(differences([receipt(1, .nothing)], shown: [], last: 1) == [])
        #expect(differences([receipt(1, .nothing)], shown: [("q1", 1, GivenAnswerBody(options: []))], last: 1) == [])
    }

    @Test func `what nobody acknowledged may be there or not`() {
        for last in 1...2 {
            let shown = [("q1", last, Self.choice)]
            #expect(differences([receipt(1)], unsettled: ["q1"], shown: shown, last: last) == [])
        }
    }

    // MARK: What is found

    @Test func `a lost answer is found`() {
        #expect(differences([receipt(1)], shown: []) == ["question q1 lacks the answer with receipt 1"])
    }

    @Test func `an older answer in the place of a newer one is found`() {
        let newer = GivenAnswerBody(options: ["B"])
        #expect(differences([receipt(1), receipt(2, newer)], shown: [("q1", 1, Self.choice)]).count == 1)
    }

    @Test func `an answer that is there twice is found`() {
        let shown = [("q1", 1, Self.choice), ("q1", 1, Self.choice)]
        #expect(differences([receipt(1)], shown: shown) == ["question q1 has 2 answers"])
        #expect(
            differences([receipt(1, number: 1), receipt(2, number: 1)], shown: [("q1", 2, Self.choice)]).count == 1
        )
        #expect(differences([receipt(1)], shown: [("q1", 1, Self.choice)], last: 2).count == 1)
    }

    @Test func `one receipt for two answers is found`() {
        let told = [receipt(1, number: 1), receipt(1, number: 2)]
        #expect(differences(told, shown: [("q1", 1, Self.choice)]) == ["receipt 1 was given for two answers"])
    }

    @Test func `an answer that came late and counts is found`() {
        let late = receipt(1, at: 1_000_000)
        let found = differences([late], shown: [("q1", 1, Self.choice)])
        #expect(found == ["receipt 1 counts after the deadline"])
    }

    @Test func `an answer in time that is called late is found`() {
        let found = differences([receipt(1, at: 999_999, aside: "after-deadline")], shown: [])
        #expect(found == ["receipt 1 is called late, but came before the deadline"])
    }

    @Test func `an answer that nobody was told of is found`() {
        let found = differences([], shown: [("q1", 1, Self.choice)])
        #expect(found == ["question q1 shows an answer that was never acknowledged"])
    }
}
