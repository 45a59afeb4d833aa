import Annotation
import Foundation

/// Who did what and when, and the time and clicks of each.
struct Storyline: Encodable, Sendable {
  let people: [Person]
  let entries: [Entry]

  struct Person: Encodable, Sendable {
    let name: String
    let actions: Int
    /// Pauses counted as in `SessionEffort`.
    let seconds: Double
  }

  struct Entry: Encodable, Sendable {
    let sequence: Int
    let time: String
    let author: String
    let action: String
    let slice: Int?
    let frame: Int?
  }

  /// - Parameters:
  ///   - changes: Where each line of the journal changed something.
  init(
    _ entries: [JournalEntry], _ changes: [[SessionPosition]], after: Int, limit: Int
  ) {
    var actions: [String: Int] = [:]
    var seconds: [String: Double] = [:]
    var before: Date?
    for entry in entries {
      let time = try? Date(entry.time, strategy: .iso8601)
      defer { before = time ?? before }
      guard entry.action.isDoneByPerson, entry.author != SessionEffort.importAuthor else {
        continue
      }
      actions[entry.author, default: 0] += 1
      if let time, let before {
        seconds[entry.author, default: 0] += min(
          max(time.timeIntervalSince(before), 0), SessionEffort.longestPause)
      }
    }
    people = actions.keys.sorted().map {
      Person(name: $0, actions: actions[$0] ?? 0, seconds: seconds[$0] ?? 0)
    }
    self.entries = zip(entries, changes).dropFirst(after).prefix(limit).map { entry, positions in
      Entry(
        sequence: entry.sequence, time: entry.time, author: entry.author,
        action: RecordedAction(entry.action).summary, slice: positions.first?.slice,
        frame: positions.first?.frame)
    }
  }
}
