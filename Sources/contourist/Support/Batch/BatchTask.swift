import ArgumentParser
import Batches
import Foundation
import Terminal

/// What a batch does with each of its cases.
///
/// Made anew from the same arguments by whoever plans the batch, by each process that works on it, and
/// by whoever puts the results together.
protocol BatchTask {
  /// What is kept of a case.
  associatedtype Row: Codable & Sendable
  /// Of all cases together, for JSON.
  associatedtype Report: Encodable

  /// The options that results depend on, for people.
  var identity: [String] { get }
  var cases: [BatchCase] { get }

  /// Files that are about to be written and must not be there when the batch begins.
  var outputs: [String] { get }

  /// Files that must not be replaced even then.
  var inputs: [String] { get }

  /// Works on a case.
  /// - Returns: The result, and the files that were written.
  /// - Throws: What is wrong with the case, for people.
  mutating func work(on name: String) async throws -> (row: Row, outputs: [String])

  /// Puts the results together.
  /// - Parameter rows: In the cases' order; of those that did not fail.
  func report(_ rows: [Row]) throws -> (report: Report, table: CSVTable, text: String)
}

extension BatchTask {
  var outputs: [String] { [] }
  var inputs: [String] { [] }

  /// - Throws: `DataError` where a case is gone that was there when the batch was planned.
  func known<Input>(_ input: Input?, _ name: String) throws -> Input {
    guard let input else {
      throw DataError("\(name): was there when the batch was begun, and is gone")
    }
    return input
  }

  mutating func answer(_ name: String) async -> WorkerAnswer {
    do {
      let (row, outputs) = try await work(on: name)
      let data = try JSONEncoder().encode(row)
      return WorkerAnswer(
        row: try JSONDecoder().decode(JSONValue.self, from: data), outputs: outputs)
    } catch {
      return WorkerAnswer(problem: "\(error)")
    }
  }
}

/// A command of `batch`.
protocol BatchTaskCommand: AsyncParsableCommand {
  var batch: BatchOptions { get }

  /// - Parameter threads: That a case may compute with; nil where none is worked on here.
  /// - Throws: What is wrong with the options or the folders.
  func task(threads: Int?) throws -> any BatchTask
}

extension BatchTaskCommand {
  var name: String { Self.configuration.commandName ?? "" }

  func run() async throws {
    try BatchLaunch(self).run()
  }
}
