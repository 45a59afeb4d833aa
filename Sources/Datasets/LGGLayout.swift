import ImageFiles
import Volumes

/// Lower-grade gliomas of The Cancer Genome Atlas: a folder for each patient, in it slices as TIFF
/// with three channels, and a mask beside each. The slices become one volume. The masks are outlines
/// of what is bright on FLAIR, which stands in for other channels where a patient lacks them.
///
/// Source: Buda, Saha and Mazurowski, Computers in Biology and Medicine 109 (2019) 218.
enum LGGLayout: LayoutReader {
  static let appearance = "TCGA_*/ with TCGA_*_N.tif and TCGA_*_N_mask.tif"

  static func matches(_ folder: DatasetFolder) -> Bool {
    patients(folder).contains { name in
      (try? folder.subfolder(name))?.names.contains { $0.hasSuffix("_mask.tif") } ?? false
    }
  }

  static func open(_ folder: DatasetFolder) throws(DatasetError) -> Dataset {
    let values = LabelValues(["tumour"], stored: [(255, 1)])
    let channels = ["pre-contrast", "FLAIR", "post-contrast"]
    var cases: [DatasetCase] = []
    for name in patients(folder) {
      let files = try folder.subfolder(name)
      let numbers = sliceNumbers(files, name)
      guard !numbers.isEmpty else { continue }
      var slices: [LabelledFiles] = []
      for number in numbers {
        let slice = "\(name)_\(number)"
        slices.append(
          LabelledFiles(
            images: [files.path(of: slice + ".tif")], channelCount: channels.count,
            mask: try files.file(slice + "_mask.tif", neededBy: slice + ".tif"), values: values))
      }
      // TCGA_SITE_PATIENT_DATE.
      let patient = name.split(separator: "_").prefix(3).joined(separator: "_")
      let stack = slices
      cases.append(
        DatasetCase(name: name, patient: patient) { try volume(stack, numbers: numbers) })
    }
    return Dataset(
      name: folder.name, layout: .lgg, channels: channels, drawnOn: "FLAIR", labels: values.labels,
      licence: "TCGA-LGG, non-commercial use; cite Buda et al., Computers in Biology and Medicine "
        + "109 (2019) 218", cases: cases)
  }

  private static func patients(_ folder: DatasetFolder) -> [String] {
    folder.names.filter { $0.hasPrefix("TCGA_") && folder.hasFolder($0) }
  }

  /// Ascending, from "NAME_12.tif".
  private static func sliceNumbers(_ folder: DatasetFolder, _ patient: String) -> [Int] {
    folder.names.compactMap { name in
      guard name.hasPrefix(patient + "_"), name.hasSuffix(".tif") else { return nil }
      return Int(name.dropFirst(patient.count + 1).dropLast(".tif".count))
    }.sorted()
  }

  private static func volume(_ slices: [LabelledFiles], numbers: [Int]) throws -> LabelledImage {
    let first = try slices[0].read()
    var channels = first.channels.map(\.voxels)
    var labels = first.labels.voxels
    let flat = first.labels.geometry
    for files in slices.dropFirst() {
      let slice = try files.read()
      try flat.requireEqual(slice.labels.geometry, slices[0].images[0], files.images[0])
      for n in channels.indices { channels[n] += slice.channels[n].voxels }
      labels += slice.labels.voxels
    }
    var warnings = ["The files state no spacing; 1 mm is assumed along every axis."]
    let missing = Set(numbers[0]...numbers[numbers.count - 1]).subtracting(numbers).sorted()
    if !missing.isEmpty {
      warnings.append(
        "Slices \(missing.map(String.init).joined(separator: ", ")) are missing; those beside "
          + "them were put together.")
    }
    let geometry = Geometry(
      size: GridSize(ni: flat.size.ni, nj: flat.size.nj, nk: slices.count))
    return LabelledImage(
      channels: channels.map { Volume(geometry: geometry, voxels: $0) },
      labels: LabelVolume(geometry: geometry, voxels: labels), warnings: warnings)
  }
}
