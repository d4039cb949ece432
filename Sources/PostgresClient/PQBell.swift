import CLibpq
import Glibc

/// Wakes a thread that sleeps in `poll(2)`.
///
/// Whoever may ring holds it, so the descriptor's number belongs to nothing else before the last of them is gone.
final class PQBell: Sendable {
    let descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))

    deinit { close(descriptor) }

    func ring() { eventfd_write(descriptor, 1) }

    func silence() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor, &count)
    }
}
