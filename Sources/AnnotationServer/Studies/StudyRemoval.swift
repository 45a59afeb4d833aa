import Foundation
import GRDB

/// Deletes studies with everything derived from them; that they were stays in the audit log.
struct StudyRemoval: Sendable {
  let configuration: ServerConfiguration
  let store: Store
  let editors: StudyEditors
  let jobs: JobQueue
  let broadcaster: Broadcaster

  /// - Parameters:
  ///   - account: Whose wish it is; nil for the server's own.
  ///   - action: As the log calls it.
  ///   - limit: Only where nothing was changed since.
  func remove(
    _ study: String, by account: Account?, as action: String, unlessChangedSince limit: Date? = nil
  ) async throws {
    // What was drawn last is then in the list.
    if limit != nil { await editors.close(study) }
    try await jobs.cancelAll(of: study)
    // Out of sight first: files that stay behind are found by the housekeeping.
    let exports = try await store.write { db -> [Export]? in
      if let limit, let found = try Study.fetchOne(db, key: study), found.changed > limit {
        return nil
      }
      _ = try Study.deleteOne(db, key: study)
      try AuditEntry.append(action, by: account, about: "study \(study)", [:], db)
      let exports = try Export.all(with: study, db)
      for export in exports { try Export.noteDeleted(export.id ?? 0, db) }
      return exports
    }
    guard let exports else { return }
    await editors.close(study)
    broadcaster.end(study: study)
    try? FileManager.default.removeItem(at: StudyFolder(study, in: configuration).url)
    // The sets stay known, with what they held; nobody may have their files any more.
    for export in exports {
      await jobs.cancelAndWait(export.job)
      try? FileManager.default.removeItem(
        at: configuration.exportsFolder.appending(path: "\(export.id ?? 0).zip"))
    }
  }
}
