import Volumes

/// Label values of the Automated Cardiac Diagnosis Challenge.
enum HeartLabel {
  static let right: UInt8 = 1
  static let myocardium: UInt8 = 2
  static let left: UInt8 = 3
}

/// Where the heart lies on the image grid.
struct HeartGrid {
  let size: GridSize
  let spacing: SIMD3<Double>
  /// Heart coordinates of voxel (0, 0, k) for each slice k; they differ by the breathing.
  let origins: [SIMD3<Double>]
  let samples: Supersampling
  /// How much wider than the default heart this one is, at least 1.
  let widening: Double

  /// Neighbouring samples of one layer lie in different planes: a slanted surface then fades
  /// through a thick slice instead of showing once for each layer.
  static let planeRatio = 3

  /// The plane of sample (a, b) in layer `c`.
  func plane(_ a: Int, _ b: Int, _ c: Int) -> Int {
    c * HeartGrid.planeRatio + (a + b) % HeartGrid.planeRatio
  }

  /// In-plane voxels that the heart can reach: i and j ranges within slice `k`.
  func reach(_ k: Int) -> (i: Range<Int>, j: Range<Int>) {
    func range(_ low: Double, _ high: Double, _ origin: Double, _ step: Double, _ n: Int)
      -> Range<Int>
    {
      let (low, high) = (low * widening, high * widening)
      let first = min(max(Int(((low - origin) / step).rounded(.down)), 0), n)
      let last = min(max(Int(((high - origin) / step).rounded(.up)) + 1, first), n)
      return first..<last
    }
    return (
      range(-88, 58, origins[k].x, spacing.x, size.ni),
      range(-68, 68, origins[k].y, spacing.y, size.nj)
    )
  }

  /// The planes through slice `k` at which samples are taken, `planeRatio` for each layer of
  /// samples.
  func planes(_ shape: HeartShape, _ k: Int, fullness: Double) -> [HeartPlane] {
    let count = samples.k * HeartGrid.planeRatio
    return (0..<count).map {
      let z = origins[k].z + Supersampling.offset($0, of: count) * spacing.z
      return HeartPlane(shape, z: z, fullness: fullness)
    }
  }
}

/// How large the three compartments of the heart are, in voxels.
struct HeartVoxelCounts {
  var left: Int
  /// Nothing for the frame whose wall thickness is given; its count holds for all others.
  var myocardium: Int?
  var right: Int
}

/// One moment of the heart: its labels and the sizes that gave them.
struct HeartFrame {
  /// Shape (ni, nj, nk).
  var labels: [UInt8]
  /// Sizes as `HeartPlane.sizes` means them.
  var sizes: SIMD3<Double>
}

/// Finds the sizes at which the labels hold exactly the voxels asked for.
///
/// For each voxel, the median over its samples of the size at which a surface reaches them is
/// the size at which most of the voxel is inside. The n-th smallest of these over all voxels is
/// then the size that labels n voxels: a sort instead of a search.
/// - Complexity: O(voxels times samples + voxels log voxels).
func solveHeart(
  _ shape: HeartShape, grid: HeartGrid, fullness: Double, counts: HeartVoxelCounts
) -> HeartFrame {
  var needed: [(offset: Int, sizes: SIMD3<Double>)] = []
  let samples = grid.samples
  let middle = samples.count / 2
  var cavity = [Double](repeating: 0, count: samples.count)
  var wall = cavity
  var right = cavity
  for k in 0..<grid.size.nk {
    let planes = grid.planes(shape, k, fullness: fullness)
    // Without most planes below the base and above the apex no voxel can be labelled.
    guard planes.count(where: { !$0.isAboveBase && $0.scales.y > 0 }) * 2 > planes.count else {
      continue
    }
    let origin = grid.origins[k]
    let reach = grid.reach(k)
    for j in reach.j {
      for i in reach.i {
        var n = 0
        for c in 0..<samples.k {
          for b in 0..<samples.j {
            let dy = Supersampling.offset(b, of: samples.j)
            let y = origin.y + (Double(j) + dy) * grid.spacing.y
            for a in 0..<samples.i {
              let dx = Supersampling.offset(a, of: samples.i)
              let x = origin.x + (Double(i) + dx) * grid.spacing.x
              let sizes = planes[grid.plane(a, b, c)].sizes(at: x, y)
              cavity[n] = sizes.x
              wall[n] = sizes.y
              right[n] = sizes.z
              n += 1
            }
          }
        }
        cavity.sort()
        wall.sort()
        right.sort()
        needed.append(
          (
            (k * grid.size.nj + j) * grid.size.ni + i,
            SIMD3(cavity[middle], wall[middle], right[middle])
          ))
      }
    }
  }
  return label(&needed, shape: shape, grid: grid, counts: counts)
}

private func label(
  _ needed: inout [(offset: Int, sizes: SIMD3<Double>)], shape: HeartShape, grid: HeartGrid,
  counts: HeartVoxelCounts
) -> HeartFrame {
  var labels = [UInt8](repeating: 0, count: grid.size.count)
  var sizes = SIMD3<Double>()
  sizes.x = take(&needed, 0, count: counts.left) { labels[$0] = HeartLabel.left }
  let wallCount =
    counts.myocardium
    ?? needed.count { $0.sizes.y <= sizes.x + shape.wallThickness }
  sizes.y = take(&needed, 1, count: wallCount) { labels[$0] = HeartLabel.myocardium }
  sizes.z = take(&needed, 2, count: counts.right) { labels[$0] = HeartLabel.right }
  return HeartFrame(labels: labels, sizes: sizes)
}

/// Removes the `count` voxels that surface `axis` reaches first, and tells `mark` their offsets.
/// - Returns: The size of the surface that holds them.
private func take(
  _ needed: inout [(offset: Int, sizes: SIMD3<Double>)], _ axis: Int, count: Int,
  mark: (Int) -> Void
) -> Double {
  // The offset decides between equals, so that the result does not depend on the sort.
  needed.sort { ($0.sizes[axis], $0.offset) < ($1.sizes[axis], $1.offset) }
  let reachable = needed.prefix(count).prefix { $0.sizes[axis] < .infinity }.count
  let size = reachable > 0 ? needed[reachable - 1].sizes[axis] : 0
  for voxel in needed[..<reachable] { mark(voxel.offset) }
  needed.removeFirst(reachable)
  return size
}
