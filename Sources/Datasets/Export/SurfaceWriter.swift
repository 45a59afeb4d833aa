import Meshes
import Volumes

/// A surface of each label: CASE/LABEL.stl, closed, in millimetres, RAS+.
struct SurfaceWriter: TrainingSetWriter {
  let facts: TrainingSetFacts

  init(facts: TrainingSetFacts) { self.facts = facts }

  mutating func write(_ item: LoadedCase, to folder: ExportFolder) throws {
    var taken: Set<String> = []
    for label in facts.labels where item.labels.voxels.contains(label.value) {
      let file = "\(item.info.name)/\(uniqueFileName(label.name, besides: &taken)).stl"
      do {
        var net = try SurfaceNet(item.labels, label: label.value)
        try net.smooth(iterations: SurfaceNet.usualIterations)
        let mesh = NamedMesh(name: label.name, colour: SIMD3(200, 200, 200), mesh: net.mesh())
        try folder.write(MeshFormat.stl.file([mesh]), to: file)
      } catch let error as MeshError {
        throw DatasetError.unsupported(
          path: "\(item.info.name), \(label.name)", what: "as a surface: \(error). It",
          remedy: "Choose another format.")
      }
    }
  }

  mutating func finish(in folder: ExportFolder) throws {}
}
