import ArgumentParser
import Figures
import Foundation
import ImageFiles
import MinimalPaths
import Terminal
import TraceRequests
import Volumes

struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Draw one contour through clicks.",
    discussion: """
      Each --seed is a click: x is the i index and y the j index of the volume, sub-voxel, voxel \
      centres at whole numbers. The contour is a smooth outline on the border the clicks lie on \
      and closes itself; clicks may be a pixel off. With --model geodesic it goes exactly through \
      the clicks, along the edges of the image.

        contourist trace heart.nii.gz --slice 5 --seed 101,88 --seed 131,102 \\
          --seed 104,131 --label LV --mask lv.nii.gz --png lv.png

      With --jsonl, requests are read from standard input, one JSON object a line, and answered \
      one a line in the same order:

        {"image":"heart.nii.gz","slice":5,"seeds":[[101,88],[131,102],[104,131]]}

      A request may also hold "id" and "label" (handed back), "frame" and "channel" (numbers), "series" \
      (text), "closed" (false for an open path) and "options", an object that may hold "model", "sigma", "steepness", \
      "floor" and "snap" as here; "straight", "smooth" and "other_way", lists of the \
      clicks, counted from 0, where such arcs start; "avoid", a list of polygons ([[x,y],...]) or the path of a mask; and \
      "share" (true or false). "probabilities" is what --probabilities is here. An answer holds \
      "contour", "arcs", "length_mm", "area_mm2" and "milliseconds", or "error" with \
      "code" and "message". A hole is a contour of its own: ask for both, and fill them even-odd.
      """)

  @Argument(help: "The image: NIfTI, DICOM (a file, folder, zip archive, DICOMDIR), PNG or TIFF.")
  var volume: String?

  @Option(help: "Slice, counted from 0.")
  var slice = 0

  @Option(help: "Frame of a cine, counted from 0.")
  var frame = 0

  @Option(help: "Channel of a colour image; its brightness when left out.")
  var channel: Int?

  @OptionGroup var series: SeriesOption

  @Option(
    name: .customLong("seed"), parsing: .unconditionalSingleValue,
    help: "A click as X,Y; give one for each.")
  var seeds: [SlicePoint] = []

  @Option(
    name: .customLong("straight"),
    help: "Draw the arc from click N (counted from 1) to the next in a straight line.")
  var straightArcs: [Int] = []

  @Option(
    name: .customLong("smooth"),
    help: "Draw the arc from click N (counted from 1) to the next round, by the clicks alone.")
  var smoothArcs: [Int] = []

  @Option(
    name: .customLong("other-way"),
    help: "Lead the arc from click N (counted from 1) to the next the other way round.")
  var otherWayArcs: [Int] = []

  @Option(help: "A mask of neighbours; the contour stays on the side its clicks are on.")
  var avoid: String?

  @Flag(help: "Go onto the borders of --avoid within about 1.5 pixels: no gap, no overlap.")
  var share = false

  @Option(
    help: """
      What a network says: a file on the image's grid with the probability that a voxel lies inside \
      of the contour. FILE:N takes its N-th volume, counted from 0, FILE:N+M the sum of two (an \
      epicardium encloses wall and cavity). It helps where the image shows no clear edge.
      """)
  var probabilities: ProbabilitiesArgument?

  @Flag(help: "An open path from the first click to the last.")
  var open = false

  @Option(help: "What the contour outlines.")
  var label = "structure"

  @Option(help: "Value of the label in the mask.")
  var labelValue: UInt8 = 1

  @Option(help: "Write the filled contour as a mask (.nii.gz) on the image's grid.")
  var mask: String?

  @Option(help: "Write a picture of the slice with the contour.")
  var png: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Answer requests from standard input.")
  var jsonl = false

  @OptionGroup var contours: ContourOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if jsonl {
      guard volume == nil, seeds.isEmpty, mask == nil, png == nil, avoid == nil,
        probabilities == nil, straightArcs.isEmpty, smoothArcs.isEmpty, otherWayArcs.isEmpty
      else { throw ValidationError("--jsonl takes image, clicks and options from its requests") }
    } else if volume == nil {
      throw ValidationError("name the image, or give --jsonl")
    } else if seeds.isEmpty {
      throw ValidationError("give the clicks: --seed X,Y for each")
    } else if open && mask != nil {
      throw ValidationError("an open path has no inside: --mask wants a closed contour")
    }
    if share && avoid == nil { throw ValidationError("--share wants neighbours: give --avoid") }
    let arcs = straightArcs + smoothArcs + otherWayArcs
    guard arcs.allSatisfy({ $0 >= 1 }) else {
      throw ValidationError("arcs are named by the click they start at, counted from 1")
    }
    guard Set(arcs).count == arcs.count else {
      throw ValidationError("an arc is named twice by --straight, --smooth and --other-way")
    }
    guard labelValue > 0 else {
      throw ValidationError("--label-value is 1 to 255; 0 is background")
    }
  }

  private func answerStandardInput() async throws {
    var (service, lines) = (TraceService(), try LineReader(nil))
    while let line = try lines.next() {
      if line.allSatisfy(\.isWhitespace) { continue }
      try await printImmediately(service.answer(line))
    }
  }

  func run() async throws {
    if jsonl { return try await answerStandardInput() }
    guard let volume else { return }
    try output.check(mask, png, inputs: [volume, avoid, probabilities?.path])
    let file = try series.read(volume, channel: channel)
    let image = file.volume
    guard slice >= 0, slice < image.size.nk else {
      throw DataError(
        "\(volume): there is no slice \(slice); it has slices 0 to \(image.size.nk - 1)")
    }
    guard frame >= 0, frame < image.frames else {
      throw DataError(
        "\(volume): there is no frame \(frame); it has frames 0 to \(image.frames - 1)")
    }
    var request = ContourRequest(
      seeds: seeds, isClosed: !open, model: contours.model, snap: contours.snap)
    for arc in straightArcs { try request.setCourse(.straight, ofArc: arc - 1) }
    for arc in smoothArcs { try request.setCourse(.smooth, ofArc: arc - 1) }
    for arc in otherWayArcs { try request.setCourse(.otherWay, ofArc: arc - 1) }
    if let avoid {
      let others = try readReference(
        avoid, like: LabelVolume(geometry: image.geometry, frames: image.frames))
      request.neighbours = Neighbours(others.slice(slice, frame: frame), sharesBorders: share)
    }
    if let probabilities {
      request.guidance = try probabilities.guidance(
        in: ImageFiles.read(probabilities.path).volume, on: image, slice: slice, frame: frame)
    }
    let start = ContinuousClock.now
    let tracer = Tracer(
      slice: image.slice(slice, frame: frame), parameters: contours.parameters)
    let contour = try await tracer.contourInParallel(request)
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)

    if let mask { try write(contour, of: file, to: mask) }
    if let png { try draw(contour, on: file, to: png) }
    let report = TraceReport(contour, spacing: tracer.spacing, milliseconds: milliseconds)
    if json {
      try printJSON(report)
    } else {
      file.warnings.forEach(warn)
      printSummary(contour, report, file)
    }
  }

  private func write(_ contour: TracedContour, of file: ImageFile, to path: String) throws {
    var labels = LabelVolume(geometry: file.volume.geometry, frames: file.volume.frames)
    var slice = LabelSlice(ni: labels.size.ni, nj: labels.size.nj)
    let inside = SliceMask(ni: slice.ni, nj: slice.nj, inside: contour.points)
    for n in inside.pixels.indices where inside.pixels[n] { slice.pixels[n] = labelValue }
    labels.setSlice(self.slice, frame: frame, to: slice)
    try ImageFiles.writeLabels(labels, to: path, like: file)
  }

  private func draw(_ contour: TracedContour, on file: ImageFile, to path: String) throws {
    let style = LabelColour(name: label, value: labelValue)
    var figure = SliceFigure(file.volume.slice(slice, frame: frame), of: file)
    figure.contours = [
      FigureContour(contour.points, colour: style.colour, closed: contour.isClosed)
    ]
    figure.seeds = contour.seeds
    figure.caption = "\(label)  slice \(self.slice)" + (frame > 0 ? "  frame \(frame)" : "")
    figure.scaleBar = true
    try PNGFile.write(figure.drawing(), to: path)
  }

  private func printSummary(
    _ contour: TracedContour, _ report: TraceReport, _ file: ImageFile
  ) {
    var parts = [
      label, "slice \(slice)", counted(seeds.count, "click"),
      "outline \(report.lengthMillimetres.text(1)) mm",
    ]
    if !open { parts.append("area \(report.areaSquareMillimetres.text(0)) mm2") }
    if let (n, weakest) = contour.arcsToReview.first {
      parts.append(
        "weakest arc \(n + 1)-\((n + 1) % seeds.count + 1) (\(weakest.confidence.text(2)))")
    }
    parts.append("\(report.milliseconds.text(1)) ms")
    print(parts.joined(separator: "  "))
    for arc in report.arcs where arc.straight && arc.course != .straight {
      print(
        "        the way \(arc.from + 1)-\(arc.to + 1) along edges would leave clicks out: drawn "
          + "straight; add a click on it")
    }
    if let mask {
      print("mask    \(mask)  (\(dimensions(file.volume)), geometry of \(volume ?? ""))")
    }
    if let png { print("picture \(png)") }
  }
}
