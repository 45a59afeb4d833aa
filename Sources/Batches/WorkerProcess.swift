import Foundation
import Glibc
import Terminal

/// A process that works on one case after the other, so that what it loaded serves for all of them,
/// and a case that kills it kills no other.
final class WorkerProcess {
  enum Outcome {
    case answered(WorkerAnswer)
    /// It is gone; how it ended, for people.
    case ended(String)
    /// The time was over or somebody wants to stop; it has been ended.
    case late
    case cancelled
  }

  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()
  private var buffer: [UInt8] = []

  /// - Parameter log: Where it writes what is no answer.
  init(_ program: URL, _ arguments: [String], log: FileHandle) throws {
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = requests
    process.standardOutput = answers
    process.standardError = log
    try process.run()
    // Its own ends are the child's alone, or its death would not be noticed.
    try? answers.fileHandleForWriting.close()
    try? requests.fileHandleForReading.close()
  }

  deinit { end() }

  /// Gives it a case and waits for the answer; without a case waits for the first word.
  /// - Parameter seconds: Time it may take.
  func answer(
    of index: Int? = nil, within seconds: Double, isCancelled: () -> Bool
  ) -> Outcome {
    if let index {
      do {
        try requests.fileHandleForWriting.write(contentsOf: Data("\(index)\n".utf8))
      } catch {
        return ended()
      }
    }
    let begin = ContinuousClock.now
    while true {
      if let last = buffer.firstIndex(of: 0x0A) {
        let line = Data(buffer[..<last])
        buffer.removeSubrange(...last)
        guard let answer = try? JSONDecoder().decode(WorkerAnswer.self, from: line) else {
          end()
          return .ended("answered what nobody understands")
        }
        return .answered(answer)
      }
      if isCancelled() {
        end()
        return .cancelled
      }
      if ContinuousClock.now - begin > .seconds(seconds) {
        end()
        return .late
      }
      var waiting = pollfd(
        fd: answers.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 200) > 0 else { continue }
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let n = read(waiting.fd, &chunk, chunk.count)
      if n < 0, errno == EINTR { continue }
      guard n > 0 else { return ended() }
      buffer += chunk[..<n]
    }
  }

  /// Most memory that it held so far, bytes.
  var peakBytes: Int64? {
    let path = "/proc/\(process.processIdentifier)/status"
    guard let status = try? String(contentsOfFile: path, encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(separator: " ").compactMap({ Int64($0) }).first
    else { return nil }
    return kilobytes << 10
  }

  /// Ends it at once, and what it may have begun itself, which would keep those waiting who wait for
  /// its end: `Process` makes each child the first of a group.
  func end() {
    if process.isRunning { kill(-process.processIdentifier, SIGKILL) }
  }

  private func ended() -> Outcome {
    // Until it has ended by itself, which its last words come before.
    var information = siginfo_t()
    waitid(P_PID, id_t(process.processIdentifier), &information, WEXITED | WNOWAIT)
    end()
    process.waitUntilExit()
    let code = process.terminationStatus
    switch process.terminationReason {
    case .uncaughtSignal where code == SIGKILL:
      return .ended("was killed (signal 9); most often the memory was not enough")
    case .uncaughtSignal:
      return .ended("crashed (signal \(code))")
    default:
      return .ended("ended with code \(code)")
    }
  }
}
