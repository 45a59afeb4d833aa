import Foundation

/// Source: Khronos, glTF 2.0 specification, 2021: up is +Y, the front +Z, one unit a metre.
func glbFile(_ meshes: [NamedMesh]) -> [UInt8] {
  var binary: [UInt8] = []
  var scene = Scene()
  for (n, named) in meshes.enumerated() {
    let mesh = named.mesh
    // Single precision, as the limits must be those of what is stored.
    let positions = mesh.positions.map { turned($0) / 1000 }.map(SIMD3<Float>.init)
    let low = positions.reduce(SIMD3(repeating: Float.infinity)) { pointwiseMin($0, $1) }
    let high = positions.reduce(SIMD3(repeating: -Float.infinity)) { pointwiseMax($0, $1) }
    for (kind, vectors) in [
      (0, positions), (1, mesh.vertexNormals.map { SIMD3<Float>(turned($0)) }),
    ] {
      scene.addView(from: binary.count, bytes: 12 * vectors.count, target: 34962)
      scene.accessors.append(
        Accessor(
          bufferView: 3 * n + kind, componentType: 5126, count: vectors.count, type: "VEC3",
          min: kind == 0 ? [low.x, low.y, low.z] : nil,
          max: kind == 0 ? [high.x, high.y, high.z] : nil))
      for vector in vectors {
        for axis in 0..<3 { binary.append(vector[axis].bitPattern) }
      }
    }
    scene.addView(from: binary.count, bytes: 12 * mesh.triangles.count, target: 34963)
    scene.accessors.append(
      Accessor(
        bufferView: 3 * n + 2, componentType: 5125, count: 3 * mesh.triangles.count,
        type: "SCALAR"))
    for triangle in mesh.triangles {
      for corner in 0..<3 { binary.append(triangle[corner]) }
    }
    scene.addStructure(named, n)
  }
  scene.buffers = [Buffer(byteLength: binary.count)]
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard let json = try? encoder.encode(scene) else {
    preconditionFailure("finite numbers and texts can be written as JSON")
  }
  // Chunks are filled up to four bytes: text with spaces; the rest has whole numbers of four.
  var text = Array(json)
  while text.count % 4 != 0 { text.append(UInt8(ascii: " ")) }
  var bytes = Array("glTF".utf8)
  bytes.append(UInt32(2))
  bytes.append(UInt32(12 + 8 + text.count + 8 + binary.count))
  bytes.append(UInt32(text.count))
  bytes += Array("JSON".utf8) + text
  bytes.append(UInt32(binary.count))
  bytes += Array("BIN\0".utf8) + binary
  return bytes
}

/// The patient's right, front and head: -X, +Z and +Y.
private func turned(_ v: SIMD3<Double>) -> SIMD3<Double> { SIMD3(-v.x, v.z, v.y) }

private struct Scene: Encodable {
  let asset = ["version": "2.0", "generator": "Contourist"]
  let scene = 0
  var scenes: [[String: [Int]]] = [["nodes": []]]
  var nodes: [Node] = []
  var meshes: [Shape] = []
  var materials: [Material] = []
  var accessors: [Accessor] = []
  var bufferViews: [BufferView] = []
  var buffers: [Buffer] = []

  mutating func addView(from start: Int, bytes: Int, target: Int) {
    bufferViews.append(
      BufferView(buffer: 0, byteOffset: start, byteLength: bytes, target: target))
  }

  mutating func addStructure(_ named: NamedMesh, _ n: Int) {
    scenes[0]["nodes"]?.append(n)
    nodes.append(Node(name: named.name, mesh: n))
    meshes.append(
      Shape(
        name: named.name,
        primitives: [
          Primitive(
            attributes: ["POSITION": 3 * n, "NORMAL": 3 * n + 1], indices: 3 * n + 2, material: n)
        ]))
    let colour = (0..<3).map { linear(Double(named.colour[$0]) / 255) }
    materials.append(
      Material(
        name: named.name,
        pbrMetallicRoughness: Surface(
          baseColorFactor: colour + [1], metallicFactor: 0, roughnessFactor: 0.6)))
  }

  /// Light of a level of sRGB.
  private func linear(_ level: Double) -> Double {
    level <= 0.04045 ? level / 12.92 : pow((level + 0.055) / 1.055, 2.4)
  }
}

private struct Node: Encodable {
  let name: String
  let mesh: Int
}

private struct Shape: Encodable {
  let name: String
  let primitives: [Primitive]
}

private struct Primitive: Encodable {
  let attributes: [String: Int]
  let indices: Int
  let material: Int
}

private struct Material: Encodable {
  let name: String
  let pbrMetallicRoughness: Surface
}

private struct Surface: Encodable {
  let baseColorFactor: [Double]
  let metallicFactor: Double
  let roughnessFactor: Double
}

private struct Accessor: Encodable {
  let bufferView: Int
  let componentType: Int
  let count: Int
  let type: String
  var min: [Float]?
  var max: [Float]?
}

private struct BufferView: Encodable {
  let buffer: Int
  let byteOffset: Int
  let byteLength: Int
  let target: Int
}

private struct Buffer: Encodable {
  let byteLength: Int
}
