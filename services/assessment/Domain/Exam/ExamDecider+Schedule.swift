import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension ExamDecider {
    static func schedule(_ request: ScheduleExam, given exam: Exam) throws(ExamRejection) -> [ExamEvent] {
        let fact = scheduled(request)
        guard exam.phase == .unknown else {
            guard exam.rules == fact else { throw .alreadyScheduled }
            return []
        }
        guard !request.isBatchCancelled else { throw .batchCancelled }
        try check(fact, times: request.times)
        try checkPool(fact)
        return [.examScheduled(fact)]
    }

    private static func check(_ fact: ExamScheduled, times: ExamTimes) throws(ExamRejection) {
        try times.check()
        guard (0...100).contains(fact.passPercent) else { throw .passPercentOutOfRange }
        guard (1...10).contains(fact.attemptsAllowed) else { throw .attemptsOutOfRange }
        guard (0...100).contains(fact.markersDifferPercent) else { throw .percentOutOfRange }
        guard (1...60).contains(fact.objectionWorkingDays) else { throw .objectionDaysOutOfRange }
    }

    private static func checkPool(_ fact: ExamScheduled) throws(ExamRejection) {
        switch fact.mode {
        case .external: guard fact.pool.isEmpty, fact.blueprint.isEmpty else { throw .poolOutOfRange }
        case .online: guard (1...1_000).contains(fact.pool.count) else { throw .poolOutOfRange }
        }
        var seen: Set<QuestionID> = []
        for question in fact.pool {
            guard seen.insert(question.question).inserted else { throw .questionTwice(question.question) }
            guard (1...100_000).contains(question.pointsHundredths) else {
                throw .questionWithoutPoints(question.question)
            }
        }
        let rows = fact.blueprint.map { "\($0.difficulty?.rawValue ?? "") \($0.topic)" }
        guard Set(rows).count == rows.count, fact.blueprint.allSatisfy({ (1...1_000).contains($0.count) }) else {
            throw .blueprintOutOfRange
        }
        if let (topic, missing) = PaperDraw.shortage(of: fact.pool, for: fact.blueprint) {
            throw .blueprintNotFillable(topic, missing: missing)
        }
    }

    private static func scheduled(_ request: ScheduleExam) -> ExamScheduled {
        ExamScheduled(
            mode: request.mode,
            title: request.title.text,
            batch: request.batch,
            programme: request.programme,
            timeZone: request.timeZone,
            opensAt: request.times.opensAt,
            closesAt: request.times.closesAt,
            durationMinutes: request.times.durationMinutes,
            passPercent: request.passPercent,
            attemptsAllowed: request.attemptsAllowed,
            pool: request.pool,
            blueprint: request.blueprint,
            shufflesQuestions: request.shufflesQuestions,
            shufflesOptions: request.shufflesOptions,
            markersDifferPercent: request.markersDifferPercent,
            objectionWorkingDays: request.objectionWorkingDays,
            rule: rule
        )
    }

    /// A wrong key is repaired at any time until the exam is cancelled, above all after the release.
    static func repairKey(_ request: RepairKey, given exam: Exam) throws(ExamRejection) -> [ExamEvent] {
        guard let rules = exam.rules else { throw .notScheduled }
        guard exam.phase != .cancelled else { throw .cancelled }
        if exam.repairs[request.question]?.repair == request.repair { return [] }
        let pooled = rules.pool.first { $0.question == request.question && $0.revision == request.revision }
        guard let pooled else { throw .notInPool(request.question) }
        try checkKey(of: request, for: pooled)
        if request.treatment == .excluded {
            let isLeft = rules.pool.contains {
                $0.question != request.question && exam.repairs[$0.question]?.treatment != .excluded
            }
            guard isLeft else { throw .nothingLeft }
        }
        return [
            .examKeyRepaired(
                ExamKeyRepaired(
                    repair: request.repair,
                    question: request.question,
                    revision: request.revision,
                    treatment: request.treatment,
                    key: request.proposal?.sealedKey,
                    decidedBy: request.decidedBy,
                    reason: request.reason.text
                )
            )
        ]
    }

    private static func checkKey(of request: RepairKey, for pooled: PoolQuestion) throws(ExamRejection) {
        switch request.treatment {
        case .fullPoints, .excluded: guard request.proposal == nil else { throw .keyMissing }
        case .newKey:
            guard pooled.kind != .essay else { throw .essayNeedsNoKey }
            guard let proposal = request.proposal, proposal.content.kind == pooled.kind,
                proposal.content.options.map(\.id) == pooled.options,
                proposal.content.targets.map(\.id) == pooled.targets
            else { throw .keyMissing }
            do throws(QuestionRejection) {
                try QuestionRules.check(proposal.content, proposal.key)
            } catch {
                throw .keyRefused(error)
            }
        }
    }
}
