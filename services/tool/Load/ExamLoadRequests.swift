import CivilServiceKernel
import EventSourcing
import Foundation

/// What the load asks of both services before anybody sits an exam.
struct ExamLoadRequests: Sendable {
    let tenant: String
    let seed: UInt64

    static let topic = "Beban"

    /// One question of each kind, as an office writes them in a spreadsheet.
    static let table = """
        kode,jenis,topik,kesulitan,soal,pilihan,kunci,toleransi,penjelasan
        B1,pilihan ganda,Beban,mudah,Ibu kota Aceh?,Banda Aceh|Medan|Padang|Jambi,A,,
        B2,pilihan majemuk,Beban,sedang,Mana yang termasuk layanan dasar?,Kesehatan|Pendidikan|Periklanan|Perjudian,A|B,,
        B3,benar salah,Beban,mudah,Keluhan warga wajib dijawab.,,benar,,
        B4,isian singkat,Beban,sedang,Singkatan dari jam pelajaran?,,JP,,
        B5,angka,Beban,sulit,Berapa jam pelajaran minimal seorang PNS dalam setahun?,,20,0,
        B6,menjodohkan,Beban,sedang,Pasangkan provinsi dan ibu kotanya.,,Aceh=Banda Aceh|Jambi=Kota Jambi|Bali=Denpasar,,
        B7,mengurutkan,Beban,sulit,Urutkan penanganan aduan.,,Terima|Periksa|Tindak lanjuti|Tutup,,
        B8,situasional,Beban,sedang,Warga marah di loket.,Dengarkan|Jelaskan|Abaikan,5|3|0,,
        B9,esai,Beban,sulit,Jelaskan pelayanan publik yang baik.,,Isi=3|Bahasa=1,,

        """

    func unit() throws -> ImportCall {
        let body = UnitBody(
            name: "Balai Uji Beban",
            kind: "other",
            code: "BEBAN",
            occurredAt: OuladTimes.beforeEverything
        )
        return try call("units", body, "unit")
    }

    func person(_ number: Int, in unit: String) throws -> ImportCall {
        let body = CivilServantBody(
            number: OuladNumber.of(student: number, isFemale: number % 2 == 0),
            name: "Peserta \(number)",
            rank: "III/a",
            unit: unit,
            postTitle: "Analis Kebijakan",
            postLevel: "ahli-pertama",
            startedOn: OuladNumber.startedOn(student: number),
            occurredAt: OuladTimes.beforeEverything
        )
        return try call("civil-servants", body, "person:\(number)")
    }

    func key(ofPerson number: Int) -> String { "load:\(tenant):person:\(number)" }

    /// The same table again changes nothing.
    var questions: APIClient.Call {
        APIClient.Call(
            path: "/v1/\(tenant)/questions/import?format=csv",
            body: Data(Self.table.utf8),
            contentType: "text/csv",
            key: ""
        )
    }

    var questionList: String { "/v1/\(tenant)/questions?topic=\(Self.topic)" }

    func exam(_ name: String, _ run: String, _ questions: [String], from opens: Timestamp, to closes: Timestamp) throws
        -> ImportCall
    {
        let body = ExamBody(
            title: "Uji beban \(name) \(run)",
            timeZone: IndonesianTimeZone.jakarta.rawValue,
            opensAt: opens,
            closesAt: closes,
            durationMinutes: 720,
            passPercent: 60,
            questions: questions.map { ExamBody.Question(question: $0, pointsHundredths: 1_000) }
        )
        var call = try call("exams", body, "exam:\(run):\(name)")
        call.service = .assessment
        return call
    }

    private func call(_ path: String, _ body: some Encodable, _ key: String) throws -> ImportCall {
        let request = try APIClient.Call(tenant, path, body, key: "load:\(tenant):\(key)")
        return ImportCall(kind: path, origin: "load", request: request)
    }
}
