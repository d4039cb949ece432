import Foundation
import Testing

@testable import BinaTool

struct LineSplitterTests {
    @Test func `joins what arrives in pieces and passes on the rest at the end`() {
        let lines = Lines()
        let splitter = LineSplitter { lines.add($0) }
        for piece in ["a", "b\nc", "\n\nd"] { splitter.take(Data(piece.utf8)) }
        splitter.finish()
        #expect(lines.all == ["ab", "c", "", "d"])
    }

    @Test func `passes on an endless line in pieces`() {
        let lines = Lines()
        let splitter = LineSplitter { lines.add($0) }
        splitter.take(Data(repeating: 65, count: 70_000))
        splitter.take(Data("B\n".utf8))
        #expect(lines.all.map(\.count) == [70_000, 1])
    }
}
