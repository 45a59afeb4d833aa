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
    abstract: "Label an image by a trained network.",
    discussion: """
      Examples:

        contourist presegment heart.nii.gz --model cardiac-cine -o mask.nii.gz
        contourist presegment heart.nii.gz --model cardiac-cine -o mask.nii.gz \\
          --session heart.session.jsonl
        contourist presegment slice.tif --channel-names pre,FLAIR,post \\
          --model brain.onnx -o mask.png

      Every frame of a cine is labelled. A folder of DICOM files, be they in folders of their own, is \
      one image, the series that --series names; 'contourist batch presegment' takes folders of \
      images. 'contourist model list' shows the models that are found by name. With --session the \
      labels become contours with few clicks, to be corrected; beside it lie the network's \
      probabilities, which help them find the edge. Results are for research, to be checked by a \
      physician.
      """)

  @Argument(help: "The image (NIfTI, DICOM, PNG or TIFF, a folder of DICOM).")
  var volume: String

  @OptionGroup var network: NetworkOptions

  @Option(name: .shortAndLong, help: "The mask to write (.nii.gz).")
  var output: String

  @Option(
    name: .customLong("channel"), parsing: .unconditionalSingleValue,
    help: "An image with the next channel; give one for each after the first.")
  var channels: [String] = []

  @OptionGroup var series: SeriesOption

  @Option(help: "Write the probabilities of one frame (.nii.gz): background, then the labels.")
  var probabilities: String?

  @Option(help: "Begin a session with the labels as contours.")
  var session: String?

  @Option(help: "Threads to compute with; one per processor by default.")
  var threads: Int?

  @Option(help: "A mask to compare with.")
  var reference: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is from 1 to 1024")
    }
  }

  func run() async throws {
    if PresegmentInput.isFolder(volume), series.series == nil,
      !DICOMStudy.isFolderOfImages(volume), try PresegmentInput.all(in: volume, layout: nil) != nil
    {
      throw DataError(
        "\(volume): is a folder of images. Label them all by 'contourist batch presegment', or name "
          + "one.")
    }
    let labelling = try network.labelling(isSilent: json)
    try existing.check(output, probabilities, inputs: [volume, reference] + channels)
    let input = PresegmentInput(
      path: volume, channels: channels, series: series.series, reference: reference)
    let session = session.map { PresegmentSession(path: $0, isGuided: !network.noGuidance) }
    try session?.check()
    Interruption.watch()
    let report = try await labelling.label(
      input, by: network.presegmenter(labelling.model, threads: threads), mask: output,
      probabilities: probabilities, session: session)
    let all = PresegmentReport(labelling.model, labelling.identity, [report])
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
}
