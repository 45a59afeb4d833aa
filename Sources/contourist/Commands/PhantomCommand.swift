import ArgumentParser
import Foundation
import ImageFiles
import Phantoms
import Terminal
import Volumes

struct PhantomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phantom",
    abstract: "Make a synthetic volume and its true mask.",
    discussion: """
      Writes NAME.nii.gz and NAME_truth.nii.gz. The same seed gives the same voxels.

        contourist phantom cardiac --ejection-fraction 0.35 --seed 7 --output SampleData/cardiac
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

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    guard (2...100).contains(frames) else {
      throw ValidationError("--frames lies between 2 and 100")
    }
    if output?.isEmpty ?? false { throw ValidationError("--output is empty") }
  }

  func run() throws {
    let base = output ?? kind.rawValue
    let imagePath = base + ".nii.gz"
    let truthPath = base + "_truth.nii.gz"
    try existing.check(imagePath, truthPath)
    let phantom = try render()
    try ImageFiles.writeVolume(phantom.image, to: imagePath, as: .int16)
    try ImageFiles.writeLabels(phantom.truth, to: truthPath, like: ImageFiles.read(imagePath))
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
      return try heart.render()
    case .tumour: return try TumourPhantom(seed: seed).render()
    case .abdomen: return try AbdomenPhantom(seed: seed).render()
    }
  }

  private func labelList(_ phantom: Phantom) -> String {
    phantom.labelNames.map { "\($0.value) \($0.name)" }.joined(separator: ", ")
  }
}
