import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AttemptDecider {
    static func start(_ request: StartAttempt, given attempt: Attempt) throws(AttemptRejection) -> [AttemptEvent] {
        if attempt.phase != .unknown {
            guard let start = attempt.start, start.exam == request.exam.exam, start.number == request.number,
                start.civilServant == request.civilServant
            else { throw .alreadyStarted }
            return []
        }
        try check(request)
        let (rules, times) = (request.exam.rules, request.exam.times)
        let extra = extraMinutes(of: request)
        let clock = AttemptClock(
            startedAt: request.at,
            durationMinutes: times.durationMinutes,
            closesAt: times.closesAt,
            extraMinutes: extra
        )
        return [
            .attemptStarted(
                AttemptStarted(
                    exam: request.exam.exam,
                    civilServant: request.civilServant,
                    number: request.number,
                    batch: rules.batch,
                    programme: rules.programme,
                    timeZone: rules.timeZone,
                    seed: hexadecimal(request.seed),
                    paper: PaperDraw.paper(of: rules, seed: request.seed),
                    startedAt: request.at,
                    durationMinutes: times.durationMinutes,
                    closesAt: times.closesAt,
                    extraMinutes: extra,
                    passPercent: rules.passPercent,
                    rule: rules.rule,
                    deadline: clock.deadline ?? times.closesAt,
                    session: request.session
                )
            )
        ]
    }

    private static func check(_ request: StartAttempt) throws(AttemptRejection) {
        let (rules, times) = (request.exam.rules, request.exam.times)
        guard !request.exam.isCancelled else { throw .examCancelled }
        guard rules.mode == .online else { throw .examExternal }
        guard request.isEntitled else { throw .noEntitlement }
        guard request.at >= times.opensAt else { throw .notOpenYet(LocalTime(times.opensAt, in: rules.timeZone)) }
        guard request.at < times.closesAt else { throw .closedForStart(LocalTime(times.closesAt, in: rules.timeZone)) }
        guard (1...rules.attemptsAllowed).contains(request.number) else { throw .attemptsUsedUp(rules.attemptsAllowed) }
    }

    /// Rounded up to a whole minute.
    private static func extraMinutes(of request: StartAttempt) -> Int {
        let percent = request.exam.extraPercent[request.civilServant, default: 0]
        return (request.exam.times.durationMinutes * percent + 99) / 100
    }

    private static func hexadecimal(_ seed: UInt64) -> String {
        let digits = String(seed, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func openSession(_ session: ExamSessionID, at now: Timestamp, given attempt: Attempt)
        throws(AttemptRejection) -> [AttemptEvent]
    {
        let (start, clock) = try started(attempt)
        guard attempt.phase == .open, let active = attempt.session else { throw .over }
        if active == session { return [] }
        guard !attempt.sessions.contains(session) else { throw .sessionReplaced }
        if clock.isUp(at: now), let deadline = clock.deadline { throw .timeIsUp(local(deadline, start)) }
        guard attempt.sessions.count < sessionLimit else { throw .tooManySessions(sessionLimit) }
        return [.sessionOpened(SessionOpened(session: session, replaced: active, openedAt: now))]
    }

    static func recordExternal(_ request: RecordExternalResult, given attempt: Attempt)
        throws(AttemptRejection) -> [AttemptEvent]
    {
        let rules = request.exam.rules
        guard rules.mode == .external else { throw .examNotExternal }
        guard !request.exam.isCancelled else { throw .examCancelled }
        guard (0...10_000).contains(request.scoreHundredths) else { throw .pointsOutOfRange }
        guard (1...rules.attemptsAllowed).contains(request.number) else { throw .attemptsUsedUp(rules.attemptsAllowed) }
        let fact = ExternalResultRecorded(
            exam: request.exam.exam,
            civilServant: request.civilServant,
            number: request.number,
            batch: rules.batch,
            programme: rules.programme,
            scoreHundredths: request.scoreHundredths,
            passPercent: rules.passPercent,
            passed: request.scoreHundredths >= rules.passPercent * 100,
            submittedOn: request.submittedOn,
            source: request.source.text
        )
        guard attempt.phase == .unknown else {
            guard attempt.external == fact else { throw .alreadyStarted }
            return []
        }
        return [.externalResultRecorded(fact)]
    }
}
