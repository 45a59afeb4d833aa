import Annotation
import Foundation
import ImageFiles
import Labels
import MinimalPaths
import Volumes

/// Turns cases of a data set into sessions, in a folder: NAME.session.jsonl, and images that are no
/// file of their own as images/NAME.nii.gz.
///
/// A session is there as a whole or not at all, and one that is there is never written again: a
/// run that broke off goes on where it was.
///
///     let work = try SessionImport(of: dataset, to: "sessions", as: .approved)
///     for item in dataset.cases { _ = try await work.session(of: item) }
public struct SessionImport: Sendable {
  /// What the labels of a data set count as in sessions.
  public enum Standing: String, Sendable, Codable, CaseIterable {
    /// Ground truth: contours that draw it to the pixel, accepted.
    case approved
    /// A first version: contours of few seeds that nobody has looked at.
    case machine
  }

  public let dataset: Dataset
  public let folder: String
  public let standing: Standing
  /// Whether images are copied even where a session could name their file.
  public let copiesImages: Bool
  /// Index of the channel that contours are drawn on.
  private let channel: Int
  private let table: LabelTable
  /// By the case's name; each there once.
  private let names: [String: String]

  /// - Parameter channel: Its name; nil takes the one the labels were drawn on, else the first.
  /// - Throws: `DatasetError.noSuchChannel`, `.session` for labels no session can have,
  ///   `.casesOfOneName`.
  public init(
    of dataset: Dataset, to folder: String, as standing: Standing, channel: String? = nil,
    copiesImages: Bool = false
  ) throws(DatasetError) {
    self.dataset = dataset
    self.folder = folder
    self.standing = standing
    self.copiesImages = copiesImages
    let wanted = channel ?? dataset.drawnOn
    guard let index = wanted.map(dataset.channels.firstIndex) ?? 0 else {
      throw .noSuchChannel(wanted ?? "", of: dataset.name, channels: dataset.channels)
    }
    self.channel = index
    do {
      table = try LabelTable(
        dataset.labels.map {
          // A number cannot name a label of a session.
          .init(value: $0.value, name: Int($0.name) == nil ? $0.name : "label \($0.name)")
        })
    } catch {
      throw .session(path: folder, error)
    }
    var taken: Set<String> = []
    var names: [String: String] = [:]
    var known: [String: DatasetCase] = [:]
    for item in dataset.cases {
      if let other = known.updateValue(item, forKey: item.name) {
        throw .casesOfOneName(
          item.name, path: other.imagePath ?? dataset.name, other: item.imagePath ?? dataset.name)
      }
      names[item.name] = uniqueFileName(item.name, besides: &taken)
    }
    self.names = names
  }

  /// Where the session of a case lies.
  /// - Precondition: The case is of the data set.
  public func sessionPath(of item: DatasetCase) -> String {
    "\(folder)/\(names[item.name] ?? item.name)\(Session.fileEnding)"
  }

  /// Whether a case has its session already.
  public func isThere(_ item: DatasetCase) -> Bool {
    FileManager.default.fileExists(atPath: sessionPath(of: item))
  }

  /// Makes the session of a case.
  /// - Returns: What it is like.
  /// - Throws: `DatasetError`, `ImageFileError`, `SessionError`; `CancellationError` with its task.
  public func session(of item: DatasetCase) async throws -> ImportedCase {
    let path = sessionPath(of: item)
    let image = try item.load()
    let stored = try storedImage(of: item, image)
    let truth = LabelVolume(geometry: stored.volume.geometry, voxels: image.labels.voxels)
    let header = SessionHeader(
      image: .init(path: OpenedSession.pathToStore(stored.path, besides: path), of: stored.volume),
      labels: table,
      source: .init(
        dataset: dataset.name, case: item.name, patient: item.patient, group: item.group,
        phase: item.phase, licence: dataset.licence))
    let actions = try await actions(for: image, truth, on: stored.volume, header)
    var session = Session(header: header)
    for action in actions { try session.apply(action) }
    var tracer = try SessionTracer(header: header, volume: stored.volume)
    let drawn = tracer.mask(of: session.state)
    if standing == .approved, drawn != truth {
      throw DatasetError.truthNotKept(
        item.name, voxels: zip(drawn.voxels, truth.voxels).count { $0 != $1 })
    }
    try JournalWriter.create(
      path, header: header, actions: actions + [.snapshot(maskSHA256: drawn.voxelsSHA256)],
      author: SessionEffort.importAuthor)
    return ImportedCase(
      item.name, session: path, image: stored.path, isImageCopied: stored.isCopied,
      session.state, drawn: drawn, truth: truth, warnings: image.warnings)
  }

  /// What the session of a case, which is there already, is like beside the data set's labels.
  /// - Throws: `DatasetError.otherCase` where the session was made of another one; and others.
  public func existing(_ item: DatasetCase) throws -> ImportedCase {
    let path = sessionPath(of: item)
    let opened = try OpenedSession(path)
    let source = opened.session.header.source
    guard source?.case == item.name, source?.dataset == dataset.name else {
      throw DatasetError.otherCase(path: path, item.name)
    }
    let image = try item.load()
    var tracer = opened.tracer
    let drawn = tracer.mask(of: opened.session.state)
    guard drawn.size == image.labels.size, drawn.frames == 1 else {
      throw DatasetError.otherCase(path: path, item.name)
    }
    return ImportedCase(
      item.name, session: path, image: opened.imagePath, isImageCopied: false,
      opened.session.state, drawn: drawn,
      truth: LabelVolume(geometry: drawn.geometry, voxels: image.labels.voxels), wasThere: true,
      warnings: image.warnings)
  }

