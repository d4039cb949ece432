package import CivilServiceKernel

/// What may be asked of a programme; the training organiser asks.
package enum ProgrammeCommand: Sendable, Equatable {
    case publish(code: ShortCode, ProgrammeContent)
    case revise(ProgrammeContent, reason: Explanation)
    case retire(on: CalendarDate, reason: Explanation)
}
