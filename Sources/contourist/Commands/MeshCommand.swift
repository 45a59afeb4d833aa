import ArgumentParser
import Figures
import Foundation
import ImageFiles
import Meshes
import Terminal
import Volumes

struct MeshCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mesh",
    abstract: "Surfaces of a mask's labels for 3-D viewers and printers: STL, PLY, glTF.",
    discussion: """
      Examples:

        contourist mesh heart.nii.gz --label LV=3 -o lv.stl
        contourist mesh heart.nii.gz --frame 4 -o heart.glb
        contourist mesh bone.nii.gz --smooth 0 -o bone.ply

      Surfaces are closed and manifold, their normals point outwards. STL and PLY are in \
      millimetres, RAS+ (x to the right, y to the front, z to the head); STL has neither names nor \
      colours, PLY has colours. GLB (glTF 2.0) has a node for each label with name and colour; as \
      glTF has it, it is in metres, with the head at +Y and the front at +Z.
      """)

  @Argument(help: "The mask (NIfTI, PNG, TIFF, DICOM).")
  var mask: String

  @Option(name: .shortAndLong, help: "The surface to write: .stl, .ply or .glb.")
  var output: String

  @OptionGroup var labels: LabelOptions

  @Option(help: "Frame of a cine, counted from 0.")
  var frame = 0

  @Option(
    help: """
      Smoothing that keeps the volume (Taubin), iterations from 0 to 100; 0 leaves the steps of \
      the voxels.
      """)
  var smooth = SurfaceNet.usualIterations

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var existing: OutputOptions

  func validate() throws {
    guard (0...100).contains(smooth) else {
      throw ValidationError("--smooth is a number of iterations, 0 to 100")
    }
    guard frame >= 0 else { throw ValidationError("--frame counts from 0") }
  }

  func run() throws {
    try existing.check(output, inputs: [mask])
    try checkEnding(output, ".stl", ".ply", ".glb")
    let ending = String(output.lowercased().suffix(3))
    guard let format = MeshFormat(rawValue: ending) else { return }
    let file = try ImageFiles.readLabels(mask)
    file.warnings.forEach { warn("\(mask): \($0)") }
    let volume = file.labels
    guard frame < volume.frames else {
      throw DataError("\(mask): there is no frame \(frame); it has 0 to \(volume.frames - 1)")
    }
    if !file.hasSpacing {
      warn("\(mask): states no spacing, so that a millimetre of the surface is a voxel")
    }
    let still = volume.frames == 1 ? volume : volume.frame(frame)
    let chosen = labels.names(of: still.labels, known: file.names)
    guard !chosen.isEmpty else {
      throw DataError("\(mask): nothing is labelled in frame \(frame); choose another with --frame")
    }
    Interruption.watch()
    let progress = ProgressLine()
    defer { progress.show("") }
    var meshes: [NamedMesh] = []
    var rows: [MeshReport.Label] = []
    for (n, label) in chosen.enumerated() {
      progress.show("\(n + 1) of \(chosen.count)  \(label.name)")
      let begin = ContinuousClock.now
      let mesh = try surface(still, label)
      let colour = LabelColour(name: label.name, value: label.value).colour
      meshes.append(
        NamedMesh(
          name: label.name, colour: SIMD3(colour.red, colour.green, colour.blue), mesh: mesh))
      let triangles = meshes.reduce(0) { $0 + $1.mesh.triangles.count }
      guard triangles <= 2 * SurfaceNet.mostFaces else {
        throw DataError("\(mask): \(MeshError.tooLarge(faces: triangles / 2))")
      }
      let voxels = still.voxels.count { $0 == label.value }
      rows.append(
        MeshReport.Label(
          label, mesh, voxelMillilitres: Double(voxels) * still.geometry.voxelVolume / 1000,
          milliseconds: (ContinuousClock.now - begin) / .milliseconds(1)))
    }
    progress.show("writing \(output)")
    try AtomicFile.write(format.file(meshes), to: output)
    progress.show("")
    let report = MeshReport(output: output, format: format, smoothing: smooth, labels: rows)
    if json { return try printJSON(report) }
    print(report.text)
    print("surface \(output)  (\(report.convention))")
  }

  private func surface(_ mask: LabelVolume, _ label: NamedLabel) throws -> Mesh {
    do {
      var net = try SurfaceNet(mask, label: label.value) { Interruption.isAsked }
      try net.smooth(iterations: smooth) { Interruption.isAsked }
      return net.mesh()
    } catch {
      if case MeshError.cancelled = error {
        printError("contourist: \(error)")
        throw ExitCode.interrupted
      }
      throw DataError("\(self.mask): \(label.name): \(error)")
    }
  }
}

/// What `mesh` says.
private struct MeshReport: Encodable {
  let output: String
  let format: String
  let convention: String
  let smoothing: Int
  let labels: [Label]

  struct Label: Encodable {
    let label: String
    let value: UInt8
    let vertices: Int
    let triangles: Int
    let areaSquareCentimetres: Double
    let millilitres: Double
    /// Of the mask's voxels.
    let voxelMillilitres: Double
    let eulerNumber: Int
    let milliseconds: Double

    enum CodingKeys: String, CodingKey {
      case label, value, vertices, triangles, milliseconds
      case areaSquareCentimetres = "area_cm2"
      case millilitres = "volume_ml"
      case voxelMillilitres = "voxel_volume_ml"
      case eulerNumber = "euler_number"
    }

    init(_ label: NamedLabel, _ mesh: Mesh, voxelMillilitres: Double, milliseconds: Double) {
      self.label = label.name
      value = label.value
      vertices = mesh.positions.count
      triangles = mesh.triangles.count
      areaSquareCentimetres = mesh.area / 100
      millilitres = mesh.volume / 1000
      self.voxelMillilitres = voxelMillilitres
      eulerNumber = mesh.eulerNumber
      self.milliseconds = milliseconds
    }
  }

  init(output: String, format: MeshFormat, smoothing: Int, labels: [Label]) {
    self.output = output
    self.format = format.rawValue
    self.smoothing = smoothing
    self.labels = labels
    convention =
      format == .glb ? "metres, head +Y, front +Z" : "millimetres, right +x, front +y, head +z"
  }

  var text: String {
    table(
      ["label", "vertices", "triangles", "area cm2", "volume mL", "voxels mL"],
      labels.map {
        [
          $0.label, "\($0.vertices)", "\($0.triangles)", $0.areaSquareCentimetres.text(1),
          $0.millilitres.text(2), $0.voxelMillilitres.text(2),
        ]
      })
  }
}
