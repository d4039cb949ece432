import CivilServiceKernel

/// One assessment of a presentation: what becomes an exam that was sat elsewhere.
struct OuladAssessment: Sendable, Equatable {
    let id: Int
    let course: OuladCourse.Key
    /// `TMA`, `CMA` or `Exam`.
    let type: String
    /// Day on which it was due; nil where the file has `?`, as for some exams.
    let due: Int?
    /// Row in assessments.
    let origin: String
}

/// One student's result in one assessment.
struct OuladScore: Sendable, Equatable {
    let assessment: Int
    let student: Int
    /// Day relative to the start, also before it.
    let submitted: Int
    /// Carried over from an earlier presentation.
    let isBanked: Bool
    /// Nil where the file has `?`: it was handed in, and nothing is known of its mark.
    let scoreHundredths: Int?
    /// Row in studentAssessment.
    let origin: String
}

/// The two files with assessments and their results, joined with the courses and those who registered for them.
struct OuladScores: Sendable {
    /// In the order of their ids.
    private(set) var assessments: [OuladAssessment] = []
    private(set) var scores: [OuladScore] = []
    private(set) var unusable: [UnusableRow] = []

    static let assessmentColumns = ["code_module", "code_presentation", "id_assessment", "assessment_type", "date"]
    static let scoreColumns = ["id_assessment", "id_student", "date_submitted", "is_banked", "score"]

    /// From which score on an assessment is passed, as the release says.
    static let passPercent = 40

    /// A folder without these files.
    static let none = Self()

    private init() {}

    init(assessments: TableFile, scores: TableFile, of courses: [OuladCourse], _ registrations: [OuladRegistration]) {
        unusable = assessments.unusable + scores.unusable
        let known = addAssessments(assessments, Set(courses.map(\.key)))
        let places = registrations.map { Place(course: $0.course, student: $0.student) }
        addScores(scores, known, Set(places))
    }

    private struct Place: Hashable {
        let course: OuladCourse.Key
        let student: Int
    }

    private mutating func addAssessments(_ table: TableFile, _ courses: Set<OuladCourse.Key>)
        -> [Int: OuladCourse.Key]
    {
        var known: [Int: OuladCourse.Key] = [:]
        for (number, row) in table.rows {
            do throws(OuladFault) {
                let course = OuladCourse.Key(module: row[0], presentation: row[1])
                guard courses.contains(course) else { throw OuladFault("there is no course \(course)") }
                let id = try Self.number(row[2], "id_assessment")
                guard known.updateValue(course, forKey: id) == nil else { throw OuladFault("\(id) is there twice") }
                guard (1...20).contains(row[3].count) else {
                    throw OuladFault("assessment_type '\(row[3])' is not 1 to 20 characters")
                }
                assessments.append(
                    OuladAssessment(
                        id: id,
                        course: course,
                        type: row[3],
                        due: try OuladFolder.day(row[4], "date"),
                        origin: table.origin(number)
                    )
                )
            } catch {
                unusable.append(UnusableRow(origin: table.origin(number), reason: error.reason))
            }
        }
        assessments.sort { $0.id < $1.id }
        return known
    }

    private mutating func addScores(
        _ table: TableFile,
        _ assessments: [Int: OuladCourse.Key],
        _ places: Set<Place>
    ) {
        var seen: [Int: Set<Int>] = [:]
        scores.reserveCapacity(table.rows.count)
        for (number, row) in table.rows {
            do throws(OuladFault) {
                let score = try Self.score(row, table.origin(number))
                guard let course = assessments[score.assessment] else {
                    throw OuladFault("there is no assessment \(score.assessment)")
                }
                guard places.contains(Place(course: course, student: score.student)) else {
                    throw OuladFault("student \(score.student) is not registered for \(course)")
                }
                guard seen[score.assessment, default: []].insert(score.student).inserted else {
                    throw OuladFault("the student has a result in assessment \(score.assessment) already")
                }
                scores.append(score)
            } catch {
                unusable.append(UnusableRow(origin: table.origin(number), reason: error.reason))
            }
        }
    }

    private static func score(_ row: [String], _ origin: String) throws(OuladFault) -> OuladScore {
        guard let submitted = try OuladFolder.day(row[2], "date_submitted") else {
            throw OuladFault("date_submitted is missing")
        }
        guard row[3] == "0" || row[3] == "1" else { throw OuladFault("is_banked '\(row[3])' is neither 0 nor 1") }
        return OuladScore(
            assessment: try number(row[0], "id_assessment"),
            student: try number(row[1], "id_student"),
            submitted: submitted,
            isBanked: row[3] == "1",
            scoreHundredths: try hundredths(row[4]),
            origin: origin
        )
    }

    private static func number(_ text: String, _ column: String) throws(OuladFault) -> Int {
        guard let number = Int(text), number >= 0 else { throw OuladFault("\(column) '\(text)' is not a number") }
        return number
    }

    /// Per cent with at most two decimals; nil for a missing one.
    private static func hundredths(_ text: String) throws(OuladFault) -> Int? {
        if text == "?" || text.isEmpty { return nil }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let decimals = parts.count > 1 ? String(parts[1]) : "0"
        guard let whole = Int(parts[0]), (1...2).contains(decimals.utf8.count), let part = Int(decimals), part >= 0,
            case let hundredths = whole * 100 + (decimals.utf8.count == 1 ? part * 10 : part),
            (0...10_000).contains(hundredths), whole >= 0
        else { throw OuladFault("score '\(text)' is neither 0 to 100 nor ?") }
        return hundredths
    }
}
