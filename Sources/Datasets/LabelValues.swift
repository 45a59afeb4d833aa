import ImageFiles
import Volumes

/// The labels of a data set, and by which numbers its masks mean them.
struct LabelValues: Sendable {
  let labels: [NamedLabel]
  /// For each number in a mask the label's value; nil where a mask may not hold it.
  private let meaning: [UInt8?]

  /// Masks that hold the labels' own values: 1 for the first name.
  init(_ names: [String]) {
    self.init(names, stored: Array(zip(1...255, names.indices.map { UInt8($0 + 1) })))
  }

  /// Masks that hold other numbers.
  /// - Parameter stored: Pairs of a number in the masks and the label that it means.
  init(_ names: [String], stored: [(number: UInt8, label: UInt8)]) {
    labels = names.enumerated().map { NamedLabel(value: UInt8($0.offset + 1), name: $0.element) }
    var meaning = [UInt8?](repeating: nil, count: 256)
    meaning[0] = 0
    for (number, label) in stored { meaning[Int(number)] = label }
    self.meaning = meaning
  }

  /// Each number that some masks hold as a label, "label 2"; all of them are read.
  /// - Throws: `DatasetError.image`.
  init(foundIn masks: [String]) throws(DatasetError) {
    var found: Set<UInt8> = []
    for path in masks {
      do throws(ImageFileError) {
        found.formUnion(try ImageFiles.readLabels(path).labels.labels)
      } catch {
        throw .image(error)
      }
    }
    let numbers = found.sorted()
    self.init(
      numbers.map { "label \($0)" },
      stored: numbers.enumerated().map { ($1, UInt8($0 + 1)) })
  }

  /// Reads a mask and turns its numbers into labels.
  /// - Throws: `DatasetError.labelOutOfRange`, `ImageFileError`.
  func read(_ path: String) throws -> LabelFile {
    do {
      var file = try ImageFiles.readLabels(path)
      file.labels = try labels(file.labels, path: path)
      return file
    } catch ImageFileError.notALabel(let path, let value, let voxel, _) {
      throw outOfRange(path, value, voxel)
    }
  }

  /// The labels that the numbers in a mask mean.
  /// - Throws: `DatasetError.labelOutOfRange`.
  func labels(_ stored: LabelVolume, path: String) throws(DatasetError) -> LabelVolume {
    var labels = stored
    for (n, number) in stored.voxels.enumerated() {
      guard let label = meaning[Int(number)] else {
        let size = stored.size
        throw outOfRange(
          path, Double(number),
          VoxelIndex(n % size.ni, n / size.ni % size.nj, n % size.count / size.sliceCount))
      }
      labels.voxels[n] = label
    }
    return labels
  }

  private func outOfRange(_ path: String, _ value: Double, _ voxel: VoxelIndex) -> DatasetError {
    .labelOutOfRange(
      path: path, value: value, voxel: voxel,
      allowed: (0...255).filter { meaning[Int($0)] != nil })
  }
}
