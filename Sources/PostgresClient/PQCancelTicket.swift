import CLibpq
import Dispatch

/// The right to cancel one operation.
///
/// `@unchecked Sendable`: `PGcancel` is a copy of the server's address and key that libpq made for use from another
/// thread than the connection's; the pointer has one owner, which frees it once after its single use.
@safe struct PQCancelTicket: @unchecked Sendable {
    let operation: UInt64
    private let pointer: OpaquePointer

    /// Nil when the connection is gone.
    init?(operation: UInt64, connection: OpaquePointer) {
        guard let pointer = unsafe PQgetCancel(connection) else { return nil }
        self.operation = operation
        unsafe self.pointer = unsafe pointer
    }

    /// Sends the request on a thread that may block: it opens a connection of its own and waits for its end.
    func send(then done: @escaping @Sendable () -> Void) {
        Self.queue.async {
            var reason = [CChar](repeating: 0, count: 256)
            _ = unsafe PQcancel(pointer, &reason, 256)
            unsafe PQfreeCancel(pointer)
            done()
        }
    }

    private static let queue = DispatchQueue(label: "bina.postgres.cancel", attributes: .concurrent)
}
