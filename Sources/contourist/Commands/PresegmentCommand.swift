import ArgumentParser
import Datasets
import Foundation
import ImageFiles
import Networks
import Presegmentation
import Terminal
import Volumes

struct PresegmentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presegment",
    abstract: "Label images by a trained network.",
    discussion: """
      Examples:

        contourist presegment heart.nii.gz --model cardiac-cine -o mask.nii.gz
        contourist presegment heart.nii.gz --model cardiac-cine -o mask.nii.gz \
          --session heart.session.jsonl
        contourist presegment images/ --model cardiac-cine -o masks/
        contourist presegment slice.tif --channel-names pre,FLAIR,post --model brain.onnx -o mask.png

      Every frame of a cine is labelled. Of a folder every image is, or, where it is a labelled data \
      set (see 'contourist datasets'), every case, with its Dice; a folder of DICOM files, be they in \
      folders of their own, is one image, the series that --series names. 'contourist model list' shows the \
      models that are found by name. With --session the labels become contours with few clicks, to be \
      corrected; beside it lie the network's probabilities, which help them find the edge. Results are for research, to be checked by a physician.
      """)

  @Argument(
    help: "The image (NIfTI, DICOM, PNG or TIFF, a folder of DICOM), or a folder of images.")
  var volume: String

  @Option(help: "A model's name, or its file (.onnx).")
  var model: String

  @Option(name: .shortAndLong, help: "The mask to write (.nii.gz); for a folder a folder.")
  var output: String

  @Option(
    name: .customLong("channel"), parsing: .unconditionalSingleValue,
    help: "An image with the next channel; give one for each after the first.")
  var channels: [String] = []

  @OptionGroup var series: SeriesOption

  @Option(help: "What the channels show, separated by commas, to choose those the model takes.")
  var channelNames: String?

  @Option(help: "Write the probabilities of one frame (.nii.gz): background, then the labels.")
  var probabilities: String?

  @Option(help: "Begin a session with the labels as contours; of a folder, a folder of sessions.")
  var session: String?

  @Flag(help: "Leave the session's contours to clicks and image, without the probabilities.")
  var noGuidance = false

  @Option(help: "Average over mirror images along these axes, such as i,j; the model's by default.")
  var flips: String?

  @Flag(help: "No mirror images.")
  var noFlips = false

  @Option(help: "Threads to compute with; one per processor by default.")
  var threads: Int?

  @Option(help: "Label this frame alone, counted from 0.")
  var frame: Int?

  @Option(help: "A mask to compare with.")
  var reference: String?

  @Option(help: "How a folder keeps its images; found out by default.")
  var layout: DatasetLayout?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    if noFlips && flips != nil {
      throw ValidationError("--flips and --no-flips exclude each other")
    }
    if flips != nil, axes == nil {
      throw ValidationError("--flips are axes of i, j and k, separated by commas, each once")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is from 1 to 1024")
    }
    if let frame, frame < 0 { throw ValidationError("--frame counts from 0") }
  }

  /// nil leaves the choice to the model.
  private var axes: [ModelCard.FlipAxis]? {
    if noFlips { return [] }
    guard let flips else { return nil }
    let axes = flips.split(separator: ",", omittingEmptySubsequences: false)
      .map { ModelCard.FlipAxis(rawValue: String($0)) }
    let known = axes.compactMap { $0 }
    return known.count == axes.count && Set(known).count == known.count ? known : nil
  }

  func run() async throws {
    let model = try SegmentationModel(path: ModelFolders.path(of: model))
    let batch = PresegmentBatch(
      model: model, frame: frame, isSilent: json,
      channelNames: channelNames?.split(separator: ",").map(String.init) ?? [])
    if PresegmentInput.isFolder(volume), !isSeries,
      let inputs = try PresegmentInput.all(in: volume, layout: layout)
    {
      try await runFolder(inputs, batch)
    } else {
      try await runImage(batch)
    }
  }

  /// Whether a folder is one image and no collection of them.
  private var isSeries: Bool {
    series.series != nil || layout == nil && DICOMStudy.isFolderOfImages(volume)
  }

  private func presegmenter(_ model: SegmentationModel) throws -> Presegmenter {
    Interruption.watch()
    return try Presegmenter(model, threads: threads, flips: axes)
  }

  /// The session of an image; nil where none was asked for.
  private func session(of input: PresegmentInput, isFolder: Bool) -> PresegmentSession? {
    session.map {
      PresegmentSession(
        path: isFolder ? "\($0)/\(input.name).session.jsonl" : $0, isGuided: !noGuidance)
    }
  }

  private func runImage(_ batch: PresegmentBatch) async throws {
    try existing.check(output, probabilities, inputs: [volume, reference] + channels)
    let input = PresegmentInput(
      path: volume, channels: channels, series: series.series, reference: reference)
    let session = session(of: input, isFolder: false)
    try session?.check()
    let report = try await batch.label(
      input, by: presegmenter(batch.model), mask: output, probabilities: probabilities,
      session: session)
    let all = try PresegmentReport(batch.model, [report])
    if json { return try printJSON(all) }
    report.warnings.forEach(warn)
    print(all.text)
    print("mask    \(output)  (\(report.sizeText), geometry of \(volume))")
    if let probabilities { print("probabilities  \(probabilities)") }
    if let session {
      print("session \(session.path)")
      if let contours = report.contours { print(contours) }
    }
  }

  private func runFolder(_ inputs: [PresegmentInput], _ batch: PresegmentBatch) async throws {
    for (option, isGiven) in [
      ("--probabilities", probabilities != nil), ("--reference", reference != nil),
      ("--channel", !channels.isEmpty),
    ] where isGiven {
      throw ValidationError("\(option) is for one image, not for a folder")
    }
    let masks = inputs.map { "\(output)/\($0.name).nii.gz" }
    // Checked before hours of work, not after.
    try Folders.make(output)
    if let session { try Folders.make(session) }
    for (input, mask) in zip(inputs, masks) {
      try existing.check(mask, inputs: [input.path])
      try session(of: input, isFolder: true)?.check()
    }
    let presegmenter = try presegmenter(batch.model)
    var reports: [PresegmentReport.Image] = []
    var failures: [String] = []
    for (n, (input, mask)) in zip(inputs, masks).enumerated() {
      do {
        reports.append(
          try await batch.label(
            input, by: presegmenter, mask: mask, session: session(of: input, isFolder: true),
            place: "\(n + 1) of \(inputs.count)"))
      } catch let stop as ExitCode {
        throw stop
      } catch {
        printError("\(error)")
        failures.append(input.name)
      }
    }
    let all = try PresegmentReport(batch.model, reports, failures: failures)
    if json {
      try printJSON(all)
    } else {
      print(all.table)
      print("masks   \(output)  (\(counted(reports.count, "image")))")
    }
    if !failures.isEmpty {
      throw DataError(
        "\(failures.count) of \(counted(inputs.count, "image")) could not be labelled: "
          + failures.joined(separator: ", "))
    }
  }
}
