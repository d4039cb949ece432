import Foundation

@testable import BinaTool

/// A tiny folder of the dataset's form.
struct OuladFiles {
    var courses = "code_module,code_presentation,module_presentation_length\nAAA,2013J,268\nBBB,2014B,241\n"
    var students = """
        code_module,code_presentation,id_student,gender,region,final_result
        AAA,2013J,11391,M,Scotland,Pass
        AAA,2013J,28400,F,"Wales, North",Withdrawn
        AAA,2013J,30268,F,Scotland,Fail
        BBB,2014B,11391,M,Scotland,Distinction
        BBB,2014B,2710343,M,Scotland,Withdrawn
        """
    var registrations = """
        code_module,code_presentation,id_student,date_registration,date_unregistration
        AAA,2013J,11391,-159,?
        AAA,2013J,28400,-53,12
        AAA,2013J,30268,?,100
        BBB,2014B,11391,5,?
        BBB,2014B,2710343,-20,?
        """

    /// Two more files that a folder may have.
    var assessments: String?
    var scores: String?

    /// With an exam that has no date, a missing score, a result from an earlier presentation, one before the start, and
    /// one after leaving.
    static var graded: Self {
        var files = Self()
        files.assessments = """
            code_module,code_presentation,id_assessment,assessment_type,date,weight
            AAA,2013J,1752,TMA,19,10
            AAA,2013J,1757,Exam,?,100
            BBB,2014B,24290,CMA,18,0
            """
        files.scores = """
            id_assessment,id_student,date_submitted,is_banked,score
            1752,11391,18,0,78
            1752,28400,22,0,39
            1757,11391,230,0,?
            1752,30268,-1,1,60.5
            24290,11391,-11,0,40
            """
        return files
    }

    /// Writes the files into a new folder.
    func written(compressed: Set<String> = []) async throws -> URL {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "bina-oulad-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let files = [
            ("courses", courses), ("studentInfo", students), ("studentRegistration", registrations),
            ("assessments", assessments), ("studentAssessment", scores),
        ]
        for case (let name, let text?) in files {
            let file = folder.appending(path: "\(name).csv")
            try Data(text.utf8).write(to: file)
            if compressed.contains(name) { try await ShortProgram.run(["gzip", file.path]) }
        }
        return folder
    }

    func read() async throws -> OuladFolder { try await OuladFolder.read(try await written()) }
}