  // MARK: The image

  /// The image's own file where it gives the channel bit for bit, else a copy.
  private func storedImage(
    of item: DatasetCase, _ image: LabelledImage
  ) throws -> (path: String, volume: Volume, isCopied: Bool) {
    let wanted = image.channels[channel]
    if !copiesImages, let path = item.imagePath {
      let volume = try ImageFiles.read(path).volume
      if volume.isIdentical(to: wanted) { return (path, volume, false) }
    }
    let images = folder + "/images"
    try Folders.make(images)
    let path = "\(images)/\(names[item.name] ?? item.name).nii.gz"
    try place(wanted, at: path, in: images, of: item)
    return (path, try ImageFiles.read(path).volume, true)
  }

  /// Writes a copy. A file that is there already stays: it may be another's, or the data set's own;
  /// only what a run that broke off left behind holds the very same bytes.
  /// - Throws: `DatasetError.otherCase` where it holds others.
  private func place(
    _ volume: Volume, at path: String, in images: String, of item: DatasetCase
  ) throws {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else {
      return try ImageFiles.writeVolume(volume, to: path)
    }
    let copy = "\(images)/.contourist-\(UUID().uuidString).nii.gz"
    defer { try? manager.removeItem(atPath: copy) }
    try ImageFiles.writeVolume(volume, to: copy)
    guard manager.contentsEqual(atPath: copy, andPath: path) else {
      throw DatasetError.otherCase(path: path, item.name)
    }
  }

  // MARK: The labels

  private func actions(
    for image: LabelledImage, _ truth: LabelVolume, on volume: Volume, _ header: SessionHeader
  ) async throws -> [Action] {
    guard standing == .approved else {
      let found = try await MaskContours(of: truth, on: volume, header: header)
      let maker = ModelIdentity(name: dataset.name, sha256: truth.voxelsSHA256)
      return found.contours.map(\.addition).replacements(.model, model: maker)
    }
    let exact = try OutlineContours(of: truth, on: volume, labels: table).additions
    let drawn = try additionsAsDrawn(image, truth, on: volume, header)
    let slices = Set(drawn.map(\.place.slice))
    let all = exact.filter { !slices.contains($0.place.slice) } + drawn
    return all.isEmpty ? [] : all.replacements(.dataset) + [.review(.init(.accept))]
  }

  /// The data set's own polygons, of the slices in which they draw the truth to the pixel.
  ///
  /// Where all of a slice's follow the pixels' edges, somebody wrote a mask as polygons, with a seed
  /// at each of its steps: there the outline that needs fewer draws the same.
  private func additionsAsDrawn(
    _ image: LabelledImage, _ truth: LabelVolume, on volume: Volume, _ header: SessionHeader
  ) throws -> [ContourReplacement.Addition] {
    let size = truth.size
    var additions: [ContourReplacement.Addition] = []
    var numbers: [String: Int] = [:]
    let byHand = Set(image.polygons.filter { !$0.points.followPixelEdges }.map(\.slice))
    for polygon in image.polygons where byHand.contains(polygon.slice) {
      let points = withoutRepeats(polygon.points.map(\.snappedToContourGrid))
      let isInside = points.allSatisfy {
        (-0.5...Double(size.ni) - 0.5).contains($0.x)
          && (-0.5...Double(size.nj) - 0.5).contains($0.y)
      }
      guard points.count >= 3, isInside else { continue }
      let label = table.name(of: polygon.label)
      let stem = "\(label.utf8.count > 150 ? "\(polygon.label)" : label)-\(polygon.slice)-0"
      numbers[stem, default: 0] += 1
      let number = numbers[stem] ?? 1
      additions.append(
        .straight(
          number == 1 ? stem : "\(stem)-\(number)",
          Action.Place(label: .name(label), slice: polygon.slice, frame: 0), through: points))
    }
    guard !additions.isEmpty else { return [] }
    var session = Session(header: header)
    for action in additions.replacements(.dataset) { try session.apply(action) }
    var tracer = try SessionTracer(header: header, volume: volume)
    let mask = tracer.mask(of: session.state)
    return additions.filter { addition in
      let k = addition.place.slice ?? 0
      return mask.slice(k) == truth.slice(k)
    }
  }

  /// A polygon often repeats its first point, and points that the contour grid takes together.
  private func withoutRepeats(_ points: [SlicePoint]) -> [SlicePoint] {
    var seen: Set<SlicePoint> = []
    return points.filter { seen.insert($0).inserted }
  }
}

extension [SlicePoint] {
  /// Whether the closed line through the points runs along the edges between pixels alone.
  fileprivate var followPixelEdges: Bool {
    func isCorner(_ p: SlicePoint) -> Bool {
      (p.x - 0.5).rounded() == p.x - 0.5 && (p.y - 0.5).rounded() == p.y - 0.5
    }
    return allSatisfy(isCorner)
      && indices.allSatisfy { n in
        let (a, b) = (self[n], self[(n + 1) % count])
        return a.x == b.x || a.y == b.y
      }
  }
}

extension Volume {
  /// Equal voxels in every bit, NaN included, on one grid.
  fileprivate func isIdentical(to other: Volume) -> Bool {
    geometry == other.geometry && frames == other.frames
      && zip(voxels, other.voxels).allSatisfy { $0.bitPattern == $1.bitPattern }
  }
}
