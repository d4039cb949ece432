import Foundation
import TestSupport
import Testing

@testable import BinaTool

struct PortTests {
    private static let header =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

    /// Port 8081 (1F91) listens, 8082 (1F92) is only connected.
    private let ports = ListeningPorts(tables: [
        header
            + "   0: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41 1 x 100\n"
            + "   1: 0100007F:1F92 0100007F:8ABC 01 00000000:00000000 00:00000000 00000000     0        0 42 1 x 20\n"
    ])

    @Test func `reads listening ports from the kernel's table`() {
        #expect(ports.contains(8081))
        #expect(!ports.contains(8082))
        #expect(ports.free(from: 8081) == 8082)
    }

    @Test func `a port in use names the port, the variable and a free port`() throws {
        let variable = PortVariable(name: "ENROLMENT_PORT", standard: 8081, meaning: "HTTP of the enrolment service")
        try variable.demandFree(8083, in: ports)
        let refusal = try #require(throws: Refusal.self) { try variable.demandFree(8081, in: ports) }
        #expect(refusal.description.contains("port 8081 for HTTP of the enrolment service is in use by"))
        #expect(refusal.description.contains("ENROLMENT_PORT=8082 ./bina up"))
        #expect(refusal.description.contains("BINA_PORT_OFFSET=100 ./bina up"))
    }

    @Test func `sees the process that really listens`() async throws {
        let program = URL(filePath: "/usr/bin/env")
        let script =
            "import socket,time;s=socket.socket();s.bind(('127.0.0.1',0));s.listen();print(s.getsockname()[1],flush=True);time.sleep(60)"
        let lines = Lines()
        let child = try await ChildProcess.start(
            program,
            ["python3", "-c", script],
            environment: ["PATH": "/usr/bin:/bin"]
        ) {
            lines.add($0)
        }
        try await soon { lines.all.count == 1 }
        let port = try #require(lines.all.first.flatMap { Int($0) })
        let owner = ListeningPorts.now().owner(of: port)
        await child.stop(asking: SIGKILL, within: .seconds(5))
        #expect(owner == child.identity)
    }

    @Test func `the own variable wins over the offset, and the offset over the standard`() throws {
        let variable = PortVariable.postgres
        #expect(try variable.value(in: [:]) == 54329)
        #expect(try variable.value(in: ["BINA_PORT_OFFSET": "100"]) == 54429)
        #expect(try variable.value(in: ["BINA_PORT_OFFSET": "100", "POSTGRES_PORT": "6000"]) == 6000)
    }

    @Test(arguments: [["POSTGRES_PORT": "80"], ["POSTGRES_PORT": "x"], ["BINA_PORT_OFFSET": "-1"]])
    func `refuses a port that cannot be`(environment: [String: String]) {
        #expect(throws: Refusal.self) { try PortVariable.postgres.value(in: environment) }
    }
}
