import Foundation
import Testing

@testable import BinaTool

struct ProcessIdentityTests {
    private let file = ProcessFile(url: URL(filePath: NSTemporaryDirectory()).appending(path: "bina-\(UUID()).process"))

    @Test func `a file about a running process finds it`() throws {
        let own = try #require(ProcessIdentity(of: getpid()))
        try file.write(own)
        #expect(file.running() == own)
        file.delete()
        #expect(file.running() == nil)
    }

    @Test func `a stale file whose number another process has now counts as none`() throws {
        let own = try #require(ProcessIdentity(of: getpid()))
        let stale = Data(#"{"pid":\#(own.pid),"started":\#(own.started - 1)}"#.utf8)
        try stale.write(to: file.url)
        #expect(file.running() == nil)
        file.delete()
    }

    @Test func `a broken file counts as none`() throws {
        try Data("{".utf8).write(to: file.url)
        #expect(file.running() == nil)
        file.delete()
    }
}
