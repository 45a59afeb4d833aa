import Foundation
import GRDB
import Logging
import ServiceLifecycle

/// Clears away what belongs to nothing, and studies whose time has come.
struct Housekeeping: Service {
  let configuration: ServerConfiguration
  let store: Store
  let removal: StudyRemoval
  let logger: Logger

  /// At the start, then every hour.
  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await clear()
          try await expire()
        } catch {
          logger.error("housekeeping", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: .seconds(3600))
      }
    }
  }

  /// Files that a study, an upload or a result left, which was cut off or deleted. Young ones may be
  /// under way.
  func clear(olderThan age: TimeInterval = 3600) async throws {
    let (studies, arrivals, exports, inMaking) = try await store.read { db in
      let waiting = try Job.filter(sql: "state IN ('waiting', 'running')").fetchAll(db)
      return (
        Set(try String.fetchAll(db, sql: "SELECT id FROM studies")),
        Set(waiting.compactMap(\.parameters.arrival)),
        Set(try Int64.fetchAll(db, sql: "SELECT id FROM exports WHERE NOT isDeleted")),
        Set(waiting.compactMap(\.parameters.export))
      )
    }
    try remove(in: configuration.studiesFolder, olderThan: age) { !studies.contains($0) }
    try remove(in: configuration.arrivalsFolder, olderThan: age) { !arrivals.contains($0) }
    // "7.zip", and "7.part" and "7.zip.1f3a.part" while it is made.
    try remove(in: configuration.exportsFolder, olderThan: age) { name in
      let parts = name.split(separator: ".")
      guard let number = parts.first.flatMap({ Int64($0) }) else { return false }
      return !exports.contains(number) || (parts.last == "part" && !inMaking.contains(number))
    }
    try remove(in: configuration.temporaryFolder, olderThan: age) { _ in true }
  }

  private func remove(
    in folder: URL, olderThan age: TimeInterval, where isAbandoned: (String) -> Bool
  ) throws {
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
    for file in files where isAbandoned(file.lastPathComponent) {
      let changed = try? file.resourceValues(forKeys: [.contentModificationDateKey])
        .contentModificationDate
      guard let changed, Date().timeIntervalSince(changed) > age else { continue }
      do {
        try FileManager.default.removeItem(at: file)
      } catch {
        // One that cannot be removed does not keep the others.
        logger.warning("housekeeping", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Deletes studies that nobody changed for the time they are kept.
  private func expire() async throws {
    guard let days = configuration.retentionDays else { return }
    let limit = Date().addingTimeInterval(-Double(days) * 24 * 3600)
    let old = try await store.read { db in
      try String.fetchAll(
        db, sql: "SELECT id FROM studies WHERE changed < ? AND NOT isDemo", arguments: [limit])
    }
    for study in old {
      try await removal.remove(study, by: nil, as: "study.expire", unlessChangedSince: limit)
    }
  }
}
