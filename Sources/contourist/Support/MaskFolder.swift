import Datasets
import Evaluation
import Foundation
import ImageFiles
import Measurements
import Terminal
import Volumes

/// How files of masks are told from others by their names.
enum MaskNames {
  /// Of files that hold images or masks.
  static let fileEndings = [".nii", ".nii.gz", ".hdr", ".dcm", ".png", ".tif", ".tiff"]

  static func isImageFile(_ name: String) -> Bool {
    !name.hasPrefix(".") && fileEndings.contains { name.lowercased().hasSuffix($0) }
  }

  static func isMask(_ name: String) -> Bool {
    maskMarks.contains { imageName(name).lowercased().hasSuffix($0) }
  }

  /// The name of the case that a file is about: without its ending and a mark.
  static func caseName(_ path: String) -> String {
    let name = imageName(path)
    let mark = maskMarks.first { name.lowercased().hasSuffix($0) && name.count > $0.count }
    return String(name.dropLast(mark?.count ?? 0))
  }
}

/// A mask that is read when its turn comes.
struct NamedMask {
  /// Of the case.
  let name: String
  /// For messages.
  let path: String
  let phase: CardiacPhase?
  /// Whose it is, and how tall and heavy that person, where a data set says so.
  var patient: String?
  var bodySize: BodySize?
  let read: () throws -> LabelFile
  /// As its file has it.
  let stored: () throws -> StoredMask

  init(_ path: String, name: String? = nil) {
    let name = name ?? MaskNames.caseName(path)
    self.name = name
    self.path = path
    phase = CardiacPhase.allCases.first { name.uppercased().hasSuffix("_" + $0.rawValue) }
    patient = phase.map { String(name.dropLast($0.rawValue.count + 1)) }
    read = { try ImageFiles.readLabels(path) }
    stored = { try StoredMask(path: path) }
  }

  init(_ item: DatasetCase, _ layout: DatasetLayout, in folder: String) {
    name = item.name
    path = folder + "/" + item.name
    phase = item.phase.flatMap(CardiacPhase.init)
    patient = item.patient
    if let height = item.heightCentimetres, let weight = item.weightKilograms {
      bodySize = BodySize(centimetres: height, kilograms: weight)
    }
    read = {
      let image = try item.load()
      // How a patient lay is not asked of data sets: ACDC's headers have it wrong.
      return LabelFile(
        labels: image.labels, hasSpacing: layout.statesSpacing, isOriented: false,
        warnings: image.warnings)
    }
    stored = { .whole(try item.load().labels) }
  }
}

/// The masks of a folder by the names of their cases: those of a labelled data set or of sessions,
/// or else the files of the folder and of the folders in it.
///
/// Where any file has a mark such as `_gt`, only files with one are masks; the rest are images.
struct MaskFolder {
  let path: String
  /// Sorted by name.
  let masks: [NamedMask]
  /// Where the folder's layout names them.
  let labels: [NamedLabel]

  static let rule = """
    Of two folders the masks of equal names belong together: the file's name without its ending \
    and without a mark (\(maskMarks.joined(separator: ", "))); where a name occurs twice, \
    the path within the folder. Where any file of a folder has a mark, those without one are \
    taken for images and left out. A folder that 'contourist datasets' knows, sessions included, \
    is read as it says.
    """

  init(_ path: String) throws {
    self.path = path
    do {
      // Masks beside images keep the values they have.
      let dataset = try Dataset.open(path, excluding: [.marked])
      masks = dataset.cases.map { NamedMask($0, dataset.layout, in: path) }
      labels = dataset.labels
    } catch {
      guard case .unknownLayout = error else { throw error }
      masks = try Self.files(in: path)
      labels = []
    }
  }

  private static func files(in folder: String) throws -> [NamedMask] {
    guard let names = Folders.files(below: folder) else {
      throw DataError("\(folder): cannot be read. Check its permissions.")
    }
    var found = names.filter { name in
      !name.split(separator: "/").contains { $0.hasPrefix(".") } && MaskNames.isImageFile(name)
    }
    if found.contains(where: MaskNames.isMask) { found = found.filter(MaskNames.isMask) }
    guard !found.isEmpty else {
      throw DataError(
        "\(folder): there is no mask in this folder "
          + "(\(MaskNames.fileEndings.joined(separator: ", ")))")
    }
    let counts = Dictionary(grouping: found, by: MaskNames.caseName).mapValues(\.count)
    let masks = found.map { name in
      let short = MaskNames.caseName(name)
      let parent = (name as NSString).deletingLastPathComponent
      let isUnique = counts[short] == 1 || parent.isEmpty
      return NamedMask(folder + "/" + name, name: isUnique ? short : parent + "/" + short)
    }.sorted { $0.name < $1.name }
    for (one, other) in zip(masks, masks.dropFirst()) where one.name == other.name {
      throw DataError(
        "\(one.path) and \(other.path): both are masks of \(one.name); rename one of them or move "
          + "it elsewhere")
    }
    return masks
  }
}

