import Foundation

extension ExamLoadRequests {
    /// Enters the questions and waits until the bank lists them, which follows in a moment.
    ///
    /// - Throws: `Refusal` when one is not taken.
    func enterQuestions(by client: APIClient) async throws -> [QuestionListAnswer.Question] {
        let answer = try await client.send(questions)
        guard answer.isSuccess else { throw ExamLoad.refused("questions: \(ImportProblem(answer).reason)") }
        let imported = try JSONDecoder().decode(QuestionImportAnswer.self, from: answer.body)
        guard imported.refused.isEmpty else { throw ExamLoad.refused("\(imported.refused.count) questions") }
        var list: [QuestionListAnswer.Question] = []
        try await wait(until: "the bank lists the \(imported.read) questions") {
            let found = try await client.send(.init(method: "GET", path: questionList, key: ""))
            list = try JSONDecoder().decode(QuestionListAnswer.self, from: found.body).questions
            return list.count >= imported.read
        }
        return list
    }
}
