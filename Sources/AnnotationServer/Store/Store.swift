import Foundation
import GRDB

/// The server's database: SQLite in one file, written through before a request is answered.
struct Store: Sendable {
  let pool: DatabasePool

  /// Opens the database, and makes it or brings it up to date where that is needed.
  init(path: String) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    pool = try DatabasePool(path: path, configuration: configuration)
    // What was answered survives a power cut, not just the end of the program. Only now: the pool chose
    // less for its writer while it was made.
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    try Self.migrator.migrate(pool)
  }

  func read<Value: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> Value
  ) async throws -> Value {
    try await pool.read(body)
  }

  func write<Value: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> Value
  ) async throws -> Value {
    try await pool.write(body)
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: schema)
    }
    return migrator
  }

  // Names as the types' properties. Whatever hangs on a study goes with it, but for the audit log
  // and what an export held.
  private static let schema = """
    CREATE TABLE accounts (
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      role TEXT NOT NULL, password TEXT NOT NULL, created DATETIME NOT NULL, lastSeen DATETIME,
      isDisabled BOOLEAN NOT NULL);
    CREATE TABLE signIns (
      hash TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
      token TEXT NOT NULL, used DATETIME NOT NULL, expires DATETIME NOT NULL);
    CREATE TABLE invitations (
      id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
      note TEXT NOT NULL, created DATETIME NOT NULL, expires DATETIME NOT NULL);
    CREATE TABLE studies (
      id TEXT PRIMARY KEY, title TEXT NOT NULL, status TEXT NOT NULL, problem TEXT,
      owner INTEGER NOT NULL REFERENCES accounts, submitter INTEGER REFERENCES accounts,
      created DATETIME NOT NULL, changed DATETIME NOT NULL, isDemo BOOLEAN NOT NULL,
      facts TEXT, positionsDrawn INTEGER NOT NULL, positionsToReview INTEGER NOT NULL);
    CREATE INDEX studiesByOwner ON studies (owner, created);
    CREATE TABLE jobs (
      id INTEGER PRIMARY KEY AUTOINCREMENT, study TEXT REFERENCES studies ON DELETE CASCADE,
      account INTEGER NOT NULL REFERENCES accounts, kind TEXT NOT NULL, parameters TEXT NOT NULL,
      state TEXT NOT NULL, progress DOUBLE NOT NULL, message TEXT NOT NULL,
      created DATETIME NOT NULL, finished DATETIME);
    CREATE INDEX jobsByState ON jobs (state, id);
    CREATE INDEX jobsByStudy ON jobs (study, id);
    CREATE TABLE comments (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      study TEXT NOT NULL REFERENCES studies ON DELETE CASCADE,
      account INTEGER NOT NULL REFERENCES accounts, time DATETIME NOT NULL, text TEXT NOT NULL,
      slice INTEGER, frame INTEGER, x DOUBLE, y DOUBLE, contour TEXT,
      isResolved BOOLEAN NOT NULL);
    CREATE INDEX commentsByStudy ON comments (study, id);
    CREATE TABLE consents (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      study TEXT NOT NULL REFERENCES studies ON DELETE CASCADE,
      account INTEGER NOT NULL REFERENCES accounts, time DATETIME NOT NULL,
      clinician BOOLEAN NOT NULL, patient BOOLEAN NOT NULL, textVersion TEXT NOT NULL);
    CREATE INDEX consentsByStudy ON consents (study, id);
    CREATE TABLE exports (
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, format TEXT NOT NULL,
      account INTEGER NOT NULL REFERENCES accounts, created DATETIME NOT NULL,
      job INTEGER NOT NULL REFERENCES jobs, leftOut TEXT NOT NULL,
      isDeleted BOOLEAN NOT NULL);
    CREATE TABLE exportedStudies (
      export INTEGER NOT NULL REFERENCES exports ON DELETE CASCADE, study TEXT NOT NULL,
      PRIMARY KEY (export, study));
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, account INTEGER, action TEXT NOT NULL,
      about TEXT, details TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL);
    CREATE TRIGGER auditIsNotChanged BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER auditIsNotDeleted BEFORE DELETE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    """
}
