package import CivilServiceKernel
import EventSourcing

/// A third person decides between two marks, seeing both.
package struct ReconcilerAssigned: EventPayload {
    /// Who.
    package let reconciler: CivilServantID

    package init(reconciler: CivilServantID) {
        self.reconciler = reconciler
    }
}