/// Masks of one case, the first annotation's first.
struct MaskGroup {
  let name: String
  let masks: [NamedMask]

  var phase: CardiacPhase? { masks.lazy.compactMap(\.phase).first }

  /// The files of one case, or the cases that folders have in common.
  ///
  /// - Parameter allowsMissing: Leaves cases out that a folder lacks, with a warning.
  /// - Throws: `DataError` where files and folders are mixed or a folder lacks a case.
  /// - Returns: The groups, and the names of the labels where a folder's layout tells them.
  static func all(
    in paths: [String], allowsMissing: Bool
  ) throws -> (groups: [MaskGroup], labels: [NamedLabel]) {
    for path in paths where !FileManager.default.fileExists(atPath: path) {
      throw DataError("\(path): there is no such file or folder. Check the path.")
    }
    let folders = paths.filter(PresegmentInput.isFolder)
    guard !folders.isEmpty else {
      let masks = paths.map { NamedMask($0) }
      return ([MaskGroup(name: masks[masks.count - 1].name, masks: masks)], [])
    }
    guard folders.count == paths.count else {
      throw DataError(
        "\(folders[0]): is a folder, but \(paths.first { !folders.contains($0) } ?? "") a file; "
          + "give folders or files")
    }
    let sets = try paths.map { try MaskFolder($0) }
    let byName = sets.map { set in
      Dictionary(set.masks.map { ($0.name, $0) }) { first, _ in first }
    }
    let names = Set(byName.flatMap(\.keys)).sorted()
    var groups: [MaskGroup] = []
    var missing: [String] = []
    for name in names {
      let masks = byName.compactMap { $0[name] }
      if masks.count == sets.count {
        groups.append(MaskGroup(name: name, masks: masks))
      } else {
        let lacking = zip(sets, byName).first { $0.1[name] == nil }?.0.path ?? ""
        missing.append("\(name) (not in \(lacking))")
      }
    }
    let list =
      missing.prefix(5).joined(separator: ", ")
      + (missing.count > 5 ? " and \(missing.count - 5) more" : "")
    guard !groups.isEmpty else {
      throw DataError("no case is in all folders: \(list). Cases are known by their files' names.")
    }
    if !missing.isEmpty {
      guard allowsMissing else {
        throw DataError(
          "\(missing.count) of \(counted(names.count, "case")) "
            + "\(missing.count == 1 ? "is" : "are") not in all folders: \(list). Add or rename the "
            + "files, or give --allow-missing to leave them out.")
      }
      warn("left out, as a folder lacks them: \(list)")
    }
    return (groups, sets.lazy.map(\.labels).first { !$0.isEmpty } ?? [])
  }

  /// Reads the masks and makes sure that they lie on one grid; DICOM Segmentations, whose empty slices
  /// may have been left out, and structure sets are laid on the others'.
  /// - Parameters:
  ///   - ignoresGeometry: Whether equal sizes are enough.
  ///   - frame: This frame alone is taken of masks that have several.
  func read(ignoresGeometry: Bool, frame: Int? = nil) throws -> [LabelVolume] {
    let stored = try masks.map { (path: $0.path, mask: try $0.stored()) }
    let grid = ignoresGeometry ? nil : try SharedGrid(stored)
    let volumes = try zip(masks, stored).map { mask, content in
      let labels =
        try grid?.placed(content.mask, path: mask.path) ?? content.mask.labels ?? mask.read().labels
      guard let frame, labels.frames > 1 else { return labels }
      guard frame < labels.frames else {
        throw DataError(
          "\(mask.path): there is no frame \(frame); it has 0 to \(labels.frames - 1)")
      }
      return labels.frame(frame)
    }
    let (first, path) = (volumes[0], masks[0].path)
    for (other, mask) in zip(volumes, masks).dropFirst() {
      guard first.size == other.size, first.frames == other.frames else {
        throw DataError(
          "\(path) has \(first.size) voxels and \(counted(first.frames, "frame")), \(mask.path) "
            + "\(other.size) and \(counted(other.frames, "frame")); give masks of one image")
      }
      guard !ignoresGeometry else { continue }
      do {
        try first.geometry.requireEqual(other.geometry, path, mask.path)
      } catch {
        throw DataError("\(error) --ignore-geometry compares voxel by voxel all the same.")
      }
    }
    return volumes
  }
}
