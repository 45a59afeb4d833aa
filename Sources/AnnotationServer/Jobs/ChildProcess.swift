import Foundation
import Subprocess
import SystemPackage

/// The program run beside the server: with limits, at low priority, ended with its task.
public struct ChildProcess: Sendable {
  let configuration: ServerConfiguration

  init(configuration: ServerConfiguration) { self.configuration = configuration }

  struct Failure: Error, CustomStringConvertible {
    let code: Int32
    /// What it said last, for people.
    let description: String
  }

  /// Memory that reading one image may take, bytes, and processor time, seconds.
  private static let mostMemory = min(16 << 30, max(8 << 30, physicalMemory))
  private static let mostSeconds = 3600
  /// Most that it may say.
  private static let mostOutput = 64 << 20
  /// Of the machine, bytes.
  static let physicalMemory = Int(clamping: ProcessInfo.processInfo.physicalMemory)
  /// Tells a child which process it works for.
  private static let variable: Environment.Key = "CONTOURIST_SERVER"

  /// The process that this one works for; nil for one that a person started.
  public static var server: Int32? {
    ProcessInfo.processInfo.environment[variable.rawValue].flatMap { Int32($0) }
  }

  /// Runs a command in the server's folder. Paths below that are given from there, so that neither its
  /// results nor its errors tell where the folder lies.
  /// - Returns: What it wrote to standard output.
  /// - Throws: `Failure` where it did not end well; `CancellationError` with the task.
  func run(_ arguments: [String]) async throws -> Data {
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
    // Each of these becomes the next, so that the program is this process' own child.
    let limits = [
      "--as=\(Self.mostMemory)", "--cpu=\(Self.mostSeconds)", "--core=0", "nice", "-n", "10",
      configuration.program.path,
    ]
    let root = configuration.data.standardizedFileURL.path
    let prefix = root.hasSuffix("/") ? root : root + "/"
    let relative = arguments.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
    let result = try await Subprocess.run(
      .name("prlimit"), arguments: .init(limits + relative),
      environment: .inherit.updating([
        Self.variable: "\(ProcessInfo.processInfo.processIdentifier)"
      ]), workingDirectory: FilePath(root), platformOptions: options,
      output: .data(limit: Self.mostOutput), error: .string(limit: 1 << 20))
    if Task.isCancelled { throw CancellationError() }
    if case .exited(0) = result.terminationStatus { return result.standardOutput }
    let said = result.standardError.split(separator: "\n")
      .filter { !$0.hasPrefix("warning:") }.last.map(String.init)
    switch result.terminationStatus {
    case .exited(let code):
      throw Failure(code: code, description: said ?? "It ended with code \(code).")
    default:
      throw Failure(
        code: -1, description: "It was ended by the system: it needed too much memory or time.")
    }
  }

  /// Runs a command that a browser waits for: few at a time, so that a flood of requests waits in a
  /// row and not in memory.
  /// - Throws: `WebError.notPossible` in the command's words; `.unavailable` where too many wait.
  @discardableResult
  func answer(_ arguments: [String], in turns: Turns = .people) async throws -> Data {
    do {
      return try await turns.take { try await run(arguments) }
    } catch let error as Failure {
      throw WebError(.notPossible, explanation(of: error))
    }
  }
}

/// Lets so many work at a time and so many wait.
actor Turns {
  /// For what takes seconds: of those who have signed in, and of visitors, who cannot keep them waiting.
  static let people = Turns(atOnce: 2, waiting: 100)
  static let visitors = Turns(atOnce: 1, waiting: 20)

  private var free: Int
  private let mostWaiting: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(atOnce: Int, waiting: Int) {
    free = atOnce
    mostWaiting = waiting
  }

  /// - Throws: What `body` throws; `WebError.unavailable` where too many wait already.
  nonisolated func take<Value: Sendable>(
    _ body: @Sendable () async throws -> Value
  ) async throws -> Value {
    try await begin()
    do {
      let value = try await body()
      await end()
      return value
    } catch {
      await end()
      throw error
    }
  }

  private func begin() async throws {
    if free > 0 {
      free -= 1
      return
    }
    guard waiting.count < mostWaiting else {
      throw WebError(
        .unavailable, "Too many wait for the same thing. Try again in a minute.", retryAfter: 60)
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func end() {
    // Whoever waits takes over the turn.
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// For people, without the places where files lie here.
func explanation(of error: any Error) -> String {
  let text =
    switch error {
    case let error as WebError: error.message
    case let error as ChildProcess.Failure: error.description
    default: "\(error)"
    }
  // "contourist: arrivals/x.zip: the archive ..." is of use from its last path on.
  return text.replacing(#/^contourist: /#, with: "").replacing(#/^([^\s:]*/[^\s:]+: ?)+/#, with: "")
    .replacing(#/(/[^\s:]+)+: ?/#, with: "")
}
