import Foundation
import Volumes

/// Where in an image each voxel of a patch is read: at
/// `centre + matrix * (x - patchCentre - shift + deformation(x))` for the voxel x of the patch.
struct SpatialMap {
  /// The voxel of the image that the patch's first one is without augmentation.
  let start: VoxelIndex
  let patch: GridSize
  /// What the middle of the patch shows, in voxels of the image.
  private let centre: SIMD3<Double>
  /// Steps in the image for steps along i, j and k in the patch.
  private var columns: [SIMD3<Double>]
  private var shift = SIMD3<Double>()
  private var elastic: ElasticField?
  /// Whether the patch is a piece of the image as it is.
  private(set) var isCrop = true

  /// The map of a patch that begins at `start`, changed by the geometric parts of `augmentation`.
  ///
  /// Random numbers are drawn in the order rotation (about k, i, j), scaling, shift (i, j, k), flips
  /// (i, j, k), deformation; a part that is nil draws none, one that does not happen draws one.
  init(
    start: VoxelIndex, patch: GridSize, spacing: SIMD3<Double>, isPlanar: Bool,
    augmentation: Augmentation, random: inout SplitMix64
  ) {
    self.start = start
    self.patch = patch
    let middle = SpatialMap.middle(patch)
    centre = SIMD3(Double(start.i), Double(start.j), Double(start.k)) + middle
    // Rows of the turn of the image, in millimetres; its transpose leads from patch to image.
    var rows = [SIMD3<Double>(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
    var scale = SIMD3<Double>(1, 1, 1)
    if let rotation = augmentation.rotation, random.happens(rotation.probability) {
      turn(&rows, 0, 1, random.uniform(rotation.degrees))
      if let tilt = rotation.tiltDegrees, !isPlanar {
        turn(&rows, 1, 2, random.uniform(tilt))
        turn(&rows, 2, 0, random.uniform(tilt))
      }
      isCrop = false
    }
    if let scaling = augmentation.scaling, random.happens(scaling.probability) {
      scale /= random.uniform(scaling.factor)
      isCrop = false
    }
    if let part = augmentation.shift, random.happens(part.probability) {
      shift.x = random.uniform(part.fraction) * Double(patch.ni)
      shift.y = random.uniform(part.fraction) * Double(patch.nj)
      if !isPlanar { shift.z = random.uniform(part.fraction) * Double(patch.nk) }
      isCrop = false
    }
    if let flips = augmentation.flips {
      for (axis, probability) in [flips.i, flips.j, flips.k].enumerated()
      where random.happens(probability) && !(isPlanar && axis == 2) {
        scale[axis].negate()
        isCrop = false
      }
    }
    // Column b of the inverse of turn and flip, from millimetres to voxels.
    columns = (0..<3).map { rows[$0] * scale[$0] * spacing[$0] / spacing }
    if let part = augmentation.elastic, random.happens(part.probability) {
      elastic = ElasticField(
        controlSpacing: part.controlSpacing,
        standardDeviation: random.uniform(part.standardDeviation), patch: patch, spacing: spacing,
        isPlanar: isPlanar, random: &random)
      isCrop = false
    }
  }

  private static func middle(_ patch: GridSize) -> SIMD3<Double> {
    SIMD3(Double(patch.ni - 1), Double(patch.nj - 1), Double(patch.nk - 1)) / 2
  }

  /// Positions in the image of one row of the patch.
  /// - Parameters:
  ///   - positions: Shape (patch's ni), in voxels.
  ///   - row: Kept between rows so that it is allocated once.
  func fill(_ positions: inout [SIMD3<Double>], _ row: inout DisplacedRow, j: Int, k: Int) {
    let first = SIMD3(0, Double(j), Double(k)) - SpatialMap.middle(patch) - shift
    let (ci, cj, ck) = (columns[0], columns[1], columns[2])
    let origin = centre + ci * first.x + cj * first.y + ck * first.z
    elastic?.fill(&row, j: j, k: k)
    let d = row.displacements.span
    var out = positions.mutableSpan
    let n = patch.ni
    if elastic == nil {
      for i in 0..<n { out[i] = origin + ci * Double(i) }
    } else {
      for i in 0..<n {
        let alongI = ci * (Double(i) + Double(d[i]))
        out[i] = origin + alongI + cj * Double(d[n + i]) + ck * Double(d[2 * n + i])
      }
    }
  }
}

/// Turns the image by `degrees` from axis a towards axis b, after what `rows` already does.
private func turn(_ rows: inout [SIMD3<Double>], _ a: Int, _ b: Int, _ degrees: Double) {
  let angle = degrees * .pi / 180
  let (cosine, sine) = (cos(angle), sin(angle))
  let (rowA, rowB) = (rows[a], rows[b])
  rows[a] = rowA * cosine - rowB * sine
  rows[b] = rowA * sine + rowB * cosine
}

extension SplitMix64 {
  /// Whether something of this probability happens; draws one number.
  mutating func happens(_ probability: Double) -> Bool { uniform() < probability }

  /// A whole number from 0 to `count` - 1.
  mutating func index(below count: Int) -> Int { Int(uniform() * Double(count)) }
}
