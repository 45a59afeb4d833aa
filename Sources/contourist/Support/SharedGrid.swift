import DICOMObjects
import ImageFiles
import Terminal
import Volumes

/// A mask as its file has it, before it is laid beside others.
enum StoredMask {
  /// Every voxel is in the file.
  case whole(LabelVolume)
  /// Slices, or moments, without labels may have been left out.
  case segmentation(LabelVolume, knowsMoments: Bool)
  /// Without voxels.
  case structures(DICOMDataSet)

  /// - Throws: `ImageFileError`.
  init(path: String) throws {
    guard let dataSet = try ImageFiles.dataSet(path) else {
      self = .whole(try ImageFiles.readLabels(path).labels)
      return
    }
    if StructureSet.isOne(dataSet) {
      self = .structures(dataSet)
    } else if DICOMSegmentation.isOne(dataSet) {
      let object = try DICOMSegmentation(dataSet, path: path)
      // One that does not say where it lies cannot be laid anywhere.
      self =
        object.isOriented
        ? .segmentation(object.labels, knowsMoments: object.knowsMoments) : .whole(object.labels)
    } else {
      self = .whole(try ImageFiles.readLabels(path).labels)
    }
  }

  /// On its own grid; nil for contours, which have none.
  var labels: LabelVolume? {
    switch self {
    case .whole(let labels), .segmentation(let labels, _): labels
    case .structures: nil
    }
  }
}

/// Lays DICOM objects on the grid of the masks that they are compared with: the last one that is no
/// such object, or, where all are Segmentations, the smallest grid that holds them.
struct SharedGrid {
  private let geometry: Geometry
  private let frames: Int
  private let owner: String

  /// - Parameter masks: With the paths that messages name.
  /// - Returns: nil where no mask has to be laid anywhere.
  /// - Throws: `DataError` where no mask has a grid.
  init?(_ masks: [(path: String, mask: StoredMask)]) throws {
    let whole = masks.last { if case .whole = $0.mask { true } else { false } }
    let segmentations = masks.compactMap { entry in
      if case .segmentation(let labels, _) = entry.mask { labels } else { nil as LabelVolume? }
    }
    if let whole, let labels = whole.mask.labels {
      guard masks.contains(where: { if case .whole = $0.mask { false } else { true } }) else {
        return nil
      }
      (geometry, frames, owner) = (labels.geometry, labels.frames, whole.path)
      return
    }
    guard let first = segmentations.first else {
      throw DataError(
        "\(masks.map(\.path).joined(separator: ", ")): structure sets have no voxels; compare them "
          + "with a mask or a Segmentation")
    }
    var common: Geometry? = first.geometry
    for other in segmentations.dropFirst() {
      common = common.flatMap { $0.extended(toHold: other.geometry) }
    }
    // Grids that do not fit each other are told by who lays them side by side.
    guard let common else { return nil }
    geometry = common
    frames = segmentations.map(\.frames).max() ?? 1
    owner = masks.first { if case .segmentation = $0.mask { true } else { false } }?.path ?? ""
  }

  /// A mask on the shared grid.
  /// - Throws: `DataError` where it lies between the grid's voxels or reaches beyond them, which would
  ///   change its scores; `DICOMObjectError`.
  func placed(_ mask: StoredMask, path: String) throws -> LabelVolume {
    switch mask {
    case .whole(let labels): return labels
    case .structures(let dataSet):
      let file = try StructureSet.labels(dataSet, on: geometry, path: path)
      file.warnings.forEach { warn("\(path): \($0)") }
      return file.labels
    case .segmentation(let labels, let knowsMoments):
      guard let placed = labels.placed(on: geometry, frames: knowsMoments ? frames : 1) else {
        throw DataError(
          "\(path): its voxels do not lie on those of \(owner); give masks of one image")
      }
      let lost = labels.voxels.count { $0 != 0 } - placed.voxels.count { $0 != 0 }
      guard lost == 0 else {
        throw DataError(
          "\(path): \(counted(lost, "voxel")) of it lie outside of \(owner); give masks of one image"
        )
      }
      return placed
    }
  }
}

extension Geometry {
  /// The smallest grid with these axes and voxel centres that holds all voxels of another; nil where
  /// the other's centres are not on it, or it would be far larger than both.
  fileprivate func extended(toHold other: Geometry) -> Geometry? {
    let last = SIMD3(
      Double(other.size.ni - 1), Double(other.size.nj - 1), Double(other.size.nk - 1))
    let ends = [VoxelPoint(0, 0, 0), VoxelPoint(last.x, last.y, last.z)].map {
      voxel(other.world($0)).vector
    }
    let own = SIMD3(Double(size.ni - 1), Double(size.nj - 1), Double(size.nk - 1))
    var low = SIMD3<Double>.zero
    var high = own
    for end in ends {
      guard (0..<3).allSatisfy({ end[$0].isFinite && abs(end[$0]) < 1e6 }) else { return nil }
      low = pointwiseMin(low, end.rounded(.toNearestOrAwayFromZero))
      high = pointwiseMax(high, end.rounded(.toNearestOrAwayFromZero))
    }
    let extent = high - low + 1
    let count = extent.x * extent.y * extent.z
    guard count <= 256 * Double(size.count + other.size.count) else { return nil }
    return Geometry(
      size: GridSize(ni: Int(extent.x), nj: Int(extent.y), nk: Int(extent.z)), axes: axes,
      origin: world(VoxelPoint(low.x, low.y, low.z)))
  }
}
