import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

/// The questions that the view answers; every one of them names the tenant first.
struct AssessmentViewQueries: Sendable {
    let client: PostgresClient
    let checkpoints: CheckpointWatch
    let schema = AssessmentView.schema
}
