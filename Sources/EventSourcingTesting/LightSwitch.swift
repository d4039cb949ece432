package import EventSourcing

/// An invented aggregate for the tests of the plumbing: a lamp that is installed once and then switched on and off.
package enum LightSwitch: Decider {
    package enum Command: Sendable, Equatable {
        case install(room: String)
        /// Says nothing new when the lamp is in that position already.
        case turn(on: Bool)
        /// As many events as asked for: the lamp blinks.
        case blink(times: Int)
    }

    package enum Rejection: Error, Equatable {
        case notInstalled
        case alreadyInstalled(room: String)
    }

    package struct State: Sendable, Equatable, Codable {
        package var room: String?
        package var isOn = false
        package var switched = 0
    }

    package static var category: String { "lamp" }

    package static var initialState: State { State() }

    package static var snapshot: SnapshotCodec<State>? { .json(schema: 1) }

    package static func decide(_ command: Command, given state: State) throws(Rejection) -> [LampEvent] {
        switch command {
        case .install(let room):
            if let installed = state.room { throw .alreadyInstalled(room: installed) }
            return [.installed(LampInstalled(room: room))]
        case .turn(let on):
            guard state.room != nil else { throw .notInstalled }
            return on == state.isOn ? [] : [.switched(LampSwitched(on: on))]
        case .blink(let times):
            guard state.room != nil else { throw .notInstalled }
            return (0..<times).map { .switched(LampSwitched(on: ($0 % 2 == 0) != state.isOn)) }
        }
    }

    package static func evolve(_ state: inout State, by event: LampEvent) {
        switch event {
        case .installed(let fact): state.room = fact.room
        case .switched(let fact):
            state.isOn = fact.on
            state.switched += 1
        }
    }
}

/// What is published about lamps.
package enum LampEvent: DomainEvent {
    case installed(LampInstalled)
    case switched(LampSwitched)

    package enum Name: String, CaseIterable, Sendable {
        case installed = "light.lamp-installed.v1"
        case switched = "light.lamp-switched.v1"
    }

    package var name: Name {
        switch self {
        case .installed: .installed
        case .switched: .switched
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .installed(let fact): fact
        case .switched(let fact): fact
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .installed: self = .installed(try CanonicalJSON.decode(LampInstalled.self, from: body))
        case .switched: self = .switched(try CanonicalJSON.decode(LampSwitched.self, from: body))
        }
    }
}

/// A lamp hangs in a room from now on.
package struct LampInstalled: EventPayload {
    package let room: String
    package init(room: String) { self.room = room }
}

/// A lamp went on or off.
package struct LampSwitched: EventPayload {
    package let on: Bool
    package init(on: Bool) { self.on = on }
}
