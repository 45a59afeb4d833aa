import Annotation
import ArgumentParser
import Datasets
import Foundation
import ImageFiles
import Terminal
import Volumes

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write sessions' ground truth for other programs, or as a training set.",
    discussion: """
      Of one session:

        nifti           a label mask (.nii.gz or .nii) with the image's geometry
        png             a folder, for each annotated slice a mask and a picture
        polygons        contours and outlines in voxels and millimetres as JSON
        dicom-seg       a DICOM Segmentation in the study of its images
        dicom-rtstruct  a DICOM RT Structure Set, the contours of one frame

      Of sessions, and folders of sessions, as a training set with manifest.json:

        nnunet     nnU-Net's raw folder, version 2
        decathlon  the Medical Segmentation Decathlon's folder
        monai      images/, labels/ and MONAI's datalist.json
        bids       sub-N/anat and derivatives/contourist
        coco       slices as 8-bit PNG and COCO's instances
        pairs      slices as 8-bit PNG and label values as PNG
        labelme    slices as 8-bit PNG and labelme's JSON
        stl        a surface of each label

        contourist export heart.session.jsonl --format polygons --output heart.json
        contourist export sessions/ --format nnunet --modality MR --test 5 \\
          -o Dataset101_Heart

      Of an unclosed contour polygons has an open polyline ("closed": false) with its length; it labels \
      nothing. Each labelled frame of a cine is a case. Parts are drawn by patient. Contours that a machine \
      made and nobody has looked at are left out, and are background where they were, unless \
      --include-unreviewed.
      """)

  @Argument(help: "Session files (NAME.session.jsonl); of training sets folders of them, too.")
  var sessions: [String]
  @Option(help: "One of the formats above.") var format: ExportFormat
  @Option(name: .shortAndLong, help: "The file to write; of png and of training sets the folder.")
  var output: String
  @OptionGroup var image: ImageOption
  @OptionGroup var dicom: DICOMObjectOptions
  @OptionGroup var training: TrainingSetArguments
  @Flag(help: "Print one JSON object (of training sets).")
  var json = false
  @OptionGroup var existing: OutputOptions

  func validate() throws {
    if let set = format.trainingSet {
      if image.image != nil {
        throw ValidationError("--image is for one session; training sets take the sessions' own")
      }
      try training.check(set)
    } else {
      guard sessions.count == 1 else {
        throw ValidationError("--format \(format.rawValue) is of one session; name one")
      }
      try dicom.check(format)
      if json || !training.isUntouched {
        throw ValidationError(
          "--json and the options of training sets do not go with --format \(format.rawValue)")
      }
    }
  }

  func run() throws {
    if let set = format.trainingSet { return try writeTrainingSet(set) }
    let opened = try openSession(sessions[0], imagePath: image.image)
    try existing.check(output, inputs: [sessions[0], opened.imagePath])
    print(try SessionFileExport(format: format, dicom: dicom).write(opened, to: output))
  }

  private func writeTrainingSet(_ format: TrainingSetFormat) throws {
    let paths = try TrainingSetArguments.sessions(in: sessions)
    Interruption.watch()
    let progress = ProgressLine(isSilent: json)
    defer { progress.show("") }
    let report: TrainingSetExport.Report
    do {
      report = try TrainingSetExport.write(
        paths, to: output, training.options(format), replaces: existing.force,
        isCancelled: { Interruption.isAsked }
      ) { done, count, name in progress.show("\(done + 1) of \(count)  \(name)") }
    } catch is CancellationError {
      progress.show("")
      printError("contourist: stopped before the training set was whole; nothing was kept")
      throw ExitCode.interrupted
    }
    progress.show("")
    if json { return try printJSON(report) }
    report.tellWarnings()
    print(report.text)
  }
}
