// Four kinds of position that the compiler keeps apart. Only `Geometry` turns one into another.

/// A voxel: whole indices along i, j and k, counted from zero.
public struct VoxelIndex: Sendable, Hashable {
  public var i: Int
  public var j: Int
  public var k: Int

  public init(_ i: Int, _ j: Int, _ k: Int = 0) {
    self.i = i
    self.j = j
    self.k = k
  }
}

/// A position in voxel units, sub-voxel; the centre of a voxel lies at whole numbers.
public struct VoxelPoint: Sendable, Hashable {
  public var vector: SIMD3<Double>

  public init(_ vector: SIMD3<Double>) { self.vector = vector }
  public init(_ x: Double, _ y: Double, _ z: Double = 0) { vector = SIMD3(x, y, z) }

  public var x: Double { vector.x }
  public var y: Double { vector.y }
  public var z: Double { vector.z }
}

/// A position in the patient, millimetres, RAS+: x to the right, y to the front, z to the head.
public struct WorldPoint: Sendable, Hashable {
  public var vector: SIMD3<Double>

  public init(_ vector: SIMD3<Double>) { self.vector = vector }
  public init(_ x: Double, _ y: Double, _ z: Double) { vector = SIMD3(x, y, z) }

  public var x: Double { vector.x }
  public var y: Double { vector.y }
  public var z: Double { vector.z }
}

/// A position within one slice, in voxel units: x along i, y along j, centres at whole numbers.
public struct SlicePoint: Sendable, Hashable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// The same position in the volume, in slice `k`.
  public func inSlice(_ k: Int) -> VoxelPoint { VoxelPoint(x, y, Double(k)) }
}
