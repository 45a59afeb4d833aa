import ArgumentParser
import Foundation
import ImageFiles
import Labels
import Terminal
import Volumes

struct DistanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distance",
    abstract: "Distances between labels, and from points and straight lines to them.",
    discussion: """
      Examples:

        contourist distance abdomen.nii.gz --label liver=1 --label kidney=2
        contourist distance abdomen.nii.gz --point 31.5,-12,88
        # a needle's way
        contourist distance abdomen.nii.gz --from 90,40,-60 --to 31,12,-44

      Points are millimetres in the patient, RAS+ (to the right, the front, the head); with --voxel \
      they are voxel coordinates, centres at whole numbers. Each pair of labels is compared unless a \
      point or a line is given. A structure reaches halfway from its voxels to those beside them; \
      distances to that border are exact, and how well the mask was drawn limits what they mean. \
      For research, to be checked by a physician.
      """)

  /// Each pair is looked at: of 255 labels there would be 32,385.
  private static let mostLabels = 64

  @Argument(help: "The mask (NIfTI, PNG, TIFF, DICOM).")
  var mask: String

  @OptionGroup var labels: LabelOptions

  @Option(
    parsing: .unconditionalSingleValue,
    help: "X,Y,Z of a point whose distance to each label is wanted; repeat.")
  var point: [PlaceArgument] = []

  @Option(parsing: .unconditional, help: "X,Y,Z where a line begins, such as the skin.")
  var from: PlaceArgument?

  @Option(parsing: .unconditional, help: "X,Y,Z where it ends, such as the target.")
  var to: PlaceArgument?

  @Flag(help: "Points are voxel coordinates instead of millimetres.")
  var voxel = false

  @Option(help: "Frame of a cine, counted from 0.")
  var frame = 0

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard (from == nil) == (to == nil) else {
      throw ValidationError("a line has two ends: give --from and --to")
    }
    guard frame >= 0 else { throw ValidationError("--frame counts from 0") }
    if voxel, point.isEmpty, from == nil {
      throw ValidationError("--voxel says what --point, --from and --to are; give one of them")
    }
  }

  func run() throws {
    let file = try ImageFiles.readLabels(mask)
    file.warnings.forEach { warn("\(mask): \($0)") }
    let volume = file.labels
    guard frame < volume.frames else {
      throw DataError("\(mask): there is no frame \(frame); it has 0 to \(volume.frames - 1)")
    }
    guard volume.geometry.hasRightAngles else {
      throw DataError(
        "\(mask): the axes are not at right angles, as a tilted gantry leaves them; resample the "
          + "mask to a grid that has them")
    }
    let still = volume.frames == 1 ? volume : volume.frame(frame)
    let named = labels.names(of: still.labels, known: file.names)
    guard !named.isEmpty else {
      throw DataError("\(mask): nothing is labelled in frame \(frame); choose another with --frame")
    }
    for label in named where !still.labels.contains(label.value) {
      throw DataError(
        "\(mask): there is no voxel of label \(label.name)=\(label.value) in frame \(frame); there "
          + "are \(still.labels.map(String.init).joined(separator: ", "))")
    }
    guard named.count <= Self.mostLabels else {
      throw DataError(
        "\(mask): has \(named.count) labels, more than \(Self.mostLabels); if it is a mask and no "
          + "image, choose some with --label NAME=VALUE")
    }
    guard named.count > 1 || !point.isEmpty || from != nil else {
      throw DataError(
        "\(mask): has one label, \(named[0].name), and nothing to measure from; give --point, or "
          + "--from and --to")
    }
    let line = from.flatMap { from in to.map { (world(from, still), world($0, still)) } }
    if let line, line.0 == line.1 {
      throw DataError("--from and --to are one point; give the line's two ends")
    }
    let report = DistanceReport(
      still, named, points: point.map { world($0, still) }, line: line,
      unit: file.hasSpacing ? "mm" : "pixels")
    if json { return try printJSON(report) }
    print(report.text)
  }

  private func world(_ place: PlaceArgument, _ mask: LabelVolume) -> WorldPoint {
    voxel ? mask.geometry.world(VoxelPoint(place.vector)) : WorldPoint(place.vector)
  }
}

/// "X,Y,Z".
struct PlaceArgument: ExpressibleByArgument {
  let vector: SIMD3<Double>

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0.trimmingCharacters(in: .whitespaces)) }
    let numbers = parts.compactMap { $0 }
    // Beyond ten kilometres is no patient.
    guard parts.count == 3, numbers.count == 3, numbers.allSatisfy({ abs($0) < 1e7 }) else {
      return nil
    }
    vector = SIMD3(numbers[0], numbers[1], numbers[2])
  }
}
