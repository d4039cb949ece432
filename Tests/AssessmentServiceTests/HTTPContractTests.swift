import HTTPServer
import ServiceRuntime
import ServiceTesting
import Testing

struct HTTPContractTests {
    @Test func `the published document names exactly the operations and roles that are served`() async throws {
        let published = HTTPContract.operations(inYAML: try HTTPContract.document("assessment.openapi.yaml"))
        try await withAssessmentStage { stage in
            let served = HTTPContract.operations(of: try stage.router().routes)
            #expect(served.subtracting(published).sorted() == [])
            #expect(published.subtracting(served).sorted() == [])
        }
    }
}
