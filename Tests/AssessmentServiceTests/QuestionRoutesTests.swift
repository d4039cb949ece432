import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import ServiceTesting
import Testing

@testable import AssessmentService

struct QuestionRoutesTests {
    @Test func `lists what is in the bank, of its own tenant only`() async throws {
        try await withAssessmentStage { stage in
            let question = QuestionID(UUID())
            let key = AnswerKey(credits: [
                OptionCredit(option: "A", millionths: 1_000_000), OptionCredit(option: "B", millionths: 0),
            ])
            let proposal = QuestionProposal(
                content: QuestionContent(
                    kind: .singleChoice,
                    topic: "Pelayanan",
                    stem: "Apa itu pelayanan publik?",
                    options: AnswerOption.lettered(["Melayani", "Dilayani"])
                ),
                key: key,
                sealedKey: try await stage.vault.seal(key, of: question, tenant: stage.tenant)
            )
            _ = try await stage.desk.questions(
                stage.request(.add(proposal)),
                on: AssessmentStream.question(question, of: stage.tenant)
            )
            try await stage.waitForView()
            let list = try await stage.caller(.questionAuthor).get("/v1/aceh/questions")
            #expect(list.status == 200)
            #expect(list.text.contains("\(question)"))
            #expect(!list.text.contains("credits"))
            let other = try await stage.caller(.questionAuthor, tenant: "tebo").get("/v1/tebo/questions")
            #expect(other.text == #"{"questions":[]}"#)
        }
    }
}
