import ArgumentParser
import ImageFiles
import Terminal
import Volumes

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write an image or a series as NIfTI, or a DICOM file anew.",
    discussion: """
      Example:

        contourist convert scan/ --series 2 --output heart.nii.gz

      Whole numbers that fit are written with 16 bits, anything else as 32-bit floating point. Where \
      the output ends in .dcm the elements of one DICOM file are written anew, explicit \
      little-endian, compressed pixels as they are.
      """)

  @Argument(help: "The image: NIfTI, DICOM (a file, folder, zip archive, DICOMDIR), PNG or TIFF.")
  var volume: String

  @Option(name: .shortAndLong, help: "The file to write (.nii, .nii.gz or .dcm).")
  var output: String

  @Option(help: "Channel of a colour image; its brightness when left out.")
  var channel: Int?

  @OptionGroup var series: SeriesOption
  @OptionGroup var existing: OutputOptions

  private var isDICOM: Bool { output.lowercased().hasSuffix(".dcm") }

  func validate() throws {
    if isDICOM, channel != nil || series.series != nil {
      throw ValidationError("--channel and --series are for NIfTI; .dcm is written of one file")
    }
  }

  func run() throws {
    try existing.check(output, inputs: [volume])
    if isDICOM {
      let dataSet = try DICOMDataSet(contentsOf: volume)
      try dataSet.write(to: output)
      print("data set \(output)  (\(counted(dataSet.elements.count, "element")))")
      return
    }
    let file = try series.read(volume, channel: channel)
    file.warnings.forEach(warn)
    let isWhole = file.volume.voxels.allSatisfy { Int16(exactly: $0) != nil }
    try ImageFiles.writeVolume(
      file.volume, to: output, as: isWhole ? .int16 : .float32, like: file)
    let frames = file.volume.frames
    print(
      "volume \(output)  (\(file.volume.size)"
        + (frames > 1 ? ", \(counted(frames, "frame")))" : ")"))
  }
}
