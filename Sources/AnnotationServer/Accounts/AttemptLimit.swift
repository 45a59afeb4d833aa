import Foundation
import Synchronization

/// How often somebody may try what costs much, such as signing in, within a time.
final class AttemptLimit: Sendable {
  private let most: Int
  private let window: TimeInterval
  private let message: String
  private let attempts = Mutex<[String: [Date]]>([:])

  /// - Parameters:
  ///   - most: Attempts within `window` seconds.
  ///   - message: For those who tried more often.
  init(most: Int, within window: TimeInterval, or message: String) {
    self.most = most
    self.window = window
    self.message = message
  }

  /// Counts an attempt.
  /// - Parameter who: Of few bytes, since it is kept.
  /// - Throws: `WebError.tooMany`; the attempt then does not count.
  func note(_ who: String, now: Date = Date()) throws {
    let wait = attempts.withLock { attempts -> TimeInterval? in
      let start = now.addingTimeInterval(-window)
      // Those that are quiet are forgotten now and then.
      if attempts.count > 1000 { attempts = attempts.filter { ($0.value.last ?? start) > start } }
      var recent = attempts[who, default: []].filter { $0 > start }
      defer { attempts[who] = recent }
      guard recent.count < most else { return recent[0].timeIntervalSince(start) }
      recent.append(now)
      return nil
    }
    if let wait { throw WebError(.tooMany, message, retryAfter: Int(wait.rounded(.up))) }
  }

  /// Lets somebody begin anew.
  func forget(_ who: String) { attempts.withLock { $0[who] = nil } }
}
