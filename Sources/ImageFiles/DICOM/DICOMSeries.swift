import Foundation
public import Volumes

/// A series of images, or of one that holds planes of several orientations or sizes the part with
/// one of them.
public struct DICOMSeries: Sendable {
  /// Where it stands in its study's list, from 1.
  public let number: Int
  /// The series' identifier; parts after the first have "/2" and so on behind it.
  public let uid: String
  /// As the header numbers it.
  public let seriesNumber: Int?
  public let description: String?
  /// "CT", "MR", ...
  public let modality: String?
  public let transferSyntax: String
  private let frameOfReference: String?
  public let files: Int
  /// nil where the images do not make a volume; `problem` tells why.
  public var geometry: Geometry? { stack?.geometry }
  /// Phases in time.
  public var frames: Int { stack?.frames ?? 0 }
  /// Why it cannot be read.
  public let problem: ImageFileError?
  /// Sentences on what is odd about the series and how it was understood.
  public let warnings: [String]

  let stack: DICOMStack?
  /// Of each slice, as the stack's planes; empty where one has no identifier.
  let instancesByPlane: [DICOMInstance]
  let inputs: [DICOMInput]
  let path: String
  /// Whether an image of it has to say which series it is.
  var isOneOfSeveral = false

  init(
    number: Int, uid: String, headers: [(input: DICOMInput, header: DICOMHeader)],
    planes: [DICOMPlane], isStackable: Bool, path: String,
    warnings: [String]
  ) {
    self.number = number
    self.uid = uid
    self.path = path
    let first = headers[0].header
    seriesNumber = first.seriesNumber
    description = first.seriesDescription
    modality = first.modality
    transferSyntax = first.transferSyntax
    frameOfReference = first.frameOfReference
    files = headers.count
    inputs = headers.map(\.input)
    var warnings = warnings
    do throws(ImageFileError) {
      if let problem = first.problem { throw problem }
      let stack = try DICOMStack(planes, isStackable: isStackable, path: path)
      self.stack = stack
      problem = nil
      warnings += stack.warnings
    } catch {
      (stack, problem) = (nil, error)
    }
    let instances = (stack?.planes ?? []).map { headers[$0.file].header.instance(frame: $0.frame) }
    instancesByPlane = instances.contains(nil) ? [] : instances.compactMap { $0 }
    for warning in headers.flatMap(\.header.warnings) where !warnings.contains(warning) {
      warnings.append(warning)
    }
    let places = Set(headers.compactMap(\.header.frameOfReference)).count
    if places > 1 {
      warnings.append(
        "Its files name \(places) frames of reference; the positions were taken to be in one.")
    }
    self.warnings = warnings
  }

  /// All elements of each file, in the order of the files' names.
  /// - Throws: `ImageFileError`.
  public func dataSets() throws(ImageFileError) -> [DICOMDataSet] {
    var sets: [DICOMDataSet] = []
    for input in inputs { sets.append(try input.dataSet()) }
    return sets
  }

  /// Reads the voxels, files side by side on the machine's cores.
  /// - Parameter channel: The colour to take (0 red, 1 green, 2 blue); nil for the luminance.
  /// - Throws: `ImageFileError`.
  public func read(channel: Int? = nil) throws(ImageFileError) -> ImageFile {
    guard let stack else { throw problem ?? .notAFile(path: path) }
    let frames = DICOMVoxels(stack: stack, inputs: inputs, channel: channel)
    let (voxels, format) = try frames.read()
    let scalings = Set(stack.planes.map { [$0.scaling?.slope ?? 1, $0.scaling?.intercept ?? 0] })
    var warnings = warnings
    if scalings.count > 1 {
      warnings.append(
        "The slices are scaled differently (\(scalings.count) scales); each by its own.")
    }
    var image = ImageFile(
      volume: Volume(geometry: stack.geometry, frames: stack.frames, voxels: voxels),
      voxelType: format.voxelType, format: "DICOM",
      byteOrder: transferSyntax == DICOMSyntax.explicitBigEndian ? .bigEndian : .littleEndian,
      scaling: scalings.count == 1 ? stack.planes[0].scaling : nil,
      secondsPerFrame: stack.secondsPerFrame, isOriented: stack.isOriented,
      warnings: warnings + intensityWarnings(voxels))
    image.dicom = .init(
      modality: modality, seriesDescription: description,
      frameOfReference: frameOfReference, transferSyntax: transferSyntax)
    image.series = isOneOfSeveral ? uid : nil
    return image
  }
}
