import CLibpq
import Synchronization

/// A notification that another session sent with NOTIFY.
package struct PostgresNotification: Sendable, Hashable {
    package let channel: String
    package let payload: String
    /// The process that sent it.
    package let backendProcessID: Int32
}

/// Collects what the server says unasked, so that it can be logged outside every lock and never reaches stderr.
final class PQNotices: Sendable {
    private let collected = Mutex<[String]>([])
    private let lastFatal = Mutex<PostgresError?>(nil)

    /// The connection must be finished before this object goes.
    func attach(to connection: OpaquePointer) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        _ = unsafe PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context = unsafe context, let result = unsafe result else { return }
                unsafe Unmanaged<PQNotices>.fromOpaque(context).takeUnretainedValue().receive(result)
            },
            context
        )
    }

    /// A FATAL message that came while nothing was asked, such as 57P01 of a server that shuts down.
    var fatal: PostgresError? { lastFatal.withLock { $0 } }

    func take() -> [String] {
        collected.withLock { messages in
            defer { messages.removeAll() }
            return messages
        }
    }

    private func receive(_ result: OpaquePointer) {
        func field(_ code: Int32) -> String {
            guard let text = unsafe PQresultErrorField(result, code) else { return "" }
            return unsafe String(cString: text)
        }
        let (severity, state) = (field(PQField.severity), field(PQField.sqlState))
        let message = PostgresError.withoutValues(field(PQField.messagePrimary), sqlState: state)
        collected.withLock { messages in
            if messages.count < 100 { messages.append("\(severity): \(message) [\(state)]") }
        }
        guard severity == "FATAL" || severity == "PANIC" else { return }
        let error = PostgresError(phase: .sending, sqlState: state, message: message, isConnectionLost: true)
        lastFatal.withLock { $0 = error }
    }
}
