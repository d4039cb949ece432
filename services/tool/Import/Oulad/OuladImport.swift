import Foundation

/// `bina import oulad FOLDER`: the Open University's registrations and results as people, batches, enrolments and exams.
struct OuladImport: ImportForm {
    let name = "oulad"
    let summary =
        "FOLDER with the Open University Learning Analytics Dataset: registrations and results"
    let standardTenant: String? = "oulad"
    let details = """
        oulad FOLDER
          Three files, each plain (.csv) or compressed (.csv.gz); other columns and other files do not matter:
            courses              \(OuladFolder.courseColumns.joined(separator: ", "))
            studentInfo          \(OuladFolder.studentColumns.joined(separator: ", "))
            studentRegistration  \(OuladFolder.registrationColumns.joined(separator: ", "))
          and two more, if wanted, as exams that were sat elsewhere and their results:
            assessments          \(OuladScores.assessmentColumns.joined(separator: ", "))
            studentAssessment    \(OuladScores.scoreColumns.joined(separator: ", "))
          A result whose score is ? is counted and not sent. final_result alone decides who completed a presentation.
          Any presentations (2013B, 2014J, …). Days are relative to the start; ? is a missing value.
          Give it a tenant of its own (default oulad): at the end it waits until the learning records have the same
          totals as the files. The same folder again, or one with more presentations, adds only what is new.
          Example: bina import oulad ~/oulad --json
        """

    /// So long may the learning records stand still before they count as final.
    var patience: Duration = .seconds(30)

    func run(_ sources: [URL], _ context: ImportContext) async throws -> ImportOutcome {
        guard let source = sources.first else { throw Refusal("there is no folder") }
        let begin = ContinuousClock.now
        let folder = try await OuladFolder.read(source)
        let files = OuladTotals(folder)
        let session = context.session
        session.console.note(files.sentence)
        await session.refuse(folder.unusable)
        try await send(folder, OuladRequests(tenant: context.tenant), in: session)
        let tally = await session.tally
        let watch = LearningRecordWatch(
            context.records,
            tenant: context.tenant,
            on: session.console,
            patience: patience
        )
        let records = try await watch.totals(equalTo: files.expected, after: tally.tokens)
        let differences = records.differences(from: files.expected)
        for difference in differences { session.console.note("different: \(difference)") }
        let report = OuladReport(
            files: files,
            tally: tally,
            learningRecords: records,
            equal: differences.isEmpty,
            seconds: (ContinuousClock.now - begin).inSeconds,
            tenant: context.tenant
        )
        return ImportOutcome(
            sentence: report.sentence,
            json: try report.json(),
            isComplete: tally.refused == 0 && tally.leftOut == 0 && differences.isEmpty
        )
    }

    private func send(_ folder: OuladFolder, _ requests: OuladRequests, in session: ImportSession) async throws {
        guard let unit = try await session.begin(with: requests.unit),
            let assessor = try await session.perform(requests.assessor(in: unit))
        else { throw Refusal("the service refused what the import builds on; nothing else was sent") }
        let students = folder.students.sorted { $0.key < $1.key }
        let people = try await session.run("people", ImportSchedule(students)) { id, sex in
            try requests.student(id, isFemale: sex == "F", in: unit)
        }
        let batches = try await prepareBatches(folder, requests, in: session)
        try await session.run("enrolments and results", OuladPlan.schedule(folder)) { step in
            guard let batch = batches[OuladRequests.key(of: step.course)] else { throw Self.noBatch(step.course) }
            func person(_ row: OuladRegistration) -> String {
                // A refused person has no id; the request is left out or refused by itself.
                people[OuladRequests.key(ofStudent: row.student)] ?? Self.nobody
            }
            switch step {
            case .enrol(let row, let time):
                var call = try requests.enrolment(row, at: time, batch: batch, person: person(row))
                call.after = OuladRequests.key(ofStudent: row.student)
                return call
            case .withdraw(let row, let time):
                return try requests.withdrawal(row, at: time, batch: batch, person: person(row))
            case .assess(let row, let time):
                return try requests.assessment(row, at: time, batch: batch, person: person(row), assessor: assessor)
            case .close(let course): return try requests.close(course, batch: batch)
            }
        }
        guard !folder.results.assessments.isEmpty else { return }
        try await sendResults(folder, requests, people, batches, in: session)
    }

    /// The results, when all that they build on is there.
    private func sendResults(
        _ folder: OuladFolder,
        _ requests: OuladRequests,
        _ people: [String: String],
        _ batches: [String: String],
        in session: ImportSession
    ) async throws {
        let courses = Dictionary(uniqueKeysWithValues: folder.courses.map { ($0.key, $0) })
        let assessments = Dictionary(uniqueKeysWithValues: folder.results.assessments.map { ($0.id, $0) })
        @Sendable func course(of assessment: Int) throws -> OuladCourse {
            guard let course = assessments[assessment].flatMap({ courses[$0.course] }) else {
                throw Refusal("assessment \(assessment) has no course")
            }
            return course
        }
        let exams = try await session.run("exams", ImportSchedule(folder.results.assessments)) { assessment in
            let course = try course(of: assessment.id)
            guard let batch = batches[OuladRequests.key(of: course.key)] else { throw Self.noBatch(course.key) }
            return try requests.exam(assessment, of: course, batch: batch)
        }
        let known = folder.results.scores.compactMap { score in score.scoreHundredths.map { (score, $0) } }
        try await session.run("results", ImportSchedule(known)) { score, hundredths in
            guard let exam = exams[OuladRequests.key(ofAssessment: score.assessment)] else {
                throw Refusal("the service refused the exam \(score.assessment); its results cannot be sent")
            }
            return try requests.result(
                score,
                hundredths: hundredths,
                of: try course(of: score.assessment),
                exam: exam,
                person: people[OuladRequests.key(ofStudent: score.student)] ?? Self.nobody
            )
        }
    }

    private static let nobody = "00000000-0000-0000-0000-000000000000"

    private static func noBatch(_ course: OuladCourse.Key) -> Refusal {
        Refusal("the service refused the batch \(course); its enrolments cannot be sent")
    }

    /// - Returns: the batches' ids by the keys of their requests.
    private func prepareBatches(_ folder: OuladFolder, _ requests: OuladRequests, in session: ImportSession)
        async throws
        -> [String: String]
    {
        let modules = Set(folder.courses.map(\.key.module)).sorted()
        let programmes = try await session.run("programmes", ImportSchedule(modules)) { try requests.programme($0) }
        let batches = try await session.run("batches", ImportSchedule(folder.courses)) { course in
            guard let programme = programmes[OuladRequests.key(ofModule: course.key.module)] else {
                throw Refusal("the service refused the programme \(course.key.module); its batches cannot be sent")
            }
            return try requests.batch(course, of: programme)
        }
        let counts = folder.registrations.reduce(into: [:]) { $0[$1.course, default: 0] += 1 }
        try await session.run("seats", ImportSchedule(folder.courses)) { course in
            guard let batch = batches[OuladRequests.key(of: course.key)] else { throw Self.noBatch(course.key) }
            return try requests.capacity(counts[course.key] ?? 0, of: course, batch: batch)
        }
        return batches
    }
}
