import Foundation
import TestSupport
import Testing
import Volumes

@testable import Meshes

@Suite struct MeshFilesTests {
  /// A tetrahedron with its right angle at (1, 2, 3).
  private let mesh = Mesh(
    positions: [SIMD3(1, 2, 3), SIMD3(11, 2, 3), SIMD3(1, 12, 3), SIMD3(1, 2, 13)],
    triangles: [SIMD3(0, 2, 1), SIMD3(0, 1, 3), SIMD3(0, 3, 2), SIMD3(1, 2, 3)])

  private var meshes: [NamedMesh] {
    [
      NamedMesh(name: "LV", colour: SIMD3(10, 20, 255), mesh: mesh),
      NamedMesh(name: "a \"name\"\nof two lines", colour: SIMD3(0, 0, 0), mesh: mesh),
    ]
  }

  @Test func `a tetrahedron has the volume and area of geometry`() {
    #expect(abs(mesh.volume - 1000.0 / 6) < 1e-9)
    #expect(abs(mesh.area - (150 + 100 * 3.0.squareRoot() / 2)) < 1e-9)
    #expect(mesh.eulerNumber == 2)
    #expect(isManifold(mesh))
    #expect(mesh.vertexNormals.allSatisfy { abs(length($0) - 1) < 1e-12 })
  }

  @Test func `STL has fifty bytes a triangle and no text at its beginning`() {
    let bytes = MeshFormat.stl.file(meshes)
    #expect(bytes.count == 84 + 50 * 8)
    #expect(bytes[80...83].elementsEqual([8, 0, 0, 0]))
    #expect(!bytes.starts(with: "solid".utf8))
    // The first triangle's normal points down.
    #expect(float(bytes, 84 + 8) == -1)
    #expect(float(bytes, 84 + 12) == 1)
  }

  @Test func `PLY's header has its counts, colours follow positions`() throws {
    let bytes = MeshFormat.ply.file(meshes)
    let text = String(decoding: bytes, as: UTF8.self)
    let header = try #require(text.range(of: "end_header\n"))
    #expect(text.contains("element vertex 8\n"))
    #expect(text.contains("element face 8\n"))
    #expect(text.contains("comment structure a \"name\"of two lines\n"))
    let start = text[..<header.upperBound].utf8.count
    #expect(bytes.count == start + 8 * 15 + 8 * 13)
    #expect(bytes[start + 12..<start + 15].elementsEqual([10, 20, 255]))
    // The second structure's indices come after the first one's vertices.
    #expect(bytes[(bytes.count - 13)...].elementsEqual([3, 5, 0, 0, 0, 6, 0, 0, 0, 7, 0, 0, 0]))
  }

  @Test func `GLB is two chunks whose lengths agree, in metres with the head up`() throws {
    let bytes = MeshFormat.glb.file(meshes)
    #expect(bytes.starts(with: "glTF".utf8))
    #expect(word(bytes, 4) == 2)
    #expect(Int(word(bytes, 8)) == bytes.count)
    let length = Int(word(bytes, 12))
    #expect(length % 4 == 0)
    #expect(Int(word(bytes, 20 + length)) == bytes.count - 28 - length)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes[20..<20 + length])) as? [String: Any])
    let nodes = try #require(json["nodes"] as? [[String: Any]])
    #expect(nodes.map { $0["name"] as? String } == ["LV", "a \"name\"\nof two lines"])
    let accessors = try #require(json["accessors"] as? [[String: Any]])
    #expect(accessors.count == 6)
    let least = try #require(accessors[0]["min"] as? [Double])
    let most = try #require(accessors[0]["max"] as? [Double])
    for (found, wanted) in zip(least + most, [-0.011, 0.003, 0.002, -0.001, 0.013, 0.012]) {
      #expect(abs(found - wanted) < 1e-7)
    }
    // The first vertex: 1 mm to the right, 3 mm up, 2 mm to the front.
    let start = 28 + length
    #expect(abs(float(bytes, start) + 0.001) < 1e-9)
    #expect(abs(float(bytes, start + 4) - 0.003) < 1e-9)
    let materials = try #require(json["materials"] as? [[String: Any]])
    let surface = materials[0]["pbrMetallicRoughness"] as? [String: Any]
    #expect((surface?["baseColorFactor"] as? [Double])?[2] == 1)
  }

  private func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
  }

  private func float(_ bytes: [UInt8], _ place: Int) -> Double {
    Double(Float(bitPattern: word(bytes, place)))
  }
}
