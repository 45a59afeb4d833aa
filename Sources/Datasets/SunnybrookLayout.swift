import ImageFiles
import MinimalPaths
import Volumes

/// The Sunnybrook Cardiac Data: cine DICOM, and contours of the endocardium (i) and the epicardium
/// (o) as text files named by the number of their image.
///
/// Each slice with contours is a case of its own: those of one phase leave gaps, and need not form
/// a volume. The epicardium was drawn at end diastole alone. A slice without it would have its
/// myocardium as background, so that only slices with both contours become cases; where a folder
/// holds no epicardium at all, every slice does, with the cavity as the one label.
///
/// Source: Radau et al., "Evaluation framework for algorithms segmenting short axis cardiac MRI",
/// The MIDAS Journal (2009).
enum SunnybrookLayout: LayoutReader {
  static let appearance =
    "contourfiles/ID/{i,o}-contours/IM-0001-NNNN-{i,o}contour-manual.txt, "
    + "dicoms/SCDxxxxxxx/N.dcm and link.csv"

  static func matches(_ folder: DatasetFolder) -> Bool {
    folder.hasFolder("contourfiles") && folder.hasFolder("dicoms")
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let images = try imageFolders(folder)
    let patients = try folder.subfolder("contourfiles")
    let dicoms = try folder.subfolder("dicoms")
    var slices: [(patient: String, files: ContouredSlice)] = []
    for patient in patients.names where patients.hasFolder(patient) {
      let contours = try patients.subfolder(patient)
      let inner = try contourFiles(contours, kind: "i")
      let outer = try contourFiles(contours, kind: "o")
      guard let imageFolder = images[withoutZeros(patient)] else {
        throw .badDescription(
          path: folder.path(of: "link.csv"), reason: "it has no line for \(patient)")
      }
      for (number, path) in inner.sorted(by: { $0.key < $1.key }) {
        let image = try dicoms.subfolder(imageFolder).file("\(number).dcm", neededBy: path)
        slices.append(
          (patient, ContouredSlice(number: number, image: image, inner: path, outer: outer[number]))
        )
      }
    }
    let hasOuter = slices.contains { $0.files.outer != nil }
    let values = LabelValues(hasOuter ? ["MYO", "LV"] : ["LV"])
    return Dataset(
      name: folder.name, layout: .sunnybrook, channels: ["cine MR"], labels: values.labels,
      licence: "CC0; cite Radau et al., The MIDAS Journal (2009)",
      cases: slices.filter { $0.files.outer != nil || !hasOuter }.map { patient, files in
        let number = "\(files.number)"
        let padded = String(repeating: "0", count: max(0, 4 - number.count)) + number
        return DatasetCase(
          name: "\(patient)_\(padded)", patient: patient, group: group(of: patient),
          imagePath: files.image
        ) { try files.read() }
      })
  }

  /// The folder of images of each patient, from link.csv.
  private static func imageFolders(
    _ folder: DatasetFolder
  ) throws(DatasetError) -> [String: String] {
    let text = try folder.text("link.csv", neededBy: folder.name)
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
    }
    guard let header = lines.first, let image = header.firstIndex(of: "patient_id"),
      let patient = header.firstIndex(of: "original_id")
    else {
      throw .badDescription(
        path: folder.path(of: "link.csv"),
        reason: "its first line does not name the columns patient_id and original_id")
    }
    var folders: [String: String] = [:]
    for line in lines.dropFirst() where line.count == header.count {
      folders[withoutZeros(line[patient])] = line[image]
    }
    return folders
  }

  /// "SC-HF-I-1" of "SC-HF-I-01": copies of the data set write it either way.
  private static func withoutZeros(_ patient: String) -> String {
    let parts = patient.split(separator: "-")
    guard let number = parts.last.flatMap({ Int($0) }) else { return patient }
    return (parts.dropLast().map(String.init) + ["\(number)"]).joined(separator: "-")
  }

  /// "HF-I" of "SC-HF-I-1": heart failure with infarction, without (HF-NI), hypertrophy (HYP) or
  /// none (N).
  private static func group(of patient: String) -> String? {
    let parts = patient.split(separator: "-")
    return parts.count < 3 ? nil : parts.dropFirst().dropLast().joined(separator: "-")
  }

  /// Contours by the number of their image.
  private static func contourFiles(
    _ patient: DatasetFolder, kind: String
  ) throws(DatasetError) -> [Int: String] {
    let name = "\(kind)-contours"
    guard patient.hasFolder(name) else { return [:] }
    let folder = try patient.subfolder(name)
    var files: [Int: String] = [:]
    for file in folder.names where file.hasSuffix("-\(kind)contour-manual.txt") {
      let parts = file.split(separator: "-")
      guard parts.count == 5, let number = Int(parts[2]) else {
        throw .badDescription(
          path: folder.path(of: file), reason: "its name does not say which image it belongs to")
      }
      files[number] = folder.path(of: file)
    }
    return files
  }
}

/// An image of a cine and the contours drawn on it.
private struct ContouredSlice: Sendable {
  let number: Int
  let image: String
  let inner: String
  let outer: String?

  /// - Throws: `DatasetError`, `ImageFileError`.
  func read() throws -> LabelledImage {
    let file = try ImageFiles.read(image)
    let volume = try still(file.volume, image)
    guard volume.size.nk == 1 else {
      throw DatasetError.unsupported(
        path: image, what: "an image of several slices", remedy: "Copy the slice again.")
    }
    let (ni, nj) = (volume.size.ni, volume.size.nj)
    let cavity = SliceMask(ni: ni, nj: nj, inside: try contour(inner, ni: ni, nj: nj))
    var labels = [UInt8](repeating: 0, count: ni * nj)
    if let outer {
      let heart = SliceMask(ni: ni, nj: nj, inside: try contour(outer, ni: ni, nj: nj))
      for n in labels.indices where heart.pixels[n] { labels[n] = 1 }
    }
    for n in labels.indices where cavity.pixels[n] { labels[n] = outer == nil ? 1 : 2 }
    return LabelledImage(
      channels: [volume], labels: LabelVolume(geometry: volume.geometry, voxels: labels),
      warnings: file.warnings)
  }

  /// A polygon, "x y" a line.
  ///
  /// Its coordinates count from 1: the 18 endocardia of one patient fit the cavity's edge best when
  /// they are moved by 1.4 pixels (standard error 0.3) towards the origin along either axis.
  private func contour(_ path: String, ni: Int, nj: Int) throws(DatasetError) -> [SlicePoint] {
    var points: [SlicePoint] = []
    let lines = try fileText(path).split(whereSeparator: \.isNewline)
    for (n, line) in lines.enumerated() {
      let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      guard numbers.count == 2 else {
        throw .badDescription(path: path, reason: "line \(n + 1) is no pair of numbers")
      }
      let point = SlicePoint(numbers[0] - 1, numbers[1] - 1)
      guard -1...Double(ni) ~= point.x, -1...Double(nj) ~= point.y else {
        throw .badDescription(
          path: path, reason: "line \(n + 1) lies outside of the image's \(ni) x \(nj) pixels")
      }
      points.append(point)
    }
    guard points.count >= 3 else {
      throw .badDescription(path: path, reason: "a contour has three points or more")
    }
    return points
  }
}
