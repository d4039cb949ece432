import CivilServiceKernel
package import EnrolmentDomain
import HTTPServer
package import ServiceRuntime

// A refusal of the business is one problem: its slug for programs, its Indonesian sentence for people, English detail.

extension BusinessRejection {
    var asProblem: Problem {
        Problem(wording.slug, status: .unprocessableContent, title: wording.pesan, detail: wording.detail)
    }
}

extension UnitRejection: ProblemError {
    package var problem: Problem { asProblem }
}

extension CivilServantRejection: ProblemError {
    package var problem: Problem { asProblem }
}

extension ProgrammeRejection: ProblemError {
    package var problem: Problem { asProblem }
}

extension BatchRejection: ProblemError {
    package var problem: Problem { asProblem }
}

extension LearningHoursRejection: ProblemError {
    package var problem: Problem { asProblem }
}
