import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EventSourcing

let examID: ExamID = .number(100)
let phone: ExamSessionID = .number(201)
let laptop: ExamSessionID = .number(202)
let tablet: ExamSessionID = .number(203)

/// Open from minute 0 to 240, 60 minutes long, passed from 60 %.
func scheduling(
    _ kinds: [QuestionKind] = QuestionKind.allCases,
    _ change: (inout ScheduleExam) -> Void = { _ in }
) -> ScheduleExam {
    var request = ScheduleExam(
        title: text("Ujian Pelayanan Publik"),
        batch: .number(300),
        programme: .number(301),
        timeZone: .jakarta,
        times: ExamTimes(opensAt: .t(0), closesAt: .t(240), durationMinutes: 60),
        passPercent: 60,
        pool: kinds.map(KindExample.pooled)
    )
    change(&request)
    return request
}

/// The exam that follows from the commands; traps on a refusal, since tests ask what is allowed.
func exam(_ request: ScheduleExam = scheduling(), _ more: ExamCommand...) -> Exam {
    var exam = Exam()
    for command in [.schedule(request)] + more {
        guard let events = try? ExamDecider.decide(command, given: exam) else {
            preconditionFailure("refused: \(command)")
        }
        for event in events { ExamDecider.evolve(&exam, by: event) }
    }
    return exam
}

func starting(
    _ exam: Exam = exam(),
    by person: CivilServantID = ani,
    at minute: Int = 0,
    seed: UInt64 = 7
) -> StartAttempt {
    guard let offer = ExamOffer(examID, of: exam) else { preconditionFailure("the exam is not scheduled") }
    return StartAttempt(
        exam: offer,
        civilServant: person,
        isEntitled: true,
        seed: seed,
        session: phone,
        at: .t(minute)
    )
}

/// What follows from the commands, in order; traps on a refusal.
func history(_ commands: AttemptCommand...) -> [AttemptEvent] {
    var attempt = Attempt()
    var history: [AttemptEvent] = []
    for command in commands {
        guard let events = try? AttemptDecider.decide(command, given: attempt) else {
            preconditionFailure("refused: \(command)")
        }
        for event in events { AttemptDecider.evolve(&attempt, by: event) }
        history += events
    }
    return history
}

/// An answer from the phone unless another session is named.
func saving(
    _ kind: QuestionKind = .singleChoice,
    _ input: AnswerInput? = nil,
    number: Int = 1,
    from session: ExamSessionID = phone,
    at minute: Int
) -> AttemptCommand {
    .save(
        SaveAnswer(
            KindExample.id(kind),
            input ?? right(kind),
            session: session,
            clientNumber: number,
            at: .t(minute)
        )
    )
}

/// The right answer to the example of each kind.
func right(_ kind: QuestionKind) -> AnswerInput {
    switch kind {
    case .singleChoice, .trueFalse, .scoredSituation: .options(["B"])
    case .multipleChoice: .options(["C", "A"])
    case .shortText: .text(.sealed("singkat"), characters: 15)
    case .numeric: .number("3,14")
    case .matching: .pairs([GivenPair(option: "B", target: "B"), GivenPair(option: "A", target: "A")])
    case .ordering: .options(["C", "A", "B"])
    case .essay: .text(.sealed("esai"), characters: 900)
    }
}

/// The keys of all examples.
let keys = Dictionary(
    uniqueKeysWithValues: QuestionKind.allCases.map { (KindExample.id($0), KeyInForce.key(KindExample.key($0))) }
)

let dueDay = CalendarDate(day: "2026-03-25")

func attempt(_ history: [AttemptEvent]) -> Attempt { AttemptDecider.fold(history) }
