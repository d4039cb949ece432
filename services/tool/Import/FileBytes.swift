import Dispatch
import Foundation

/// The bytes of a file, piece by piece; a file whose name ends in `.gz` is unpacked by the system's `gzip`.
struct FileBytes: Sendable {
    let url: URL

    /// Calls `body` with each piece, in order, and holds one piece in memory at a time.
    ///
    /// Throws a `Refusal` when the file cannot be read or its packing is damaged, also when only its end is missing.
    func read(_ body: (Data) async throws -> Void) async throws {
        guard FileManager.default.isReadableFile(atPath: url.path) else { throw Refusal("\(url.path) cannot be read") }
        if url.pathExtension == "gz" {
            try await unpack(body)
        } else {
            try await Self.pieces(of: try FileHandle(forReadingFrom: url), body)
        }
    }

    private func unpack(_ body: (Data) async throws -> Void) async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", "--", url.path]
        let (output, complaints) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = complaints
        try process.run()
        do {
            try await Self.pieces(of: output.fileHandleForReading, body)
        } catch {
            process.terminate()
            process.waitUntilExit()
            throw error
        }
        process.waitUntilExit()
        guard process.terminationStatus != 0 else { return }
        let reason = (try? complaints.fileHandleForReading.readToEnd()).map { String(decoding: $0, as: UTF8.self) }
        throw Refusal("\(url.path) cannot be unpacked: \(reason ?? "gzip failed")")
    }

    private static let queue = DispatchQueue(label: "bina.import.files", attributes: .concurrent)

    /// Reading blocks, so it happens outside Swift's own threads.
    private static func pieces(of handle: FileHandle, _ body: (Data) async throws -> Void) async throws {
        defer { try? handle.close() }
        while true {
            let piece = try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try handle.read(upToCount: 262_144) ?? Data() }) }
            }
            if piece.isEmpty { return }
            try await body(piece)
        }
    }
}
