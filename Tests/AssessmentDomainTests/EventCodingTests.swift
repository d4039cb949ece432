import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import EventSourcing
import Testing

struct EventCodingTests {
    @Test func `every name belongs to the context, has a version and is found again`() {
        let names = AssessmentEvent.Name.allCases
        #expect(Set(names.map(\.rawValue)).count == names.count)
        for name in names {
            #expect(name.rawValue.hasPrefix("\(AssessmentStream.context).") && name.rawValue.hasSuffix(".v1"))
            #expect(AssessmentEvent.Name(rawValue: name.rawValue) == name)
        }
        #expect(AssessmentEvent.Name(rawValue: "assessment.unknown.v1") == nil)
    }

    @Test func `what is published is read back as it was`() throws {
        for seed in ExamLawTests.firstSeed..<ExamLawTests.firstSeed + 100 {
            for event in RandomAttemptHistory(seed: seed, commands: 60).steps.flatMap(\.events) {
                let all = AssessmentEvent.attempt(event)
                #expect(try AssessmentEvent(all.name, from: CanonicalJSON.encode(AnyPayload(all.payload))) == all)
            }
        }
        for kind in QuestionKind.allCases {
            let event = AssessmentEvent.question(KindExample.added(kind))
            #expect(try AssessmentEvent(event.name, from: CanonicalJSON.encode(AnyPayload(event.payload))) == event)
        }
    }

    /// A payload of any type, coded as itself.
    private struct AnyPayload: Encodable {
        let payload: any EventPayload
        init(_ payload: any EventPayload) { self.payload = payload }
        func encode(to encoder: any Encoder) throws { try payload.encode(to: encoder) }
    }
}
