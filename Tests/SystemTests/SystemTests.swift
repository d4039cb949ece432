import Testing

/// The real executables as processes, on a real PostgreSQL and a broker; one story at a time.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct SystemTests {}
