import Dispatch
import Foundation

/// A program that is run to its end, such as `initdb`.
enum ShortProgram {
    struct Result: Sendable {
        let status: Int32
        /// Standard output and standard error together.
        let output: String
    }

    /// Runs it, and refuses with its output when it fails.
    @discardableResult
    static func run(_ words: [String], input: String? = nil, environment: [String: String]? = nil) async throws
        -> String
    {
        let result = try await attempt(words, input: input, environment: environment)
        guard result.status == 0 else {
            throw Refusal("\(words.joined(separator: " ")) failed (exit code \(result.status)):\n\(result.output)")
        }
        return result.output
    }

    /// Runs it and says how it ended.
    ///
    /// - Throws: `Refusal` when it cannot be started.
    static func attempt(_ words: [String], input: String? = nil, environment: [String: String]? = nil) async throws
        -> Result
    {
        // Waiting blocks its thread, so it may not be one of Swift's own.
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Swift.Result { try runBlocking(words, input, environment) })
            }
        }
    }

    private static func runBlocking(_ words: [String], _ input: String?, _ environment: [String: String]?) throws
        -> Result
    {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        if let environment { process.environment = environment }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let standardInput = Pipe()
        process.standardInput = input == nil ? FileHandle.nullDevice : standardInput
        do {
            try process.run()
        } catch {
            throw Refusal("cannot start \(words.first ?? "nothing"): \(error.localizedDescription)")
        }
        if let input {
            try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try? standardInput.fileHandleForWriting.close()
        }
        let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Result(status: status, output: String(decoding: bytes, as: UTF8.self))
    }
}
