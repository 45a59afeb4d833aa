import Foundation
import Glibc
public import Terminal

/// What a worker says of a case.
public struct WorkerAnswer: Codable, Sendable {
  public let row: JSONValue?
  public let outputs: [String]
  public let problem: String?

  public init(row: JSONValue? = nil, outputs: [String] = [], problem: String? = nil) {
    self.row = row
    self.outputs = outputs
    self.problem = problem
  }
}

/// The other end of `WorkerProcess`: reads the numbers of cases, a line each, and answers each with a
/// line, until there are no more.
///
/// What anybody in the process prints goes to standard error, so that it is no answer.
public struct Worker: Sendable {
  private let answers: FileHandle

  public init() {
    // Control-C reaches everybody at the terminal; whoever deals out the cases ends the workers.
    signal(SIGINT, SIG_IGN)
    signal(SIGTERM, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    answers = FileHandle(fileDescriptor: dup(STDOUT_FILENO), closeOnDealloc: true)
    dup2(STDERR_FILENO, STDOUT_FILENO)
  }

  /// Says that the first case may come, or why none may.
  public func begin(problem: String? = nil) throws {
    try say(WorkerAnswer(problem: problem))
  }

  /// - Parameter work: Answers the case of a number.
  public func serve(_ work: (Int) async -> WorkerAnswer) async throws {
    while let line = readLine() {
      guard let index = Int(line) else { return }
      try say(await work(index))
    }
  }

  private func say(_ answer: WorkerAnswer) throws {
    try answers.write(contentsOf: Data((jsonText(answer, pretty: false) + "\n").utf8))
  }
}
