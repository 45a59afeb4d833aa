import Annotation
import Foundation
import GRDB

/// The studies that are open. Each is opened when somebody first looks, and closed when nobody has
/// for a while.
actor StudyEditors {
  private let configuration: ServerConfiguration
  private let store: Store
  private let broadcaster: Broadcaster
  private struct Open {
    let editor: Task<StudyEditor, any Error>
    /// Of the image.
    let bytes: Int
    var used = Date()
    /// Whether slices are being looked through.
    var isSummarising = false
    var isListed = true
  }
  private var open: [String: Open] = [:]
  /// Studies on their way to being closed: their journals are not free yet.
  private var closing: [String: Task<Void, Never>] = [:]

  /// Seconds after which a study that nobody uses is closed, and within which none is.
  private static let idleTime = 600.0
  private static let busyTime = 30.0
  /// Memory that the images of open studies may take, bytes.
  private static let mostBytes = ChildProcess.physicalMemory / 4

  init(_ configuration: ServerConfiguration, _ store: Store, _ broadcaster: Broadcaster) {
    self.configuration = configuration
    self.store = store
    self.broadcaster = broadcaster
  }

  /// - Throws: `WebError.conflict` for a study whose image has not been read (yet).
  func editor(_ study: Study) async throws -> StudyEditor {
    guard let facts = study.facts else {
      throw WebError(
        .conflict, study.status == .failed ? "The import failed." : "The import is still under way."
      )
    }
    let id = study.id
    if open[id] == nil {
      let bytes = facts.dimensions.reduce(MemoryLayout<Float>.size, *)
      try makeRoom(for: bytes)
      let session = StudyFolder(id, in: configuration).session
      let before = closing.removeValue(forKey: id)
      open[id] = Open(
        editor: Task {
          await before?.value
          return try await blocking {
            try StudyEditor(
              study: id, session: session, intensity: facts.intensity, isFrozen: !study.isOpen)
          }
        }, bytes: bytes)
    }
    open[id]?.used = Date()
    guard let opening = open[id]?.editor else { throw WebError.notThere }
    do {
      return try await opening.value
    } catch {
      open[id] = nil
      throw error
    }
  }

  /// Closes a study; what is under way ends first, and its journal is then free.
  func close(_ study: String) async {
    beginClosing(study)
    await closing[study]?.value
  }

  private func beginClosing(_ study: String) {
    guard let entry = open.removeValue(forKey: study) else { return }
    closing[study] = Task {
      guard let editor = try? await entry.editor.value else { return }
      if !entry.isListed { try? await list(editor) }
      _ = await editor.close()
    }
  }

  /// Begins a study anew with another session, which is moved to its place, unless somebody has drawn
  /// in it already.
  /// - Returns: Whether it was begun anew.
  func begin(_ study: Study, with draft: String) async throws -> Bool {
    let editor = try await editor(study)
    let opening = open[study.id]?.editor
    guard await editor.close(ifEmpty: true) else { return false }
    // From here on without a pause, so that nobody opens what is about to be replaced.
    guard opening != nil, open[study.id]?.editor == opening else {
      throw WebError(.conflict, "The study is in use; try again.")
    }
    open[study.id] = nil
    guard rename(draft, StudyFolder(study.id, in: configuration).session) == 0 else {
      throw WebError(.diskFull, "The session cannot be written.")
    }
    return true
  }

  func closeAll() async {
    for study in open.keys { await close(study) }
  }

  /// Tells others what somebody did, and has the list know.
  func noteChange(_ done: Done, by author: String, in editor: StudyEditor) throws {
    let study = editor.study
    func event(_ author: String) -> DrawingEvent {
      DrawingEvent(sequence: done.sequence, author: author, positions: done.positions)
    }
    broadcaster.send(
      try ServerEvent("drawing", event(author), forVisitors: event("")), study: study)
    guard open[study]?.isListed == true else { return }
    // The list may lag behind a little; writing it each time would double what goes to the disk.
    open[study]?.isListed = false
    Task {
      try await Task.sleep(for: .seconds(3))
      try await self.listAgain(editor)
    }
  }

  private func listAgain(_ editor: StudyEditor) async throws {
    guard open[editor.study]?.isListed == false else { return }
    open[editor.study]?.isListed = true
    try await list(editor)
  }

  /// Has the list of studies know what is drawn.
  func list(_ editor: StudyEditor) async throws {
    let state = await editor.state
    let drawn = state.positions
    let toReview = Set(
      state.contours.filter(\.isUnreviewedMachineMade)
        .map { SessionPosition(slice: $0.slice, frame: $0.frame) })
    try await store.write { db in
      try db.execute(
        sql: """
          UPDATE studies SET positionsDrawn = ?, positionsToReview = ?, changed = ? WHERE id = ?
          """, arguments: [drawn.count, toReview.count, Date(), editor.study])
    }
  }

  /// Looks through the slices of a study in the background, and tells when that has ended.
  func summarise(_ editor: StudyEditor) {
    guard let entry = open[editor.study], !entry.isSummarising else { return }
    open[editor.study]?.isSummarising = true
    Task.detached(priority: .utility) {
      var isNew = false
      while await editor.summariseNext() {
        isNew = true
        await Task.yield()
      }
      await self.summarised(editor, isNew: isNew)
    }
  }

  private func summarised(_ editor: StudyEditor, isNew: Bool) async {
    open[editor.study]?.isSummarising = false
    // Pages ask again when they are told; what they know already is not told.
    guard isNew else { return }
    if let event = try? ServerEvent("overview", Known(sequence: await editor.sequence)) {
      broadcaster.send(event, study: editor.study)
    }
  }

  /// Closes studies that nobody uses, and where memory runs short those that were not used just now.
  /// - Throws: `WebError.unavailable` where that is not enough by far.
  private func makeRoom(for image: Int) throws {
    var bytes = open.values.reduce(image) { $0 + $1.bytes }
    for (id, entry) in open.sorted(by: { $0.value.used < $1.value.used }) {
      let age = -entry.used.timeIntervalSinceNow
      guard age > Self.idleTime || (bytes > Self.mostBytes && age > Self.busyTime) else { break }
      beginClosing(id)
      bytes -= entry.bytes
    }
    guard bytes <= 2 * Self.mostBytes || open.isEmpty else {
      throw WebError(
        .unavailable, "Too many large studies are open. Try again in a minute.", retryAfter: 60)
    }
  }

  private struct DrawingEvent: Encodable {
    let sequence: Int
    let author: String
    let positions: [SessionPosition]
  }
}

/// How far a study's session is, for events.
struct Known: Encodable { let sequence: Int }
