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

    /// Writes the files into a new folder.
    func written(compressed: Set<String> = []) async throws -> URL {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "bina-oulad-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in [("courses", courses), ("studentInfo", students), ("studentRegistration", registrations)] {
            let file = folder.appending(path: "\(name).csv")
            try Data(text.utf8).write(to: file)
            if compressed.contains(name) { try await ShortProgram.run(["gzip", file.path]) }
        }
        return folder
    }

    func read() async throws -> OuladFolder { try await OuladFolder.read(try await written()) }
}
