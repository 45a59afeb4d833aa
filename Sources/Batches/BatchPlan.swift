import Foundation
import Glibc
import ImageFiles

/// One of the cases of a batch: an image, a pair of masks, a session.
public struct BatchCase: Codable, Sendable, Equatable {
  /// Unique in its batch.
  public let name: String
  /// Size of its files; cases are dealt out by it.
  public let bytes: Int64
  /// Tells whether the files are those of an earlier result: their sizes and when they were changed.
  /// Empty where the case has no files of its own.
  public let stamp: String

  /// - Parameter inputs: Its files; paths that are none are left out.
  public init(_ name: String, inputs: [String]) {
    var bytes: Int64 = 0
    var stamps: [String] = []
    for path in inputs {
      var facts = stat()
      guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { continue }
      bytes += Int64(facts.st_size)
      stamps.append("\(facts.st_size)@\(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)")
    }
    self.name = name
    self.bytes = bytes
    stamp = stamps.joined(separator: " ")
  }
}

/// What a batch is to do. Whoever works on it, here or on another machine that sees the same files,
/// reads it from the batch's folder.
public struct BatchPlan: Codable, Sendable {
  /// Of the program, with the options that results depend on: results of another identity are not
  /// these.
  public let identity: [String]
  /// The command, and the folder it was given in.
  public let arguments: [String]
  public let folder: String
  public let cases: [BatchCase]
  /// Indices of cases, each in one shard.
  public let shards: [[Int]]

  /// - Parameter shards: How many parts the cases are dealt out to, of about equal size; no more than
  ///   there are cases.
  public init(
    identity: [String], arguments: [String], folder: String, cases: [BatchCase], shards: Int
  ) {
    self.identity = identity
    self.arguments = arguments
    self.folder = folder
    self.cases = cases
    self.shards = dealt(cases.map(\.bytes), to: shards)
  }
}

/// Deals works of known sizes out to `count` hands so that none has much more than another: the largest
/// first, each to whoever has least (longest processing time first, Graham 1969: at most 4/3 of the
/// best possible).
/// - Returns: Of each hand the indices of its works, the largest first; none is empty.
public func dealt(_ sizes: [Int64], to count: Int) -> [[Int]] {
  var hands = [[Int]](repeating: [], count: max(1, min(count, sizes.count)))
  var loads = [Int64](repeating: 0, count: hands.count)
  let order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
  for index in order {
    // Works of no size count too.
    let least = loads.indices.min { (loads[$0], hands[$0].count) < (loads[$1], hands[$1].count) }
    guard let least else { break }
    hands[least].append(index)
    loads[least] += sizes[index]
  }
  return hands.filter { !$0.isEmpty }
}
