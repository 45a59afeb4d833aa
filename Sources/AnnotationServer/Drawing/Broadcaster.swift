import Foundation
import Synchronization

/// Something that happened, as server-sent events tell it.
struct ServerEvent: Sendable {
  let name: String
  let data: Data
  /// The same for those who have not signed in; nil where it is none of their business.
  let visitorsData: Data?

  init(_ name: String, _ value: some Encodable) throws {
    self.name = name
    data = try jsonData(value)
    visitorsData = data
  }

  /// An event that names people.
  init(_ name: String, _ value: some Encodable, forVisitors other: (some Encodable)?) throws {
    self.name = name
    data = try jsonData(value)
    visitorsData = try other.map { try jsonData($0) }
  }
}

/// Tells what happens to those who look on.
final class Broadcaster: Sendable {
  private struct Listener {
    let study: String?
    /// nil for a visitor.
    let account: Account?
    let continuation: AsyncStream<ServerEvent?>.Continuation

    /// A page that does not read is given up rather than kept for; when it comes again it asks for
    /// everything anew.
    func send(_ event: ServerEvent?) {
      if event != nil, account == nil, event?.visitorsData == nil { return }
      if case .dropped = continuation.yield(event) { continuation.finish() }
    }
  }

  private let listeners = Mutex<[UUID: Listener]>([:])
  /// Events that are kept for a page that reads slowly, and seconds between signs of life.
  private static let mostWaiting = 1000
  private static let beat = 15
  private static let mostVisitors = 100

  /// What happens, and nil now and then where nothing does, so that a page that has gone is noticed.
  /// - Parameters:
  ///   - study: Events of this study alone; nil for the list of studies.
  ///   - mayListen: Asked at each sign of life; where it says no the stream ends.
  /// - Throws: `WebError.unavailable` where too many visitors listen.
  func listen(
    to study: String?, as account: Account?, while mayListen: @escaping @Sendable () async -> Bool
  ) throws -> AsyncStream<ServerEvent?> {
    let visitors = listeners.withLock { $0.values.count { $0.account == nil } }
    guard account != nil || visitors < Self.mostVisitors else {
      throw WebError(.unavailable, "Too many visitors look on. Try again later.", retryAfter: 60)
    }
    let id = UUID()
    let (stream, continuation) = AsyncStream.makeStream(
      of: ServerEvent?.self, bufferingPolicy: .bufferingOldest(Self.mostWaiting))
    let beating = Task { [weak self] in
      while !Task.isCancelled {
        try await Task.sleep(for: .seconds(Self.beat))
        guard let listener = self?.listeners.withLock({ $0[id] }) else { return }
        if await mayListen() { listener.send(nil) } else { listener.continuation.finish() }
      }
    }
    continuation.onTermination = { [weak self] _ in
      beating.cancel()
      self?.listeners.withLock { $0[id] = nil }
      if let study { self?.tellPeople(study) }
    }
    listeners.withLock {
      $0[id] = Listener(study: study, account: account, continuation: continuation)
    }
    if let study { tellPeople(study) }
    return stream
  }

  /// To all who look at a study.
  func send(_ event: ServerEvent, study: String) {
    let receivers = listeners.withLock { $0.values.filter { $0.study == study } }
    for receiver in receivers { receiver.send(event) }
  }

  /// To those who look at their list of studies.
  func sendToLists(_ event: ServerEvent, where isSeen: (Account) -> Bool) {
    let receivers = listeners.withLock { $0.values.filter { $0.study == nil } }
    for receiver in receivers where receiver.account.map(isSeen) ?? false {
      receiver.send(event)
    }
  }

  /// Ends every stream that an account listens to, of one study or of all.
  func end(account: Int64? = nil, study: String? = nil) {
    let receivers = listeners.withLock {
      $0.values.filter {
        (account == nil || $0.account?.id == account) && (study == nil || $0.study == study)
      }
    }
    for receiver in receivers { receiver.continuation.finish() }
  }

  /// Streams that are open.
  var count: Int { listeners.withLock(\.count) }

  private struct People: Encodable { let names: [String] }

  private func tellPeople(_ study: String) {
    let names = listeners.withLock {
      Set($0.values.filter { $0.study == study }.map { $0.account?.name ?? "a visitor" }).sorted()
    }
    let event = try? ServerEvent("people", People(names: names), forVisitors: People?.none)
    if let event { send(event, study: study) }
  }
}
