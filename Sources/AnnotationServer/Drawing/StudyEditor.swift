import Annotation
import Datasets
import Foundation
import ImageFiles
import MinimalPaths
import Volumes

/// A study that is open: its image and its session, in memory, and its journal, locked.
///
/// All actions on a study come through here one after the other, and each is on the disk before it
/// is answered.
actor StudyEditor {
  nonisolated let study: String
  nonisolated let volume: Volume
  nonisolated let intensity: IntensityRange
  /// nil once it is closed: the journal is then free.
  private var writer: JournalWriter?
  private var session: Session
  private var tracer: SessionTracer
  /// The lines of the journal, and where each changed something.
  private(set) var entries: [JournalEntry]
  private var changes: [[SessionPosition]]
  /// Who did what is in force, in the order of the session's history.
  private var authors: AuthorHistory
  private var summaries: [SessionPosition: SliceSummary] = [:]
  /// Whether nothing may be drawn, since the study is being reviewed or is approved.
  private var isFrozen: Bool
  private let queue: WorkQueue
  nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

  /// Opens a study's session for writing.
  /// - Parameter isFrozen: Whether nothing may be drawn until it is thawed.
  /// - Throws: `SessionError`, `ImageFileError`.
  init(study: String, session path: String, intensity: IntensityRange, isFrozen: Bool) throws {
    self.isFrozen = isFrozen
    let opened = try OpenedSession(path)
    let (writer, journal) = try JournalWriter.open(path)
    self.study = study
    self.intensity = intensity
    self.writer = writer
    volume = opened.image.volume
    tracer = opened.tracer
    entries = journal.entries
    var session = Session(header: journal.header)
    var changes: [[SessionPosition]] = []
    var authors = AuthorHistory()
    for entry in journal.entries {
      let before = session.state
      try session.apply(entry.action)
      changes.append(session.state.positions(differingFrom: before))
      authors.record(entry.action, entry.author)
    }
    self.session = session
    self.changes = changes
    self.authors = authors
    queue = WorkQueue("study \(study)")
  }

  var sequence: Int { entries.count }
  var header: SessionHeader { session.header }
  var state: SessionState { session.state }

  // MARK: Looking

  func drawing(_ position: SessionPosition) throws -> Drawing {
    try check(position)
    return Drawing(
      position, of: session.state, sequence: sequence, with: &tracer, spacing: spacing)
  }

  /// What the drawing comes to as far as it is known, see `summariseNext`.
  func overview() -> Overview {
    Overview(
      session, sequence: sequence, summaries, geometry: volume.geometry, frames: volume.frames)
  }

  /// Looks through one slice more; false where all are known. Others' requests come in between.
  func summariseNext() -> Bool {
    guard writer != nil else { return false }
    let isGuided = session.header.guidance != nil
    let wanted = isGuided ? allPositions : session.state.positions
    guard let next = wanted.first(where: { summaries[$0] == nil }) else { return false }
    summaries[next] = tracer.summary(of: session.state, slice: next.slice, frame: next.frame)
    return true
  }

  func parents(_ position: SessionPosition, from seed: SlicePoint) throws -> [UInt8] {
    try check(position)
    guard seed.x >= -0.5, seed.y >= -0.5, seed.x <= Double(volume.size.ni) - 0.5,
      seed.y <= Double(volume.size.nj) - 0.5
    else { throw WebError(.notPossible, "The seed lies outside of the slice.") }
    return tracer.parents(slice: position.slice, frame: position.frame, from: seed)
  }

  /// What would be drawn after a request; nothing is recorded.
  func whatIf(_ json: String) throws -> [Drawing] {
    // A copy, so that what is tried out is not kept.
    var tracer = tracer
    let action = try action(of: json, &tracer)
    var next = session
    try next.apply(action)
    return next.state.positions(differingFrom: session.state).map {
      Drawing($0, of: next.state, sequence: sequence, with: &tracer, spacing: spacing)
    }
  }

  /// The labels of one frame.
  func mask(frame: Int) -> LabelVolume { tracer.mask(of: session.state, frame: frame) }

  /// Who did what.
  func storyline(after: Int, limit: Int) -> Storyline {
    Storyline(entries, changes, after: after, limit: limit)
  }

  private var spacing: SIMD2<Double> {
    SIMD2(volume.geometry.spacing.x, volume.geometry.spacing.y)
  }

  /// Draws the open contours where an action was done as they would be when closed, unless more has
  /// been done since; the lines are kept, so that the click that closes one finds its line there.
  func foresee(_ done: Done) {
    guard done.sequence == sequence, let position = done.positions.first else { return }
    for contour in session.state.contours
    where !contour.isClosed && contour.seeds.count >= 3
      && (contour.slice, contour.frame) == (position.slice, position.frame)
    {
      var closed = session.state
      guard (try? closed.apply(.closeContour(contour: contour.name))) != nil else { continue }
      _ = tracer.contours(of: closed, slice: position.slice, frame: position.frame)
    }
  }

  private var allPositions: [SessionPosition] {
    (0..<volume.frames).flatMap { frame in
      (0..<volume.size.nk).map { SessionPosition(slice: $0, frame: frame) }
    }
  }

  private func check(_ position: SessionPosition) throws {
    guard position.slice < volume.size.nk, position.frame < volume.frames else {
      throw WebError(
        .notPossible,
        "The image has slices 0 to \(volume.size.nk - 1) and frames 0 to \(volume.frames - 1).")
    }
  }

  // MARK: Being reviewed

  /// Writes the hash of the mask as it is now into the journal; nothing is drawn after that until
  /// `thaw`.
  /// - Parameter base: The sequence that was looked at; nil for whichever it is.
  /// - Throws: `WebError.conflict` where somebody has drawn since.
  func freeze(author: String, base: Int?) throws -> Done {
    guard base == nil || base == sequence else {
      throw WebError(.conflict, "The study was changed after you looked at it. Look again.")
    }
    let hash = tracer.mask(of: session.state).voxelsSHA256
    let done = try record(
      .snapshot(maskSHA256: hash), id: UUID().uuidString, base: sequence, author: author,
      evenFrozen: true)
    isFrozen = true
    return done
  }

  func thaw() { isFrozen = false }

  /// Lets nothing more be drawn and the journal go, for another editor.
  /// - Parameter ifEmpty: Only where nothing was drawn yet.
  /// - Returns: Whether it is closed.
  func close(ifEmpty: Bool = false) -> Bool {
    if ifEmpty, !entries.isEmpty || isFrozen { return false }
    writer = nil
    return true
  }

  // MARK: Doing

  /// Does what a page asks, once.
  /// - Parameters:
  ///   - id: Of the page's own choosing; the same one again is answered and not done.
  ///   - base: The sequence that the page has seen.
  func act(_ json: String, id: String, base: Int, author: String) async throws -> Done {
    if let n = entries.lastIndex(where: { $0.request == id && $0.author == author }) {
      return done(n)
    }
    let action: Action
    if let filling = try FillingInstruction(json: json) {
      let (state, at) = (session.state, sequence)
      let request = try filling.request(state)
      let found = try await withTaskExecutorPreference(LongWork.threads) { [tracer] in
        try await SessionFilling(request, of: state, tracer)
      }
      guard let replacement = found.replacement else {
        throw WebError(.notPossible, filling.nothingFound(found))
      }
      // Somebody drew in the meantime: their work is not to be filled over.
      guard sequence == at else {
        throw conflict("Somebody drew while slices were being filled. Try again.", [])
      }
      action = .replaceContours(replacement)
    } else {
      action = try self.action(of: json, &tracer)
    }
    return try record(action, id: id, base: base, author: author)
  }

  /// Puts a model's labels in the place of machine-made contours that nobody touched; what people
  /// drew stays.
  /// - Parameters:
  ///   - mask: With the values of the session's labels, on the image's grid.
  ///   - firstFrame: The image's frame that the mask begins at.
  func accept(
    _ mask: LabelVolume, firstFrame: Int, of model: ModelIdentity
  ) async throws -> Done {
    // Again where somebody drew in the meantime.
    for _ in 0..<3 {
      let (state, at) = (session.state, sequence)
      var mask = mask
      let frames = firstFrame..<firstFrame + mask.frames
      for contour in state.contours
      where !contour.isUnreviewedMachineMade && frames.contains(contour.frame) {
        mask.clear(contour.label, slice: contour.slice, frame: contour.frame - firstFrame)
      }
      let gone = state.contours.filter { $0.isUnreviewedMachineMade && frames.contains($0.frame) }
        .map(\.name)
      let found = try await withTaskExecutorPreference(LongWork.threads) { [mask, tracer] in
        try await MaskContours(
          of: mask, besides: state, tracer, removed: Set(gone), firstFrame: firstFrame)
      }
      guard sequence == at else { continue }
      guard !(gone.isEmpty && found.contours.isEmpty) else {
        throw WebError(.notPossible, "\(model.name) found nothing where nobody has drawn.")
      }
      return try record(
        .replaceContours(
          ContourReplacement(
            remove: gone, add: found.contours.map(\.addition), tool: .model, model: model)),
        id: UUID().uuidString, base: at, author: model.name)
    }
    throw WebError(.conflict, "Somebody draws without pause; try again later.")
  }

  private func record(
    _ action: Action, id: String, base: Int, author: String, evenFrozen: Bool = false
  ) throws -> Done {
    guard let writer else {
      throw WebError(
        .unavailable, "The study is being opened anew. Try again in a moment.", retryAfter: 1)
    }
    guard evenFrozen || !isFrozen else {
      throw WebError(.conflict, "The study is being reviewed or is approved; nothing was drawn.")
    }
    if case .undo = action { try checkUndo(author, authors.inForce.last, "undo") }
    if case .redo = action { try checkUndo(author, authors.undone.last, "redo") }
    var next = session
    try next.apply(action)
    let changed = next.state.positions(differingFrom: session.state)
    try check(changed, since: base, author)
    let entry: JournalEntry
    do {
      entry = try writer.append(action, author: author, request: id)
    } catch {
      throw WebError(.diskFull, "The server cannot write: nothing was recorded. Try again later.")
    }
    session = next
    entries.append(entry)
    changes.append(changed)
    authors.record(action, author)
    for position in changed { summaries[position] = nil }
    return done(entries.count - 1)
  }

  /// Everybody takes back their own work alone; what a program did anybody may.
  private func checkUndo(_ author: String, _ other: String?, _ word: String) throws {
    guard let other, other != author, !isProgram(other) else { return }
    throw conflict("The last action is \(other)'s; only they can \(word) it.", [])
  }

  private func isProgram(_ author: String) -> Bool {
    author == SessionEffort.importAuthor || author.isEmpty
      || session.state.contours.contains { $0.origin.maker == author }
  }

  private func check(_ changed: [SessionPosition], since base: Int, _ author: String) throws {
    guard base < sequence else { return }
    let mine = Set(changed)
    let newer = zip(entries, changes).dropFirst(max(base, 0))
    for (entry, positions) in newer where entry.author != author {
      let both = positions.filter(mine.contains)
      guard both.isEmpty else {
        throw conflict(
          "\(entry.author) changed this slice meanwhile. Look at it, then do yours again.", both)
      }
    }
  }

  private func conflict(_ message: String, _ positions: [SessionPosition]) -> DrawingConflict {
    DrawingConflict(
      error: WebError(.conflict, message), sequence: sequence,
      drawings: positions.map {
        Drawing($0, of: session.state, sequence: sequence, with: &tracer, spacing: spacing)
      })
  }

  /// What an entry of the journal came to, as the slices are now.
  private func done(_ n: Int) -> Done {
    Done(
      sequence: entries[n].sequence, action: entries[n].action,
      drawings: changes[n].prefix(Self.mostDrawings).map {
        Drawing($0, of: session.state, sequence: sequence, with: &tracer, spacing: spacing)
      }, positions: changes[n], canUndo: !session.history.inForce.isEmpty,
      canRedo: !session.history.undone.isEmpty)
  }

  /// More slices than that are fetched when they are looked at.
  private static let mostDrawings = 4

  private func action(of json: String, _ tracer: inout SessionTracer) throws -> Action {
    switch try SessionRequest(json: json) {
    case .action(.snapshot):
      throw WebError(.notPossible, "A snapshot is taken when the study is submitted.")
    case .action(let action): return action
    case .correction(let request):
      return .replaceContours(try request.replacement(in: session.state, &tracer))
    }
  }
}

extension LabelVolume {
  /// Takes a label out of a slice.
  fileprivate mutating func clear(_ label: UInt8, slice k: Int, frame: Int) {
    var slice = slice(k, frame: frame)
    for n in slice.pixels.indices where slice.pixels[n] == label { slice.pixels[n] = 0 }
    setSlice(k, frame: frame, to: slice)
  }
}
