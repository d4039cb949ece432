import CLibpq

/// The heaps that the C library keeps for the threads of this process.
package enum ProcessHeaps {
    /// Done once, before there are many threads.
    ///
    /// Every connection waits in a thread of its own, and glibc would give each a heap of its own, up to eight for each
    /// core; what a busy hour left in them stays resident.
    static let areFew: Void = bina_limit_heaps(2)

    /// Gives the pages back that nothing uses any more; takes a few milliseconds, in which others wait for memory.
    package static func returnFreeMemory() { bina_return_free_memory() }
}
