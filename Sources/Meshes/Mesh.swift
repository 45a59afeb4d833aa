import Volumes

/// A closed surface of triangles in the patient, millimetres, RAS+.
public struct Mesh: Sendable, Equatable {
  public var positions: [SIMD3<Double>]
  /// Indices of positions, counterclockwise as seen from outside.
  public let triangles: [SIMD3<UInt32>]

  public init(positions: [SIMD3<Double>], triangles: [SIMD3<UInt32>]) {
    self.positions = positions
    self.triangles = triangles
  }

  /// Square millimetres.
  public var area: Double { triangles.reduce(0) { $0 + length(normal($1)) / 2 } }

  /// What it encloses, cubic millimetres.
  public var volume: Double {
    // From a corner of its own, so that far away from the origin no digits are lost.
    let origin = positions.first ?? SIMD3()
    return triangles.reduce(0) { sum, triangle in
      let (a, b, c) = corners(triangle)
      return sum + dot(a - origin, cross(b - origin, c - origin)) / 6
    }
  }

  /// Vertices minus edges plus faces: twice the number of pieces, less two for each handle, and two
  /// more for each cavity.
  public var eulerNumber: Int { positions.count - triangles.count / 2 }

  func corners(_ triangle: SIMD3<UInt32>) -> (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>) {
    (positions[Int(triangle.x)], positions[Int(triangle.y)], positions[Int(triangle.z)])
  }

  /// Outwards, twice as long as the triangle's area.
  func normal(_ triangle: SIMD3<UInt32>) -> SIMD3<Double> {
    let (a, b, c) = corners(triangle)
    return cross(b - a, c - a)
  }

  /// At each position, of length 1: the mean of its triangles' by area.
  var vertexNormals: [SIMD3<Double>] {
    var normals = [SIMD3<Double>](repeating: SIMD3(), count: positions.count)
    for triangle in triangles {
      let normal = normal(triangle)
      for corner in 0..<3 { normals[Int(triangle[corner])] += normal }
    }
    return normals.map { normal in
      let length = length(normal)
      return length > 0 ? normal / length : SIMD3(0, 0, 1)
    }
  }
}
