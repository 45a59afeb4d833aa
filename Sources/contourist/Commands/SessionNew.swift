import Annotation
import ArgumentParser
import Datasets
import Foundation
import ImageFiles
import Labels
import MinimalPaths
import Terminal
import Volumes

struct SessionNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Begin a session for an image.",
    discussion: """
        contourist session new heart.nii.gz --label RV=1 --label MYO=2 --label LV=3
        contourist session new heart.nii.gz --label RV=1 --label MYO=2 --label LV=3 \\
          --from-mask heart_mask.nii.gz

      Where contours of two labels overlap, the later label wins. Without --label there is one, \
      "structure" = 1, or one for each value of the mask.

      With --from-mask the session begins with contours that draw this mask, of few seeds each. An \
      arc is left to the image where that gives the mask, and smooth where it does not. Prints per \
      label how many seeds a contour has and the Dice of what the session draws.
      """)

  @Argument(help: "The image: NIfTI, DICOM (a file, folder, zip archive, DICOMDIR), PNG or TIFF.")
  var volume: String

  @Option(
    name: .customLong("label"),
    help: "NAME=VALUE or NAME=VALUE:#RRGGBB, in the order of painting: later lies over earlier.")
  var labels: [LabelArgument] = []

  @Option(help: "Channel of a colour image; its brightness when left out.")
  var channel: Int?

  @OptionGroup var series: SeriesOption

  @Option(name: .shortAndLong, help: "The session file; IMAGE.session.jsonl when left out.")
  var output: String?

  @Option(
    help: """
      What contours of other labels, closed and begun earlier in the same slice and frame, mean to a \
      contour: ignore (nothing), avoid (it stays on the side its clicks are on) or share (it also \
      goes onto their borders where it comes within about 1.5 pixels).
      """)
  var neighbours = NeighbourRule.avoid

  @OptionGroup var contours: ContourOptions
  @OptionGroup var fromMask: FromMaskOptions
  @OptionGroup var author: AuthorOption

  func run() async throws {
    let file = try series.read(volume, channel: channel)
    file.warnings.forEach(warn)
    let path = output ?? sessionPath(volume)
    let drawn = try fromMask.read(like: file, of: volume)
    let mask = drawn?.labels
    let table = try labelTable(mask, names: drawn?.names ?? [])
    let stored = OpenedSession.pathToStore(volume, besides: path)
    let header = SessionHeader(
      image: .init(path: stored, channel: channel, series: file.series, of: file.volume),
      labels: table,
      metric: contours.parameters, model: contours.model, neighbours: neighbours,
      snap: contours.snap)
    let found = try await fromMask.contours(of: mask, on: file.volume, header: header)
    try JournalWriter.create(
      path, header: header, actions: found?.contours.flatMap(\.actions) ?? [],
      author: author.author)
    print("session \(path)  (\(file.volume.size), \(counted(table.entries.count, "label")))")
    if let found, let mask {
      print(
        try FittedMaskReport(
          found, mask, firstFrame: fromMask.firstFrame, on: file.volume, header: header
        ).text)
    }
  }

  private func labelTable(
    _ mask: LabelVolume?, names: [NamedLabel]
  ) throws(SessionError) -> LabelTable {
    if !labels.isEmpty {
      return try LabelTable(labels.map { .init(value: $0.value, name: $0.name, color: $0.color) })
    }
    guard names.isEmpty else {
      return try LabelTable(names.map { .init(value: $0.value, name: $0.name) })
    }
    let values = mask?.labels ?? []
    return try LabelTable(
      values.isEmpty || values == [1]
        ? [.init(value: 1, name: "structure")]
        : values.map { .init(value: $0, name: "structure\($0)") })
  }

  private func sessionPath(_ image: String) -> String {
    let image = image.count > 1 && image.hasSuffix("/") ? String(image.dropLast()) : image
    for ending in [".nii.gz", ".hdr.gz", ".img.gz", ".nii", ".hdr", ".img", ".png"]
    where image.lowercased().hasSuffix(ending) {
      return String(image.dropLast(ending.count)) + Session.fileEnding
    }
    return image + Session.fileEnding
  }
}

/// A mask that a session begins with.
struct FromMaskOptions: ParsableArguments {
  @Option(
    help: """
      Begin with contours that draw this mask, which lies on the image's grid, or this DICOM \
      Segmentation or RT Structure Set.
      """)
  var fromMask: String?

  @Option(help: "Frame of the image that the mask's first frame belongs to.")
  var maskFrame: Int?

  @Option(
    help: """
      How far a contour may be from the mask's outline, millimetres; \
      \(ContourTolerance.pixels.text(1)) pixels when left out.
      """)
  var tolerance: Double?

  @Option(help: "Dice that each contour has to reach.")
  var dice = ContourTolerance().dice

  @Option(help: "Leave out regions and holes of fewer pixels.")
  var leastPixels = 1

  private var contourTolerance: ContourTolerance {
    ContourTolerance(dice: dice, millimetres: tolerance)
  }

  /// Of the image.
  var firstFrame: Int { maskFrame ?? 0 }

  func validate() throws {
    if let problem = contourTolerance.problem { throw ValidationError(problem) }
    guard leastPixels >= 1 else { throw ValidationError("--least-pixels is 1 or more") }
    let isDefault =
      maskFrame == nil && tolerance == nil && dice == ContourTolerance().dice && leastPixels == 1
    guard fromMask != nil || isDefault else {
      throw ValidationError(
        "--mask-frame, --tolerance, --dice and --least-pixels are about a mask: give --from-mask")
    }
  }

  /// The mask; nil where none was asked for.
  /// - Throws: `DatasetError.geometriesDiffer` and others.
  func read(like image: ImageFile, of path: String) throws -> LabelFile? {
    guard let fromMask else { return nil }
    let file = try readMask(fromMask, like: image, of: path)
    let volume = image.volume
    file.warnings.forEach { warn("\(fromMask): \($0)") }
    guard maskFrame != nil || file.labels.frames == volume.frames else {
      throw DataError(
        "\(fromMask): has \(counted(file.labels.frames, "frame")), \(path) \(volume.frames); say "
          + "with --mask-frame N which one of the image the mask begins at")
    }
    return file
  }

  func contours(
    of mask: LabelVolume?, on volume: Volume, header: SessionHeader
  ) async throws -> MaskContours? {
    guard let mask else { return nil }
    let found = try await MaskContours(
      of: mask, on: volume, header: header, firstFrame: firstFrame, tolerance: contourTolerance,
      leastPixels: leastPixels
    ) { done, count in
      if done.isMultiple(of: 50) || done == count {
        printError("contours  \(done) of \(counted(count, "slice"))")
      }
    }
    if found.dropped > 0 {
      warn(
        "\(counted(found.dropped, "region")) of fewer than \(counted(leastPixels, "pixel")) left out"
      )
    }
    return found
  }
}
