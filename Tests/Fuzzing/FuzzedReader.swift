import Annotation
import DICOMObjects
import Datasets
import Foundation
import ImageFiles
import Networks
import Preparation
import TraceRequests
import Volumes

/// What reads files that anybody may have made.
enum FuzzedReader: String, CaseIterable {
  case nifti, dicom, dicomLabels, png, tiff, zip
  case journal, requests
  case onnx, safetensors
  case coco, cvat, labelme, decathlon, nnunet, bids, mms, acdc, sunnybrook

  /// The name of the file, in a folder of its own.
  var path: String {
    switch self {
    case .nifti: "image.nii"
    case .dicom, .dicomLabels: "image.dcm"
    case .png: "image.png"
    case .tiff: "image.tif"
    case .zip: "study.zip"
    case .journal: "a.session.jsonl"
    case .requests: "requests.jsonl"
    case .onnx: "a.onnx"
    case .safetensors: "a.safetensors"
    case .coco: "annotations.json"
    case .cvat: "annotations.xml"
    case .labelme: "picture.json"
    case .decathlon, .nnunet: "dataset.json"
    case .bids: "derivatives/manual/dseg.tsv"
    case .mms: "table.csv"
    case .acdc: "patient001/Info.cfg"
    case .sunnybrook: "contourfiles/SC-1/i-contours/IM-0001-0001-icontour-manual.txt"
    }
  }
}

/// A folder in which one file is written anew for each input.
final class FuzzBench {
  private let reader: FuzzedReader
  private let folder: String
  private let path: String
  private let deidentifier = Deidentifier(
    Pseudonyms(key: Pseudonyms.randomKey()), program: "fuzzing")

  init(_ reader: FuzzedReader, folder: String) throws {
    self.reader = reader
    self.folder = folder
    path = folder + "/" + reader.path
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try writeNeighbours()
  }

  func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0, write(file, bytes.baseAddress, bytes.count) == bytes.count else {
      fatalError("\(path): cannot be written")
    }
    close(file)
    // What is thrown says what is wrong with the file, and is what the program prints.
    do { try read(bytes) } catch { _ = "\(error)" }
  }

  private func read(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    switch reader {
    case .nifti, .png, .tiff:
      _ = try ImageFiles.read(path)
      _ = try ImageFiles.readLabels(path)
    case .dicom:
      _ = try ImageFiles.read(path)
      let clean = deidentifier.deidentified(try DICOMDataSet(contentsOf: path)).dataSet
      try clean.write(to: folder + "/clean.dcm")
    case .dicomLabels: _ = try ImageFiles.readLabels(path)
    case .zip: _ = try DICOMStudy(path)
    case .journal:
      let journal = try Journal(contentsOf: path)
      let session = try Session(journal)
      _ = session.state
    case .requests: answer(String(decoding: bytes, as: UTF8.self))
    case .onnx:
      let model = try ModelFile.decode(Array(bytes))
      _ = try Network(model.card.recipe)
    case .safetensors: _ = try SafetensorsFile.decode(Array(bytes))
    default:
      let dataset = try Dataset.open(folder)
      for item in dataset.cases.prefix(4) { _ = try item.load() }
    }
  }

  /// As one program answers them that lives on.
  private func answer(_ lines: String) {
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      var service = TraceService()
      for line in lines.split(separator: "\n").prefix(8) { _ = await service.answer(String(line)) }
      done.signal()
    }
    done.wait()
  }

  /// Small files that nobody else has lying about.
  func seeds() throws -> [[UInt8]] {
    guard reader == .onnx || reader == .safetensors else { return [] }
    var recipe = try NetworkRecipe(network: "unet", classes: 2)
    recipe.channels = [2, 3]
    recipe.spread()
    let network = try Network(recipe)
    let weights = network.initialWeights(seed: 1)
    let card = ModelCard(
      name: "tiny", recipe: recipe,
      preparation: PreparationRecipe(
        dimensions: 2, spacing: [2, 2, nil], patch: [16, 16], normalisation: .zScore),
      labels: [NamedLabel(value: 1, name: "a")], channels: ["MR"])
    return [
      reader == .onnx
        ? try ONNXFile.encode(network, weights: weights, metadata: card.metadata())
        : SafetensorsFile(
          tensors: ["a": WeightTensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])],
          blobs: ["b": [1, 2, 3]], metadata: ["c": "d"]
        ).encode()
    ]
  }

  /// Images that a data set's table speaks of.
  private func writeNeighbours() throws {
    let size = GridSize(ni: 16, nj: 12, nk: 2)
    let geometry = Geometry(size: size, spacing: SIMD3(1, 1, 2))
    let image = Volume(
      geometry: geometry, frames: 1, voxels: (0..<size.count).map { Float($0 % 97) })
    let labels = LabelVolume(
      geometry: geometry, frames: 1, voxels: (0..<size.count).map { UInt8($0 % 5 == 0 ? 1 : 0) })
    func pair(_ one: String, _ other: String) throws {
      for path in [one, other] {
        try FileManager.default.createDirectory(
          atPath: folder + "/" + (path as NSString).deletingLastPathComponent,
          withIntermediateDirectories: true)
      }
      try ImageFiles.writeVolume(image, to: folder + "/" + one)
      try ImageFiles.writeLabels(labels, to: folder + "/" + other, like: nil)
    }
    switch reader {
    case .coco, .cvat, .labelme:
      let slice = LabelVolume(
        geometry: Geometry(size: GridSize(ni: 16, nj: 12, nk: 1)),
        frames: 1, voxels: [UInt8](repeating: 7, count: 192))
      try ImageFiles.writeLabels(slice, to: folder + "/picture.png", like: nil)
    case .decathlon: try pair("imagesTr/a.nii.gz", "labelsTr/a.nii.gz")
    case .nnunet: try pair("imagesTr/a_0000.nii.gz", "labelsTr/a.nii.gz")
    case .bids:
      try pair("sub-1/anat/sub-1_T1w.nii.gz", "derivatives/manual/sub-1/anat/sub-1_T1w_dseg.nii.gz")
      try Data("{\"Name\":\"a\",\"BIDSVersion\":\"1.8\"}".utf8)
        .write(to: URL(fileURLWithPath: folder + "/dataset_description.json"))
    case .requests:
      // Its paths are relative.
      guard FileManager.default.changeCurrentDirectoryPath(folder) else {
        fatalError("\(folder): cannot be entered")
      }
      try pair("a.nii", "mask.nii")
    case .sunnybrook:
      let dicoms = folder + "/dicoms/one"
      try FileManager.default.createDirectory(atPath: dicoms, withIntermediateDirectories: true)
      let slice = LabelVolume(
        geometry: Geometry(size: GridSize(ni: 16, nj: 12, nk: 1)), frames: 1,
        voxels: [UInt8](repeating: 7, count: 192))
      try ImageFiles.writeLabels(slice, to: dicoms + "/1.png", like: nil)
      try FileManager.default.moveItem(atPath: dicoms + "/1.png", toPath: dicoms + "/1.dcm")
      try Data("patient_id,original_id\none,SC-1\n".utf8)
        .write(to: URL(fileURLWithPath: folder + "/link.csv"))
    case .mms: try pair("A1/A1_sa.nii.gz", "A1/A1_sa_gt.nii.gz")
    case .acdc:
      try pair("patient001/patient001_frame01.nii.gz", "patient001/patient001_frame01_gt.nii.gz")
    default: break
    }
  }
}
