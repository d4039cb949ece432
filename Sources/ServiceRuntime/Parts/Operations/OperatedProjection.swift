package import ProjectionRuntime

/// A projection or policy of this process, as operators see it.
package struct OperatedProjection: Sendable {
    let name: String
    let parked: ParkedStreams
    let status: @Sendable () -> ProjectionStatus

    package init(_ runner: ProjectionRunner) {
        (name, parked) = (runner.parked.projection, runner.parked)
        status = { runner.status() }
    }

    package init(_ runner: LocalProjectionRunner) {
        (name, parked) = (runner.parked.projection, runner.parked)
        status = { runner.status() }
    }
}
