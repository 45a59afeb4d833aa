import ArgumentParser
import Foundation
import ImageFiles
import Measurements
import Phantoms
import Terminal
import Volumes

struct PhantomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phantom",
    abstract: "Make a synthetic volume and its true mask.",
    discussion: """
      Writes NAME.nii.gz and NAME_truth.nii.gz. The same seed gives the same voxels.

        contourist phantom cardiac --ejection-fraction 0.35 --seed 7 \\
          --output SampleData/cardiac
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case cardiac, tumour, abdomen
  }

  @Argument(help: "cardiac (short-axis cine), tumour (brain FLAIR) or abdomen (T2).")
  var kind: Kind

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(help: "Of the left ventricle, cardiac only: 0.1 to 0.75.")
  var ejectionFraction = 0.6

  @Option(help: "End-diastolic volume of the left ventricle in mL, cardiac only: 60 to 260.")
  var endDiastolicVolume = 130.0

  @Option(help: "Number of frames of the cine, cardiac only: 2 to 100.")
  var frames = 10

  @Option(name: .shortAndLong, help: "Path of the image without its ending; the kind by default.")
  var output: String?

  @Option(help: "Millimetres between voxel centres, X,Y,Z, cardiac only: 1.6,1.6,10 by default.")
  var spacing: String?

  @Flag(help: "Print one JSON object; of a heart with its true volumes.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    guard (2...100).contains(frames) else {
      throw ValidationError("--frames lies between 2 and 100")
    }
    if spacing != nil, millimetres == nil {
      throw ValidationError(
        "--spacing is three lengths, as in 1.5,1.5,8: 0.5 to 5, 0.5 to 5, 2 to 20")
    }
    if output?.isEmpty ?? false { throw ValidationError("--output is empty") }
  }

  private var millimetres: SIMD3<Double>? {
    let parts = (spacing ?? "").split(separator: ",", omittingEmptySubsequences: false)
      .compactMap { Double($0) }
    guard parts.count == 3, parts[..<2].allSatisfy({ (0.5...5).contains($0) }),
      (2...20).contains(parts[2])
    else { return nil }
    return SIMD3(parts[0], parts[1], parts[2])
  }

  func run() throws {
    let base = output ?? kind.rawValue
    let imagePath = base + ".nii.gz"
    let truthPath = base + "_truth.nii.gz"
    try existing.check(imagePath, truthPath)
    let phantom = try render()
    try ImageFiles.writeVolume(phantom.image, to: imagePath, as: .int16)
    try ImageFiles.writeLabels(phantom.truth, to: truthPath, like: ImageFiles.read(imagePath))
    if json {
      return try printJSON(PhantomReport(phantom, image: imagePath, truth: truthPath))
    }
    print(phantom.description)
    print("image \(imagePath)  (\(phantom.image.size), \(counted(phantom.image.frames, "frame")))")
    print("truth \(truthPath)  (\(labelList(phantom)))")
  }

  private func render() throws -> Phantom {
    switch kind {
    case .cardiac:
      var heart = CardiacPhantom(seed: seed)
      heart.ejectionFraction = ejectionFraction
      heart.endDiastolicVolume = endDiastolicVolume
      heart.frames = frames
      if let millimetres { heart.setSpacing(millimetres) }
      return try heart.render()
    case .tumour: return try TumourPhantom(seed: seed).render()
    case .abdomen: return try AbdomenPhantom(seed: seed).render()
    }
  }

  private func labelList(_ phantom: Phantom) -> String {
    phantom.labelNames.map { "\($0.value) \($0.name)" }.joined(separator: ", ")
  }
}

extension CardiacPhantom {
  /// Takes another spacing over the same field of view, and at least one more slice.
  fileprivate mutating func setSpacing(_ new: SIMD3<Double>) {
    let field = SIMD3(Double(size.ni), Double(size.nj), Double(size.nk)) * spacing
    let counts = field / new
    size = GridSize(
      ni: Int(counts.x.rounded(.up)), nj: Int(counts.y.rounded(.up)),
      nk: Int(counts.z.rounded(.up)) + 1)
    spacing = new
  }
}

/// What `phantom` says.
private struct PhantomReport: Encodable {
  let description: String
  let image: String
  let truth: String
  let labels: [NamedLabel]
  let heart: Heart?

  /// Volumes in millilitres by frame, and what follows from them.
  struct Heart: Encodable {
    let frames: [HeartTruth]
    let labelled: Function
    let enclosed: Function
  }

  struct Function: Encodable {
    let leftEjectionFractionPercent: Double
    let rightEjectionFractionPercent: Double
    let massGrams: Double

    enum CodingKeys: String, CodingKey {
      case leftEjectionFractionPercent = "lv_ejection_fraction_percent"
      case rightEjectionFractionPercent = "rv_ejection_fraction_percent"
      case massGrams = "mass_g"
    }

    init(_ volumes: [HeartTruth.Millilitres]) {
      func fraction(_ volume: (HeartTruth.Millilitres) -> Double) -> Double {
        let end = volumes.min { $0.left < $1.left }.map(volume) ?? 0
        let start = volumes.max { $0.left < $1.left }.map(volume) ?? 1
        return 100 * (start - end) / start
      }
      leftEjectionFractionPercent = fraction(\.left)
      rightEjectionFractionPercent = fraction(\.right)
      massGrams = (volumes.first?.wall ?? 0) * HeartFunction.muscleDensity
    }
  }

  init(_ phantom: Phantom, image: String, truth: String) {
    description = phantom.description
    self.image = image
    self.truth = truth
    labels = phantom.labelNames.map { NamedLabel(value: $0.value, name: $0.name) }
    heart =
      phantom.heart.isEmpty
      ? nil
      : Heart(
        frames: phantom.heart, labelled: Function(phantom.heart.map(\.labelled)),
        enclosed: Function(phantom.heart.map(\.enclosed)))
  }
}
