/// A structure's surface with what files call it and how they colour it.
public struct NamedMesh: Sendable {
  public let name: String
  /// sRGB, 0...255.
  public let colour: SIMD3<UInt8>
  public let mesh: Mesh

  public init(name: String, colour: SIMD3<UInt8>, mesh: Mesh) {
    self.name = name
    self.colour = colour
    self.mesh = mesh
  }
}

/// Appends numbers as most formats store them, the least significant byte first.
extension [UInt8] {
  mutating func append(_ value: Double) { append(Float(value).bitPattern) }

  mutating func append(_ value: UInt32) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  mutating func append(_ vector: SIMD3<Double>) {
    append(vector.x)
    append(vector.y)
    append(vector.z)
  }
}
