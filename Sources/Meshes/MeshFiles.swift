import Volumes

/// Surfaces as files.
public enum MeshFormat: String, Sendable, CaseIterable {
  /// Triangles alone, all structures together; millimetres, RAS+.
  case stl
  /// Vertices with the structure's colour, all structures together; millimetres, RAS+.
  case ply
  /// glTF 2.0: a node for each structure with its name and colour; metres, as glTF has it: the
  /// patient stands upright and looks at the viewer.
  case glb

  /// The bytes of a file.
  public func file(_ meshes: [NamedMesh]) -> [UInt8] {
    switch self {
    case .stl: stlFile(meshes)
    case .ply: plyFile(meshes)
    case .glb: glbFile(meshes)
    }
  }
}

/// A header of 80 bytes, the number of triangles, and 50 bytes for each.
/// Source: 3D Systems, StereoLithography Interface Specification, 1988.
private func stlFile(_ meshes: [NamedMesh]) -> [UInt8] {
  let count = meshes.reduce(0) { $0 + $1.mesh.triangles.count }
  // A header that began with "solid" would be taken for text.
  let header = Array("Contourist surface, millimetres, RAS+".utf8)
  var bytes = header + [UInt8](repeating: 0, count: 80 - header.count)
  bytes.reserveCapacity(84 + 50 * count)
  bytes.append(UInt32(count))
  for mesh in meshes.map(\.mesh) {
    for triangle in mesh.triangles {
      let normal = mesh.normal(triangle)
      let length = length(normal)
      let (a, b, c) = mesh.corners(triangle)
      bytes.append(length > 0 ? normal / length : SIMD3())
      for corner in [a, b, c] { bytes.append(corner) }
      bytes += [0, 0]
    }
  }
  return bytes
}

/// Source: Turk, The PLY Polygon File Format, 1994.
private func plyFile(_ meshes: [NamedMesh]) -> [UInt8] {
  let vertices = meshes.reduce(0) { $0 + $1.mesh.positions.count }
  let faces = meshes.reduce(0) { $0 + $1.mesh.triangles.count }
  let names = meshes.map { "comment structure " + $0.name.filter { !$0.isNewline } + "\n" }
  var bytes = Array(
    """
    ply
    format binary_little_endian 1.0
    comment Contourist surface, millimetres, RAS+
    \(names.joined())element vertex \(vertices)
    property float x
    property float y
    property float z
    property uchar red
    property uchar green
    property uchar blue
    element face \(faces)
    property list uchar int vertex_indices
    end_header

    """.utf8)
  bytes.reserveCapacity(bytes.count + 15 * vertices + 13 * faces)
  for mesh in meshes {
    for position in mesh.mesh.positions {
      bytes.append(position)
      bytes += [mesh.colour.x, mesh.colour.y, mesh.colour.z]
    }
  }
  var first: UInt32 = 0
  for mesh in meshes.map(\.mesh) {
    for triangle in mesh.triangles {
      bytes.append(UInt8(3))
      for corner in 0..<3 { bytes.append(triangle[corner] + first) }
    }
    first += UInt32(mesh.positions.count)
  }
  return bytes
}
