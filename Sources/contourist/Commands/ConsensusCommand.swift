import ArgumentParser
import Datasets
import Figures
import Foundation
import ImageFiles
import Labels
import Terminal
import Volumes

struct ConsensusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consensus",
    abstract: "One mask of several annotators' masks, and where they disagree.",
    discussion: """
      Examples:

        contourist consensus anna.nii.gz ben.nii.gz carla.nii.gz -o agreed.nii.gz
        contourist consensus anna.nii.gz ben.nii.gz carla.nii.gz --method staple \\
          -o agreed.nii.gz --disagreement where.nii.gz --figure where.png \\
          --image heart.nii.gz

      By majority a voxel gets the label with most votes; where several labels have most votes, as \
      where two annotators differ, it is background. STAPLE (Warfield et al. 2004) trusts each \
      annotator as far as the others bear them out, and says how far that is. All labels are \
      estimated together. The result carries the first mask's geometry. For research, to be checked by a physician.
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable, Encodable { case majority, staple }

  enum Disagreement: String, ExpressibleByArgument, CaseIterable { case entropy, count }

  @Argument(help: "The annotators' masks of one image, two or more.")
  var masks: [String]

  @Option(help: "majority or staple.")
  var method = Method.majority

  @Option(name: .shortAndLong, help: "The mask to write (.nii.gz).")
  var output: String

  @Option(help: "Write STAPLE's probabilities of one label (.nii.gz), the first unless --of.")
  var probabilities: String?

  @Option(help: "The label of --probabilities.")
  var of: UInt8?

  @Option(help: "Write a map of where the annotators disagree (.nii.gz).")
  var disagreement: String?

  @Option(
    help: """
      What the map holds: entropy (of the votes, in bits) or count (of the annotators who gave \
      another label than most).
      """)
  var disagreementAs = Disagreement.entropy

  @Option(help: "Draw where they disagree (.png).")
  var figure: String?

  @Option(help: "Frame of --image that the masks were drawn on, counted from 0.")
  var frame: Int?

  @Option(help: "The image, for --figure.")
  var image: String?

  @OptionGroup var labels: LabelOptions

  @Flag(help: "Combine voxel by voxel though positions or spacing differ; the first one's counts.")
  var ignoreGeometry = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    guard masks.count >= 2 else {
      throw ValidationError("a consensus is one of two masks or more")
    }
    if probabilities != nil, method != .staple {
      throw ValidationError("--probabilities are STAPLE's: give --method staple")
    }
    if of != nil, probabilities == nil {
      throw ValidationError("--of says what --probabilities is about; give that too")
    }
    if let frame, frame < 0 || image == nil {
      throw ValidationError("--frame is the one of --image, counted from 0")
    }
    if image != nil, figure == nil {
      throw ValidationError("--image is drawn in --figure; give that too")
    }
  }

  func run() throws {
    for path in masks where PresegmentInput.isFolder(path) {
      throw DataError("\(path): is a folder; name the masks of one image")
    }
    try existing.check(
      output, probabilities, disagreement, figure, inputs: masks.map { $0 } + [image])
    try checkEnding(figure, ".png")
    for volume in [probabilities, disagreement] { try checkEnding(volume, ".nii", ".nii.gz") }
    let group = MaskGroup(name: masks[0], masks: masks.map { NamedMask($0) })
    let volumes = try group.read(ignoresGeometry: ignoreGeometry)
    let first = try ImageFiles.read(masks[0])
    let background = try image.map { try readBackground($0, like: volumes[0]) }
    let votes = Votes(volumes)
    let staple = method == .staple ? STAPLE(votes) : nil
    let agreed = staple?.consensus() ?? votes.majority()
    let named = labels.names(of: votes.labels.dropFirst(), known: [])
    let report = ConsensusReport(
      masks, volumes, agreed, method: method, staple: staple, ties: votes.ties, labels: named)
    // Before anything is written.
    let probability = try staple.flatMap { probabilities == nil ? nil : try self.probability($0) }
    try ImageFiles.writeLabels(agreed, to: output, like: first)
    if let probabilities, let probability {
      try ImageFiles.writeVolume(probability, to: probabilities, like: first)
    }
    if let disagreement {
      let map = disagreementAs == .entropy ? votes.entropy() : votes.dissenters()
      try ImageFiles.writeVolume(map, to: disagreement, like: first)
    }
    if let figure {
      let drawing = DisagreementFigure(
        votes, agreed, image: background, labels: named, sides: first.patientSides)
      try PNGFile.write(drawing.drawing(), to: figure)
    }
    if json { return try printJSON(report) }
    print(report.text)
    print("mask    \(output)  (geometry of \(masks[0]))")
    if let probabilities { print("probabilities  \(probabilities)") }
    if let disagreement { print("map     \(disagreement)  (\(disagreementAs.rawValue))") }
    if let figure { print("picture \(figure)") }
  }

  private func readBackground(_ path: String, like labels: LabelVolume) throws -> Volume {
    let volume = try ImageFiles.read(path).volume
    if !ignoreGeometry {
      try volume.geometry.requireEqual(labels.geometry, path, masks[0])
    }
    guard volume.size == labels.size else {
      throw DataError(
        "\(path): has \(volume.size) voxels, the masks \(labels.size); give the image they were "
          + "drawn on")
    }
    if volume.frames == labels.frames, frame == nil { return volume }
    guard let frame, labels.frames == 1 else {
      throw DataError(
        "\(path): has \(counted(volume.frames, "frame")), the masks \(labels.frames); give the "
          + "image they were drawn on, or say with --frame which one that was")
    }
    guard frame < volume.frames else {
      throw DataError("\(path): there is no frame \(frame); it has 0 to \(volume.frames - 1)")
    }
    return volume.frame(frame)
  }

  private func probability(_ staple: STAPLE) throws -> Volume {
    let known = staple.labels.dropFirst().map { "\($0)" }.joined(separator: ", ")
    guard let label = of ?? staple.labels.dropFirst().first, staple.labels.contains(label) else {
      throw DataError(
        known.isEmpty
          ? "all masks are empty, so there are no probabilities to write; leave --probabilities out"
          : "no mask has label \(of ?? 0); there are \(known)")
    }
    return staple.probability(of: label)
  }
}
