import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import LearningRecordProjection
import Testing

@testable import LearningRecordProjectionService

struct NoticeTests {
    private let story: LearningRecordStory
    private let person: CivilServantID

    init() throws {
        story = try LearningRecordStory.examined()
        person = story.person
    }

    @Test(arguments: [("2026-03-09", true), ("2026-03-10", false)])
    func `a released result says how and until when it may be contested`(today: String, isOpen: Bool) throws {
        let notice = try #require(try notice("assessment.result-released.v1", title: "“Ujian Akhir”", today: today))
        #expect(
            notice.sentence
                == "Hasil ujian “Ujian Akhir”, percobaan ke-1, diumumkan: nilai 40,05, belum lulus (batas lulus 70)."
        )
        #expect(notice.until == CalendarDate("2026-03-09"))
        #expect(
            notice.next
                == (isOpen
                    ? "Bila tidak setuju, Anda dapat mengajukan keberatan sampai 9 Maret 2026."
                    : "Masa pengajuan keberatan berakhir pada 9 Maret 2026.")
        )
    }

    @Test func `a corrected result says before, after, why, and opens another window`() throws {
        let notice = try #require(try notice("assessment.result-corrected.v1", title: "“Ujian Akhir”"))
        #expect(
            notice.sentence == "Nilai ujian “Ujian Akhir” dikoreksi sesuai putusan keberatan: 40,05 (belum lulus) "
                + "menjadi 73,33 (lulus)."
        )
        #expect(notice.until == CalendarDate("2026-03-12"))
    }

    @Test(arguments: [(ClosingReason.examCancelled, true), (.batchCancelled, true), (.timeUp, false)])
    func `an attempt that a cancellation closed is told, one whose time was up is not`(
        reason: ClosingReason,
        isTold: Bool
    ) throws {
        let closed = AttemptClosed(closedAt: story.start, reason: reason, answered: 0, lastReceipt: 0, digest: "d")
        let notice = Notice(.assessment(.attempt(.attemptClosed(closed))), in: try setting())
        #expect((notice != nil) == isTold)
        #expect(notice.map { $0.sentence.contains("tidak dihitung") && $0.next != nil } != false)
    }

    @Test func `a decided objection and a result from elsewhere are told`() throws {
        let decided = try #require(try notice("assessment.objection-decided.v1", title: "“Ujian Akhir”"))
        #expect(decided.sentence == "Keberatan Anda atas hasil ujian “Ujian Akhir” dikabulkan.")
        #expect(decided.next == "Hasilnya dihitung ulang; Anda diberi tahu bila berubah.")
        let external = try #require(try notice("assessment.external-result-recorded.v1", title: nil))
        #expect(external.sentence == "Hasil ujian sebuah ujian dari Universitas Terbuka: nilai 82,00, lulus.")
        #expect(external.until == nil)
    }

    @Test(
        arguments: [
            (nil, "Anda belum dinyatakan menyelesaikan “Pelatihan”: tugas praktik belum lulus."),
            (true, "Penyelesaian Anda atas “Pelatihan” dicabut: tugas praktik belum lulus."),
        ] as [(Bool?, String)]
    )
    func `a completion that is taken back is told as such`(hadCompleted: Bool?, sentence: String) throws {
        let fact = ParticipantDidNotComplete(
            civilServant: person,
            programme: story.programme,
            form: .technical,
            reasons: [.practiceTaskNotPassed],
            rule: "test",
            startedOn: story.day,
            completedOn: story.day,
            sessionsHeld: 1,
            sessionsAttended: 1,
            attendancePercent: 100,
            minimumAttendancePercent: 80,
            practiceTaskRequired: true,
            practiceTaskPassed: false
        )
        let setting = Notice.Setting(title: "“Pelatihan”", today: story.day, hadCompleted: hadCompleted)
        let notice = Notice(.enrolment(.batch(.participantDidNotComplete(fact))), in: setting)
        #expect(notice?.sentence == sentence)
        #expect(notice?.next == "Bila ada data yang keliru, hubungi penyelenggara pelatihan.")
    }

    @Test func `completion and hours that are given are told, and so are those that are taken`() throws {
        let completed = try notice("enrolment.participant-completed.v1", title: "“Pelatihan”", hadCompleted: false)
        #expect(completed?.sentence == "Anda kini dinyatakan menyelesaikan “Pelatihan”, 20 JP.")
        let recorded = try notice("enrolment.learning-hours-recorded.v1", title: "“Pelatihan”")
        #expect(recorded?.sentence == "Tercatat 20 JP dari “Pelatihan”, dihitung 18 JP.")
        let cancelled = LearningHoursCancelled(entry: story.entry, reason: .completionRevoked)
        let taken = Notice(.enrolment(.learningHours(.learningHoursCancelled(cancelled))), in: try setting())
        #expect(taken?.sentence == "Jam pelajaran dibatalkan: penyelesaian pelatihannya dicabut.")
        let verified = LearningHoursVerified(entry: story.entry, basis: .ownTraining)
        #expect(Notice(.enrolment(.learningHours(.learningHoursVerified(verified))), in: try setting()) == nil)
    }

    @Test(arguments: [(0, "0,00"), (5, "0,05"), (4_005, "40,05"), (7_333, "73,33"), (10_000, "100,00")])
    func `scores have a comma and two places`(hundredths: Int, text: String) {
        #expect(IndonesianText.score(hundredths) == text)
    }

    private func setting() throws -> Notice.Setting {
        Notice.Setting(title: nil, today: story.day, hadCompleted: nil)
    }

    /// The notice of the story's event of that type.
    private func notice(
        _ type: String,
        title: String?,
        today: String = "2026-03-02",
        hadCompleted: Bool? = nil
    ) throws -> Notice? {
        let envelope = try #require(story.envelopes.first { $0.type == type })
        let event = try #require(try LearningRecordEvent(recorded: envelope))
        let today = try #require(CalendarDate(today))
        return Notice(event, in: Notice.Setting(title: title, today: today, hadCompleted: hadCompleted))
    }
}
