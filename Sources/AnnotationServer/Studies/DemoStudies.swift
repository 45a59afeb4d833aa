import Annotation
public import Foundation
import GRDB

extension AnnotationServer {
  /// A volume with its session, and what is true of it, for visitors to look at.
  public struct Demo: Sendable {
    let image: URL
    let session: URL
    let reference: URL?
    let title: String

    /// - Parameter reference: A mask on the image's grid.
    public init(image: URL, session: URL, reference: URL?, title: String) {
      self.image = image
      self.session = session
      self.reference = reference
      self.title = title
    }
  }

  /// Adds a study that visitors may see, and that the account named `owner` may draw in; one of the
  /// same title that is there stays as it is.
  /// - Throws: `ServerError`.
  public func add(_ demo: Demo, owner name: String) async throws {
    let (owner, isThere) = try await store.read { db in
      (
        try Account.filter(sql: "name = ? COLLATE NOCASE", arguments: [name]).fetchOne(db),
        try !Study.filter(sql: "isDemo AND title = ?", arguments: [demo.title]).isEmpty(db)
      )
    }
    guard let owner, let account = owner.id else {
      throw ServerError("there is no account \(name)")
    }
    guard !isThere else { return }
    let id = newStudyName()
    let folder = StudyFolder(id, in: configuration)
    let labels = try Session(contentsOf: demo.session.path).header.labels.entries.map(\.name)
    let outcome = try StudyImport(arrival: demo.image, folder: folder.url, labels: labels)
      .run(beginningWith: demo.session)
    var facts = outcome.facts
    if let reference = demo.reference {
      try FileManager.default.copyItem(at: reference, to: folder.reference)
      facts.hasReference = true
    }
    let study = Study(
      id: id, title: demo.title, status: .open, owner: account, created: Date(), changed: Date(),
      isDemo: true, facts: facts)
    try await store.write { db in
      try study.insert(db)
      try AuditEntry.append("study.demo", by: owner, about: "study \(id)", [:], db)
    }
    try await editors.list(try await editors.editor(study))
  }
}
