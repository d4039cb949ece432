import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension EnrolmentExample {
    static let schedules: [EnrolmentExample] = [
        .full(.batchScheduled(scheduled(sessions))),
        .minimal(
            .batchScheduled(
                scheduled([
                    BatchSession(session: .number(41), startsAt: .morning(3, 9), endsAt: .morning(3, 9, hours: 8))
                ])
            )
        ),
        .full(
            .batchRescheduled(
                BatchRescheduled(
                    sessions: sessions,
                    timeZone: .makassar,
                    registrationOpensAt: .morning(2, 2),
                    registrationClosesAt: .morning(3, 5),
                    reason: "Aula dipakai untuk acara lain"
                )
            )
        ),
        .full(.batchCapacityChanged(BatchCapacityChanged(capacity: 40, reason: "Ruang lebih besar tersedia"))),
        .full(.batchCancelled(BatchCancelled(reason: "Peserta kurang dari jumlah minimum"))),
        .full(.batchClosed(BatchClosed(participants: 30, completed: 28, notCompleted: 2))),
    ]

    static let seats: [EnrolmentExample] = [
        .full(.participantEnrolled(ParticipantEnrolled(civilServant: .number(1), learningHoursThisYear: 6))),
        .full(
            .participantQueued(
                ParticipantQueued(
                    civilServant: .number(1),
                    position: 2,
                    queueLength: 5,
                    rule: .fewestLearningHoursFirst,
                    learningHoursThisYear: 6
                )
            )
        ),
        .full(.seatOffered(SeatOffered(civilServant: .number(1), expiresAt: .morning(3, 4)))),
        .full(.seatAccepted(SeatAccepted(civilServant: .number(1)))),
        .full(.seatDeclined(SeatDeclined(civilServant: .number(1), note: .example))),
        .minimal(.seatDeclined(SeatDeclined(civilServant: .number(1)))),
        .full(.seatOfferExpired(SeatOfferExpired(civilServant: .number(1), expiredAt: .morning(3, 4)))),
        .full(
            .participantWithdrew(
                ParticipantWithdrew(civilServant: .number(1), held: .seat, reason: .duty, note: .example)
            )
        ),
        .minimal(
            .participantWithdrew(ParticipantWithdrew(civilServant: .number(1), held: .place, reason: .personal))
        ),
        .full(.queueReordered(reordered(note: .example))),
        .minimal(.queueReordered(reordered(note: nil))),
    ]

    static let results: [EnrolmentExample] = [
        .full(.attendanceRecorded(attendance(.late, .code, arrivedAt: .morning(3, 9), note: .example))),
        .minimal(.attendanceRecorded(attendance(.absent, .paperList, arrivedAt: nil, note: nil))),
        .full(.practiceTaskAssessed(assessed(score: 85))),
        .minimal(.practiceTaskAssessed(assessed(score: nil))),
        .full(.participantCompleted(completed(practiceTaskPassed: true))),
        .minimal(.participantCompleted(completed(practiceTaskPassed: nil))),
        .full(
            .participantDidNotComplete(
                notCompleted([.attendanceBelowMinimum, .practiceTaskNotPassed], practiceTaskPassed: false)
            )
        ),
        .minimal(
            .participantDidNotComplete(notCompleted([.practiceTaskNotAssessed], practiceTaskPassed: nil))
        ),
    ]

    static let sessions = [
        BatchSession(
            session: .number(41),
            startsAt: .morning(3, 9),
            endsAt: .morning(3, 9, hours: 8),
            place: "Aula BPSDM",
            link: "https://rapat.example/angkatan-1"
        ),
        BatchSession(
            session: .number(42),
            startsAt: .morning(3, 10),
            endsAt: .morning(3, 10, hours: 4),
            place: "Aula BPSDM"
        ),
    ]

    static func scheduled(_ sessions: [BatchSession], examRequired: Bool? = nil) -> BatchScheduled {
        BatchScheduled(
            programme: .number(20),
            programmeRevision: 1,
            title: "Pelayanan Publik Prima, Angkatan I",
            form: .technical,
            learningHours: 12,
            minimumAttendancePercent: 80,
            practiceTaskRequired: true,
            examRequired: examRequired,
            sessions: sessions,
            timeZone: .makassar,
            capacity: 30,
            minimumParticipants: 10,
            registrationOpensAt: .morning(2, 2),
            registrationClosesAt: .morning(3, 6),
            prerequisites: [.number(21)],
            eligibleEmploymentKinds: [.pns, .pppk],
            eligibleRanks: [.penataMuda, .pppk(grade: 9)],
            eligiblePostLevels: [.ahliPertama],
            eligibleUnits: [.number(11)],
            offerTimeLimitMinutes: 2_880,
            fairSelection: true,
            lateAfterMinutes: 15
        )
    }

    private static func reordered(note: SealedField?) -> QueueReordered {
        QueueReordered(
            civilServant: .number(1),
            fromPosition: 5,
            toPosition: 1,
            reason: .objectionUpheld,
            note: note
        )
    }

    private static func attendance(
        _ status: AttendanceStatus,
        _ method: AttendanceMethod,
        arrivedAt: Timestamp?,
        note: SealedField?
    ) -> AttendanceRecorded {
        AttendanceRecorded(
            civilServant: .number(1),
            session: .number(41),
            status: status,
            method: method,
            arrivedAt: arrivedAt,
            note: note
        )
    }

    private static func assessed(score: Int?) -> PracticeTaskAssessed {
        PracticeTaskAssessed(
            civilServant: .number(1),
            assessor: .number(4),
            passed: true,
            score: score,
            evidence: .example
        )
    }

    static func completed(practiceTaskPassed: Bool?, exam: Bool? = nil) -> ParticipantCompleted {
        ParticipantCompleted(
            civilServant: .number(1),
            programme: .number(20),
            form: .technical,
            learningHours: 12,
            rule: "batch-completion.1",
            startedOn: .day(3, 9),
            completedOn: .day(3, 10),
            sessionsHeld: 2,
            sessionsAttended: 2,
            attendancePercent: 100,
            minimumAttendancePercent: 80,
            practiceTaskRequired: practiceTaskPassed != nil,
            practiceTaskPassed: practiceTaskPassed,
            examRequired: exam,
            examPassed: exam
        )
    }

    static func notCompleted(
        _ reasons: [NonCompletionReason],
        practiceTaskPassed: Bool?,
        shortfall: ExamShortfall? = nil
    ) -> ParticipantDidNotComplete {
        ParticipantDidNotComplete(
            civilServant: .number(1),
            programme: .number(20),
            form: .technical,
            reasons: reasons,
            examShortfall: shortfall,
            rule: "batch-completion.1",
            startedOn: .day(3, 9),
            completedOn: .day(3, 10),
            sessionsHeld: 2,
            sessionsAttended: reasons.contains(.attendanceBelowMinimum) ? 1 : 2,
            attendancePercent: reasons.contains(.attendanceBelowMinimum) ? 50 : 100,
            minimumAttendancePercent: 80,
            practiceTaskRequired: true,
            practiceTaskPassed: practiceTaskPassed,
            examRequired: shortfall.map { _ in true },
            examPassed: shortfall == .examNotPassed ? false : nil
        )
    }
}
