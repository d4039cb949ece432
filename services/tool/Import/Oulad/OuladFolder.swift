import Foundation

/// The files of the Open University Learning Analytics Dataset that are imported, read and joined.
struct OuladFolder: Sendable {
    /// In the order of their starts.
    private(set) var courses: [OuladCourse] = []
    /// Students with their sex, `M` or `F`.
    private(set) var students: [Int: String] = [:]
    private(set) var registrations: [OuladRegistration] = []
    /// Assessments and their results; none when the folder has no such files.
    private(set) var results = OuladScores.none
    private(set) var unusable: [UnusableRow] = []

    static let courseColumns = ["code_module", "code_presentation", "module_presentation_length"]
    static let studentColumns = ["code_module", "code_presentation", "id_student", "gender", "final_result"]
    static let registrationColumns = [
        "code_module", "code_presentation", "id_student", "date_registration", "date_unregistration",
    ]

    /// - Throws: `Refusal` when a file or a column is missing.
    static func read(_ folder: URL) async throws -> Self {
        var read = try Self(
            courses: try await .read("courses", in: folder, columns: courseColumns),
            students: try await .read("studentInfo", in: folder, columns: studentColumns),
            registrations: try await .read("studentRegistration", in: folder, columns: registrationColumns)
        )
        guard TableFile.exists("studentAssessment", in: folder) || TableFile.exists("assessments", in: folder) else {
            return read
        }
        read.add(
            OuladScores(
                assessments: try await .read("assessments", in: folder, columns: OuladScores.assessmentColumns),
                scores: try await .read("studentAssessment", in: folder, columns: OuladScores.scoreColumns),
                of: read.courses,
                read.registrations
            )
        )
        return read
    }

    private mutating func add(_ scores: OuladScores) {
        results = scores
        unusable += scores.unusable
    }

    init(courses: TableFile, students: TableFile, registrations: TableFile) throws {
        unusable = courses.unusable + students.unusable + registrations.unusable
        let known = addCourses(courses)
        var results = addStudents(students, known)
        addRegistrations(registrations, &results)
        for left in results.values.sorted(by: { $0.number < $1.number }) {
            reject(students, left.number, "has no row in \(registrations.name)")
        }
    }

    /// Key of a row in the two files of students.
    private struct Place: Hashable {
        let course: OuladCourse.Key
        let student: Int
    }

    private mutating func addCourses(_ table: TableFile) -> Set<OuladCourse.Key> {
        var known: Set<OuladCourse.Key> = []
        for (number, row) in table.rows {
            do throws(OuladFault) {
                let course = try OuladCourse(module: row[0], presentation: row[1], length: row[2])
                guard known.insert(course.key).inserted else { throw OuladFault("\(course.key) is there twice") }
                courses.append(course)
            } catch {
                reject(table, number, error.reason)
            }
        }
        courses.sort { $0.key < $1.key }
        return known
    }

    private mutating func addStudents(_ table: TableFile, _ known: Set<OuladCourse.Key>)
        -> [Place: (number: Int, result: OuladResult)]
    {
        var results: [Place: (number: Int, result: OuladResult)] = [:]
        for (number, row) in table.rows {
            do throws(OuladFault) {
                let place = try Self.place(row)
                guard known.contains(place.course) else { throw OuladFault("there is no course \(place.course)") }
                guard row[3] == "M" || row[3] == "F" else { throw OuladFault("gender '\(row[3])' is neither M nor F") }
                guard let result = OuladResult(rawValue: row[4]) else {
                    throw OuladFault("final_result '\(row[4])' is not known")
                }
                guard students[place.student] ?? row[3] == row[3] else {
                    throw OuladFault("student \(place.student) has another gender in an earlier row")
                }
                guard results[place] == nil else { throw OuladFault("the student is in this course twice") }
                results[place] = (number, result)
                students[place.student] = row[3]
            } catch {
                reject(table, number, error.reason)
            }
        }
        return results
    }

    /// Takes out of `results` what has a registration.
    private mutating func addRegistrations(
        _ table: TableFile,
        _ results: inout [Place: (number: Int, result: OuladResult)]
    ) {
        registrations.reserveCapacity(table.rows.count)
        for (number, row) in table.rows {
            do throws(OuladFault) {
                let place = try Self.place(row)
                guard let result = results.removeValue(forKey: place)?.result else {
                    throw OuladFault("there is no usable row of studentInfo for it, or it is there twice")
                }
                registrations.append(
                    OuladRegistration(
                        course: place.course,
                        student: place.student,
                        result: result,
                        registered: try Self.day(row[3], "date_registration"),
                        unregistered: try Self.day(row[4], "date_unregistration"),
                        origin: table.origin(number)
                    )
                )
            } catch {
                reject(table, number, error.reason)
            }
        }
    }

    private static func place(_ row: [String]) throws(OuladFault) -> Place {
        guard let student = Int(row[2]), (0...OuladNumber.largestStudent).contains(student) else {
            throw OuladFault("id_student '\(row[2])' is not a number from 0 to \(OuladNumber.largestStudent)")
        }
        return Place(course: OuladCourse.Key(module: row[0], presentation: row[1]), student: student)
    }

    static func day(_ text: String, _ column: String) throws(OuladFault) -> Int? {
        if text == "?" || text.isEmpty { return nil }
        // Some tools write whole numbers with a decimal point where a column has gaps.
        let whole = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        guard let day = Int(whole), (-10_000...10_000).contains(day) else {
            throw OuladFault("\(column) '\(text)' is neither a number of days nor ?")
        }
        return day
    }

    private mutating func reject(_ table: TableFile, _ number: Int, _ reason: String) {
        unusable.append(UnusableRow(origin: table.origin(number), reason: reason))
    }
}
