import Annotation
import Crypto
public import Foundation
import GRDB

/// A copy of everything a server keeps, and the way back.
///
/// A backup is a folder: the database, the studies, the exports, and `manifest.json` with the SHA-256
/// of every file. It may be made while the server runs: journals only ever grow, so that a line more
/// is all that can differ; a study that is deleted meanwhile is left out. Uploads that still wait to be
/// read are not in it: they hold what names the patient.
public enum Backup {
  private static let manifestName = "manifest.json"
  private static let folders = ["studies", "exports"]

  /// - Parameters:
  ///   - data: The server's folder.
  ///   - target: A name that is free; there as a whole or not at all.
  /// - Returns: How many files were copied, and their bytes.
  /// - Throws: `ServerError`.
  public static func make(of data: URL, to target: URL) throws -> (files: Int, bytes: Int) {
    let configuration = ServerConfiguration(data: data, program: data)
    guard FileManager.default.fileExists(atPath: configuration.databasePath) else {
      throw ServerError("\(data.path): is no server's folder; there is no database in it")
    }
    try requireFree(target)
    let part = target.deletingLastPathComponent()
      .appending(path: target.lastPathComponent + ".part", directoryHint: .isDirectory)
    try? FileManager.default.removeItem(at: part)
    do {
      try FileManager.default.createDirectory(
        at: part, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try copyDatabase(configuration.databasePath, to: part)
      for folder in folders {
        try copyFiles(
          of: data.appending(path: folder, directoryHint: .isDirectory),
          to: part.appending(path: folder, directoryHint: .isDirectory))
      }
      try leaveOutDeleted(part)
      let hashes = try hashes(of: part)
      let bytes = try JSONEncoder().encode(hashes)
      try bytes.write(to: part.appending(path: manifestName))
      sync()
      try FileManager.default.moveItem(at: part, to: target)
      return (hashes.count, try size(of: target))
    } catch let error as ServerError {
      try? FileManager.default.removeItem(at: part)
      throw error
    } catch {
      try? FileManager.default.removeItem(at: part)
      throw ServerError("\(target.path): the backup cannot be made: \(error.localizedDescription)")
    }
  }

  /// Checks a backup and makes a server's folder of it.
  /// - Parameter data: A name that is free, or an empty folder.
  /// - Throws: `ServerError` naming the first file that is missing or was changed.
  public static func restore(_ backup: URL, to data: URL) throws -> Int {
    let expected: [String: String]
    do {
      expected = try JSONDecoder().decode(
        [String: String].self, from: Data(contentsOf: backup.appending(path: manifestName)))
    } catch {
      throw ServerError("\(backup.path): is no backup; there is no readable \(manifestName) in it")
    }
    let found = try hashes(of: backup)
    for (name, hash) in expected.sorted(by: { $0.key < $1.key }) where found[name] != hash {
      throw ServerError(
        "\(backup.path)/\(name): is \(found[name] == nil ? "missing" : "not as it was saved"); "
          + "take another backup")
    }
    try requireFree(data)
    let part = data.deletingLastPathComponent()
      .appending(path: data.lastPathComponent + ".part", directoryHint: .isDirectory)
    try? FileManager.default.removeItem(at: part)
    do {
      for name in expected.keys {
        let target = part.appending(path: name)
        try FileManager.default.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
        try FileManager.default.copyItem(at: backup.appending(path: name), to: target)
      }
      let store = try Store(path: part.appending(path: "contourist.sqlite").path)
      // Browsers that were signed out since, and links that were taken back, must not come alive again.
      try store.pool.write { db in
        try db.execute(sql: "DELETE FROM signIns; DELETE FROM invitations")
      }
      if let problem = try store.pool.read(AuditEntry.problem) { throw ServerError(problem) }
      try store.pool.close()
      try? FileManager.default.removeItem(at: data)
      try FileManager.default.moveItem(at: part, to: data)
    } catch let error as ServerError {
      try? FileManager.default.removeItem(at: part)
      throw error
    } catch {
      try? FileManager.default.removeItem(at: part)
      throw ServerError("\(data.path): cannot be restored: \(error.localizedDescription)")
    }
    return expected.count
  }

  private static func requireFree(_ folder: URL) throws {
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    guard (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) == [] else {
      throw ServerError("\(folder.path): is there already; give a name that is free")
    }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Copies what is there; a file that goes away meanwhile belongs to what is being deleted.
  ///
  /// A study's session is copied before its folder is listed: whatever its header names is there already.
  private static func copyFiles(of source: URL, to target: URL) throws {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: source.path)) ?? []
    for folder in folders.sorted() where !folder.hasSuffix(".part") {
      let session = "\(folder)/\(folder)\(Session.fileEnding)"
      if FileManager.default.fileExists(atPath: source.appending(path: session).path) {
        try copy([session], of: source, to: target)
      }
      let below = try files(in: source.appending(path: folder)).map { "\(folder)/\($0)" }
      try copy(below.isEmpty ? [folder] : below.filter { $0 != session }, of: source, to: target)
    }
  }

  private static func copy(_ names: [String], of source: URL, to target: URL) throws {
    for name in names {
      var isFolder: ObjCBool = false
      let file = source.appending(path: name).path
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      let copy = target.appending(path: name)
      try FileManager.default.createDirectory(
        at: copy.deletingLastPathComponent(), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      do {
        try FileManager.default.copyItem(at: source.appending(path: name), to: copy)
      } catch  where !FileManager.default.fileExists(atPath: source.appending(path: name).path) {
        try? FileManager.default.removeItem(at: copy)
      }
    }
  }

  /// Takes studies out of a copy whose files went away while it was made.
  private static func leaveOutDeleted(_ copy: URL) throws {
    let configuration = ServerConfiguration(data: copy, program: copy)
    let database = try DatabaseQueue(path: configuration.databasePath)
    try database.write { db in
      for study in try Study.filter(sql: "facts IS NOT NULL").fetchAll(db) {
        let folder = StudyFolder(study.id, in: configuration)
        guard let facts = study.facts,
          !FileManager.default.fileExists(atPath: folder.session)
            || !FileManager.default.fileExists(atPath: folder.url.appending(path: facts.image).path)
        else { continue }
        try study.delete(db)
        try? FileManager.default.removeItem(at: folder.url)
      }
    }
    try database.close()
  }

  /// As it is at one moment, whoever writes meanwhile.
  private static func copyDatabase(_ path: String, to folder: URL) throws {
    let source = try DatabasePool(path: path)
    let target = try DatabaseQueue(path: folder.appending(path: "contourist.sqlite").path)
    try source.backup(to: target)
    try target.close()
    try source.close()
  }

  /// SHA-256 of every file by its path in the folder.
  private static func hashes(of folder: URL) throws -> [String: String] {
    var hashes: [String: String] = [:]
    for name in try files(in: folder) where name != manifestName {
      let handle = try FileHandle(forReadingFrom: folder.appending(path: name))
      defer { try? handle.close() }
      var hasher = SHA256()
      while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
        hasher.update(data: data)
      }
      hashes[name] = hex(hasher.finalize())
    }
    return hashes
  }

  private static func size(of folder: URL) throws -> Int {
    try files(in: folder).reduce(0) {
      $0 + (try folder.appending(path: $1).resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
    }
  }

  private static func files(in folder: URL) throws -> [String] {
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return (names ?? []).filter {
      let file = folder.appending(path: $0)
      return (try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
    }
  }
}
