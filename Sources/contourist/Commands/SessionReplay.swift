import Annotation
import ArgumentParser
import Datasets
import Foundation
import ImageFiles
import Terminal
import Volumes

/// Where the image of a session lies, when it is not where the session says.
struct ImageOption: ParsableArguments {
  @Option(help: "The session's image, when it has been moved.")
  var image: String?
}

struct SessionReplay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Do everything again and write the mask.",
    discussion: """
      Prints per label: slices, clicks, area, volume and, with --reference, Dice. The same session \
      and image give the same mask, bit for bit, on every machine.

        contourist session replay heart.session.jsonl --mask heart_mask.nii.gz
      """)

  @OptionGroup var file: SessionArgument
  @Option(help: "Write the mask (.nii.gz) with the image's geometry.") var mask: String?
  @Option(help: "A mask to compare with.") var reference: String?
  @OptionGroup var image: ImageOption
  @Flag(help: "Print one JSON object.") var json = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    let opened = try openSession(file.session, imagePath: image.image)
    try output.check(mask, inputs: [file.session, reference, opened.imagePath])
    var tracer = opened.tracerAfterWarnings()
    let labels = try opened.session.verified(with: &tracer)
    let truth = try reference.map { try readReference($0, like: labels) }
    if let mask { try ImageFiles.writeLabels(labels, to: mask, like: opened.image) }
    let report = SessionReport(opened.session, mask: labels, truth: truth)
    if json {
      try printJSON(report)
    } else {
      print("\(file.session)\n\(report.text)")
      if let mask { print("mask    \(mask)  (\(dimensions(opened.image.volume)))") }
    }
  }
}

/// Reads a mask that must lie on the same grid as another.
func readReference(_ path: String, like labels: LabelVolume) throws -> LabelVolume {
  let truth = try ImageFiles.readLabels(path).labels
  guard truth.size == labels.size, truth.frames == labels.frames else {
    throw DataError(
      "\(path): has \(truth.size) voxels and \(counted(truth.frames, "frame")), the image "
        + "\(labels.size) and \(counted(labels.frames, "frame")); give the mask of the same image")
  }
  return truth
}

struct SessionVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the hashes, the image and the snapshots of a session.",
    discussion: """
        contourist session verify heart.session.jsonl

      Exit code 0: every line carries the hash of the line before it, every action can be done, \
      the image is the one annotated, and every snapshot replays to the mask recorded. Otherwise \
      65 and the reason.

      What it cannot see: a change of the very last line, or lines cut off at the end, since no \
      later line speaks of them; and a file that somebody rewrote with new hashes. Keep the mask \
      hash it prints, or the last line's, elsewhere where that matters. End a finished session with \
      `session snapshot`: its hash covers everything drawn.
      """)

  @OptionGroup var file: SessionArgument
  @OptionGroup var image: ImageOption

  func run() throws {
    let opened = try openSession(file.session, imagePath: image.image)
    var tracer = opened.tracer
    let mask = try opened.session.verified(with: &tracer)
    let snapshots = opened.session.snapshotCount
    print(
      "\(file.session)  intact  \(counted(opened.session.entryCount, "line"))  "
        + "\(counted(snapshots, "snapshot")) equal  mask \(mask.voxelsSHA256)")
  }
}

struct SessionSnapshot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "Record the hash of the mask as it is now.",
    discussion: "  contourist session snapshot heart.session.jsonl")

  @OptionGroup var file: SessionArgument
  @OptionGroup var image: ImageOption
  @OptionGroup var author: AuthorOption

  func run() throws {
    let opened = try openSession(file.session, imagePath: image.image)
    let (writer, journal) = try JournalWriter.open(file.session)
    // The journal as it is under the lock: somebody may have written since it was opened.
    var tracer = opened.tracer
    let hash = try Session(journal).verified(with: &tracer).voxelsSHA256
    let entry = try writer.append(.snapshot(maskSHA256: hash), author: author.author)
    print("\(entry.sequence)  snapshot  \(hash)")
  }
}
