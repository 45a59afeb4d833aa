import Foundation

/// What a case came to.
public struct BatchResult<Row: Codable & Sendable>: Codable, Sendable {
  public let name: String
  /// Of the files it was computed from.
  public let stamp: String
  /// How often it was begun.
  public let attempts: Int
  public let seconds: Double
  /// Most memory that its process held so far, bytes; nil where the system does not tell.
  public let peakBytes: Int64?
  /// What was found; nil where it failed.
  public let row: Row?
  /// Files that were written.
  public let outputs: [String]
  /// Why it failed, for people.
  public let problem: String?

  enum CodingKeys: String, CodingKey {
    case name, stamp, attempts, seconds, row, outputs, problem
    case peakBytes = "peak_bytes"
  }

  public init(
    name: String, stamp: String, attempts: Int, seconds: Double, peakBytes: Int64?, row: Row?,
    outputs: [String], problem: String?
  ) {
    self.name = name
    self.stamp = stamp
    self.attempts = attempts
    self.seconds = seconds
    self.peakBytes = peakBytes
    self.row = row
    self.outputs = outputs
    self.problem = problem
  }

  /// Whether it is the result of a case as its files are now, and what it wrote is there.
  public func isDone(of item: BatchCase) -> Bool {
    problem == nil && stamp == item.stamp
      && outputs.allSatisfy { FileManager.default.fileExists(atPath: $0) }
  }
}
