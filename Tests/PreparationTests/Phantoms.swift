import Volumes

@testable import Preparation

/// A volume whose voxel at `point` millimetres from the centre of voxel (0, 0, 0) is `value(point)`.
func volume(
  _ size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1), _ value: (SIMD3<Double>) -> Double
) -> Volume {
  Volume(
    geometry: Geometry(size: size, spacing: spacing),
    voxels: positions(size, spacing).map { Float(value($0)) })
}

/// Labels as `volume` makes intensities.
func labelVolume(
  _ size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1), _ label: (SIMD3<Double>) -> UInt8
) -> LabelVolume {
  LabelVolume(
    geometry: Geometry(size: size, spacing: spacing), voxels: positions(size, spacing).map(label))
}

/// The voxels' centres in millimetres, in the order of memory.
func positions(_ size: GridSize, _ spacing: SIMD3<Double>) -> [SIMD3<Double>] {
  (0..<size.count).map { n in
    SIMD3(
      Double(n % size.ni), Double(n / size.ni % size.nj), Double(n / size.sliceCount)) * spacing
  }
}

func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }

/// A recipe that leaves intensities as they are where they lie between 0 and 1.
func recipe(
  _ dimensions: Int = 3, spacing: [Double?] = [nil, nil, nil], patch: [Int]? = nil,
  normalisation: Normalisation = .range(low: 0, high: 1), isPerSlice: Bool = false
) -> PreparationRecipe {
  PreparationRecipe(
    dimensions: dimensions, spacing: spacing,
    patch: patch ?? [Int](repeating: 8, count: dimensions), normalisation: normalisation,
    isPerSlice: isPerSlice)
}

/// One channel and its labels, prepared by nothing.
func image(
  _ size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1), labels: [UInt8]? = nil,
  _ value: (SIMD3<Double>) -> Double
) -> PreparedImage {
  PreparedImage(
    name: "drawn", channels: 1, size: size, spacing: spacing,
    values: positions(size, spacing).map { Float(value($0)) },
    labels: labels ?? [UInt8](repeating: 0, count: size.count))
}
