import Annotation
import ArgumentParser
import Datasets
import Figures
import Foundation
import ImageFiles
import MinimalPaths
import Terminal
import Volumes

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw slices with coloured labels, or how a contour came about.",
    discussion: """
      A grid of slices of an image with a mask, or of a session with its contours and clicks:

        contourist render heart.nii.gz --mask heart_mask.nii.gz --output heart.png
        contourist render --session heart.session.jsonl --frame 0 --output heart.png

      With --panels, one contour of a session in three panels: the arrival time of the front, the \
      clicks in yellow with the curve in red, and the curve over the reference's outline in blue:

        contourist render --session heart.session.jsonl --reference truth.nii.gz \\
          --panels --output panels.png
      """)

  @Argument(help: "The image, when there is no session.")
  var volume: String?

  @Option(help: "Label mask of the image.") var mask: String?
  @Option(help: "Session whose contours and mask are drawn.") var session: String?
  @Option(help: "Mask to compare with (--panels).") var reference: String?
  @Option(help: "Slices, such as 3 or 2,4,6 or 0-9; those with labels when left out.")
  var slices: String?
  @Option(help: "Frame; the first one with labels when left out.") var frame: Int?
  @Flag(help: "Draw one contour in three panels.") var panels = false
  @Option(help: "The contour of --panels; the largest when left out.") var contour: String?
  @Flag(inversion: .prefixedNo, help: "Crop to the labels.") var crop = true
  @Option(name: .shortAndLong, help: "The picture (.png).") var output: String
  @OptionGroup var series: SeriesOption
  @OptionGroup var image: ImageOption
  @OptionGroup var existing: OutputOptions

  func validate() throws {
    guard (volume == nil) != (session == nil) else {
      throw ValidationError("give either an image or --session")
    }
    if panels && session == nil { throw ValidationError("--panels draws a contour of a --session") }
    if session != nil && series.series != nil {
      throw ValidationError("a session knows its series; leave --series out")
    }
    if session != nil && mask != nil {
      throw ValidationError("a session has its own mask; leave --mask out")
    }
  }

  func run() throws {
    let raster: Raster
    if let session {
      let opened = try openSession(session, imagePath: image.image)
      try existing.check(output, inputs: [session, reference, opened.imagePath])
      var tracer = opened.tracerAfterWarnings()
      raster = try panels ? panels(opened, &tracer) : grid(opened, &tracer)
    } else {
      try existing.check(output, inputs: [volume, mask])
      raster = try grid(volume ?? "")
    }
    try PNGFile.write(raster, to: output)
    print("picture \(output)  (\(raster.width) x \(raster.height))")
  }

  private func grid(_ path: String) throws -> Raster {
    let file = try series.read(path)
    let labels = try mask.map { try readReference($0, like: LabelVolume(file.volume)) }
    let legend = (labels?.labels ?? []).map { FigureLabel($0, name: "label \($0)") }
    return try grid(file, labels, legend: legend, contours: []) { _, _ in }
  }

  private func grid(_ opened: OpenedSession, _ tracer: inout SessionTracer) throws -> Raster {
    let mask = tracer.mask(of: opened.session.state)
    let legend = figureLabels(opened.session.header.labels)
    let styles = Dictionary(uniqueKeysWithValues: legend.map { ($0.value, $0.style) })
    var lines: [(SessionState.Contour, TracedContour)] = []
    for case (let contour, .success(let line)) in tracer.contours(of: opened.session.state) {
      lines.append((contour, line))
    }
    // Contours that label nothing, open paths above all, are drawn too.
    let places = lines.map { Position(slice: $0.0.slice, frame: $0.0.frame) }
    return try grid(opened.image, mask, legend: legend, contours: places) { position, figure in
      figure.labelOutlines = false
      for (contour, line) in lines
      where contour.slice == position.slice && contour.frame == position.frame {
        let style = styles[contour.label] ?? LabelColour(value: contour.label)
        figure.contours.append(
          FigureContour(
            line.points, colour: style.colour, closed: line.isClosed, pattern: style.pattern))
        figure.seeds += line.seeds
      }
    }
  }

  /// Millimetres around the labels.
  private static let cropMargin = 12.0

  private struct Position: Equatable {
    let slice: Int
    let frame: Int
  }

  /// A grid of the slices asked for; `decorate` adds to each what is known of it.
  /// - Parameter contours: Where there are contours.
  private func grid(
    _ file: ImageFile, _ labels: LabelVolume?, legend: [FigureLabel], contours: [Position],
    _ decorate: (Position, inout SliceFigure) -> Void
  ) throws -> Raster {
    let volume = file.volume
    let frame = try frame(of: volume, labels, contours)
    let chosen = try slices(of: volume, labels, frame, contours)
    let window = DisplayWindow(intensities: volume.frame(frame).voxels)
    let first = volume.slice(chosen[0], frame: frame)
    let drawn = chosen.compactMap { labels?.slice($0, frame: frame) }
    let region =
      crop ? SliceRegion(around: drawn)?.widened(by: Self.cropMargin, in: first) : nil
    let scale = figureScale(first, region: region, target: chosen.count < 3 ? 640 : 320)
    let figures = chosen.map { k in
      let slice = volume.slice(k, frame: frame)
      var figure = SliceFigure(slice, window: window, scale: scale)
      figure.region = region
      figure.labels = labels?.slice(k, frame: frame)
      figure.legend = legend
      figure.caption = "slice \(k)" + (volume.frames > 1 ? "  frame \(frame)" : "")
      figure.scaleBar = k == chosen.last
      figure.sides = file.patientSides
      decorate(Position(slice: k, frame: frame), &figure)
      return figure
    }
    return SliceGrid(figures, legend: legend).drawing()
  }

  private func frame(
    of volume: Volume, _ labels: LabelVolume?, _ contours: [Position]
  ) throws -> Int {
    if let frame {
      guard frame >= 0, frame < volume.frames else {
        throw DataError("there is no frame \(frame); the image has 0 to \(volume.frames - 1)")
      }
      return frame
    }
    let labelled = labels.flatMap { labels in
      labels.voxels.firstIndex { $0 != 0 }.map { $0 / labels.size.count }
    }
    return labelled ?? contours.map(\.frame).min() ?? 0
  }

  private func slices(
    of volume: Volume, _ labels: LabelVolume?, _ frame: Int, _ contours: [Position]
  ) throws -> [Int] {
    let all = Array(0..<volume.size.nk)
    guard let text = slices else {
      let labelled = all.filter { k in
        labels?.slice(k, frame: frame).pixels.contains { $0 != 0 } ?? true
          || contours.contains(Position(slice: k, frame: frame))
      }
      return labelled.isEmpty ? all : labelled
    }
    var chosen: [Int] = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1]
      else {
        throw ValidationError("--slices: \(part) is neither a number nor a range such as 2-5")
      }
      guard first <= last, all.contains(first), all.contains(last) else {
        throw DataError("there is no slice \(part); the image has slices 0 to \(all.count - 1)")
      }
      chosen += first...last
    }
    guard !chosen.isEmpty else { throw ValidationError("--slices names no slice") }
    return chosen
  }

  // MARK: Three panels

  private func panels(_ opened: OpenedSession, _ tracer: inout SessionTracer) throws -> Raster {
    let spacing3 = opened.image.volume.geometry.spacing
    let spacing = SIMD2(spacing3.x, spacing3.y)
    var chosen: (contour: SessionState.Contour, line: TracedContour)?
    for case (let candidate, .success(let line)) in tracer.contours(of: opened.session.state)
    where contour == nil || candidate.name == contour {
      let isLarger = chosen.map { line.area(spacing: spacing) > $0.line.area(spacing: spacing) }
      if isLarger ?? true { chosen = (candidate, line) }
    }
    guard let chosen else {
      throw DataError(
        contour.map { "the session has no contour \"\($0)\" that can be drawn" }
          ?? "the session has no contour yet")
    }
    let slice = opened.image.volume.slice(chosen.contour.slice, frame: chosen.contour.frame)
    let times = tracer.arrivalTimes(of: chosen.contour)
    var truth: SliceMask?
    if let reference {
      let labels = try readReference(reference, like: LabelVolume(opened.image.volume))
      truth =
        labels.slice(chosen.contour.slice, frame: chosen.contour.frame)
        .mask(of: chosen.contour.label).withHolesFilled
    }
    var figure = SliceFigure(slice, of: opened.image)
    figure.scaleBar = true
    let labels =
      chosen.line.isClosed
      ? [LabelSlice(SliceMask(ni: slice.ni, nj: slice.nj, inside: chosen.line.points))] : []
    if crop { figure.region = SliceRegion(around: labels)?.widened(by: 25, in: slice) }
    figure.scale = figureScale(slice, region: figure.region, target: 480)
    var panels = ThreePanelFigure(
      figure,
      arrivalTime: ImageSlice(ni: slice.ni, nj: slice.nj, spacing: slice.spacing, pixels: times),
      clicks: chosen.line.seeds, curve: chosen.line.points, truth: truth)
    panels.closed = chosen.line.isClosed
    panels.isoLineCount = 12
    if truth == nil { panels.titles.right = "curve" }
    return panels.drawing()
  }
}

extension LabelVolume {
  /// Background on the grid of an image.
  fileprivate init(_ volume: Volume) { self.init(geometry: volume.geometry, frames: volume.frames) }
}

extension LabelSlice {
  fileprivate init(_ mask: SliceMask) {
    self.init(ni: mask.ni, nj: mask.nj, pixels: mask.pixels.map { $0 ? 1 : 0 })
  }
}

extension SliceMask {
  /// The mask with everything inside of its outer borders: a myocardium becomes a full disc, as
  /// its outer contour encloses it.
  fileprivate var withHolesFilled: SliceMask {
    var filled = self
    for outline in outlines {
      let inside = SliceMask(ni: ni, nj: nj, inside: outline)
      for n in inside.pixels.indices where inside.pixels[n] { filled.pixels[n] = true }
    }
    return filled
  }
}
