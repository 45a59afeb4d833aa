/// What the header of a file says of its series and its frames.
struct DICOMHeader: Sendable {
  let sopClass: String?
  let instanceUID: String?
  let studyUID: String
  let seriesUID: String
  let patientID: String
  let frameOfReference: String?
  let seriesNumber: Int?
  let seriesDescription: String?
  let modality: String?
  let transferSyntax: String
  /// nil where the file holds no image that can be read; then `problem` tells why.
  let format: DICOMPixelFormat?
  let problem: ImageFileError?
  let planes: [DICOMPlane]
  let warnings: [String]
  /// Whether the file is an image at all, or a report, contours and the like.
  let isImage: Bool

  init(_ dataSet: DICOMDataSet, file: Int, path: String) {
    sopClass = dataSet.text("SOPClassUID")
    instanceUID = dataSet.text("SOPInstanceUID")
    studyUID = dataSet.text("StudyInstanceUID") ?? ""
    seriesUID = dataSet.text("SeriesInstanceUID") ?? ""
    patientID = dataSet.text("PatientID") ?? ""
    frameOfReference = dataSet.text("FrameOfReferenceUID")
    seriesNumber = dataSet.integer("SeriesNumber")
    seriesDescription = dataSet.text("SeriesDescription")
    modality = dataSet.text("Modality")
    transferSyntax = dataSet.transferSyntax
    isImage = dataSet.has("Rows")
    var warnings: [String] = []
    if dataSet.text("PhotometricInterpretation") == "MONOCHROME1" {
      warnings.append("The image is meant to be shown with low values bright; values were kept.")
    }
    if dataSet.has("ModalityLUTSequence") {
      warnings.append("The header's table of intensities was not applied.")
    }
    do throws(ImageFileError) {
      if DICOMSegmentation.isOne(dataSet) {
        throw .unsupported(
          path: path, what: "a segmentation",
          remedy: "Name the images it was drawn on.")
      }
      if dataSet.texts("ImageType")?.contains("MOSAIC") == true {
        throw .unsupported(
          path: path, what: "many slices in one picture (a Siemens mosaic)",
          remedy: "Convert it to NIfTI first, for instance with dcm2niix.")
      }
      if dataSet.text("DimensionOrganizationType")?.hasPrefix("TILED") == true
        || dataSet.text("Modality") == "SM"
      {
        throw .unsupported(
          path: path, what: "tiles of a microscope's slide", remedy: "Export it as a TIFF first.")
      }
      let format = try DICOMPixelFormat(dataSet, path: path)
      self.format = format
      problem = nil
      planes = DICOMPlane.planes(dataSet, format: format).map { plane in
        var plane = plane
        plane.file = file
        return plane
      }
      if !format.isGrey {
        warnings.append("The pixels are colours; their luminance (Rec. 709) was taken.")
      }
    } catch {
      (format, problem, planes) = (nil, error, [])
    }
    self.warnings = warnings
  }
}

extension DICOMHeader {
  /// How other objects refer to a frame of the file; nil where the file lacks an identifier.
  func instance(frame: Int) -> DICOMInstance? {
    guard let sopClass, let instanceUID, !seriesUID.isEmpty else { return nil }
    return DICOMInstance(
      sopClass: sopClass, sopInstance: instanceUID, series: seriesUID,
      frameNumber: (format?.frames ?? 1) > 1 ? frame + 1 : nil)
  }

  /// Whether two files say that they belong to one series, of one patient and study. The frame of
  /// reference does not count: careless de-identification gives each file its own.
  func isOfOneSeries(with other: DICOMHeader) -> Bool {
    seriesUID == other.seriesUID && studyUID == other.studyUID && patientID == other.patientID
  }
}
