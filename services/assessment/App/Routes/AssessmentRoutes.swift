import ServiceRuntime

/// Everything that is served of questions, exams, attempts, marks and objections.
enum AssessmentRoutes {
    static func addAll(desk: AssessmentDesk, to routes: inout ServiceRoutes) {
        QuestionRoutes(desk: desk).add(to: &routes)
        ExamRoutes(desk: desk).add(to: &routes)
        AttemptRoutes(desk: desk).add(to: &routes)
        QuestionImportRoutes(desk: desk).add(to: &routes)
        EssayRoutes(desk: desk).add(to: &routes)
        ObjectionRoutes(desk: desk).add(to: &routes)
        AnalysisRoutes(desk: desk).add(to: &routes)
    }
}
