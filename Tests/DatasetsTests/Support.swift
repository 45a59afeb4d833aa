import Datasets
import Foundation
import ImageFiles
import Volumes

/// Real data sets, where they are at hand.
let realData = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")
let hasRealData = FileManager.default.fileExists(atPath: realData.path)
let whyNoRealData = "the folder ../shared/data is not there"

/// The error that `body` throws, as text; empty where it throws none.
func errorText(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return "\(error)"
  }
}

func makeFolder(_ path: String) throws {
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
}

func write(_ text: String, to path: String) throws {
  try AtomicFile.write(Array(text.utf8), to: path)
}

let smallGeometry = Geometry(size: GridSize(ni: 4, nj: 3, nk: 2), spacing: SIMD3(1.5, 1.5, 8))

/// Intensities that count up.
func writeImage(_ path: String, geometry: Geometry = smallGeometry, frames: Int = 1) throws {
  let count = geometry.size.count * frames
  try ImageFiles.writeVolume(
    Volume(geometry: geometry, frames: frames, voxels: (0..<count).map { Float($0) }), to: path)
}

/// The labels given, then background.
func writeMask(_ path: String, _ labels: [UInt8], geometry: Geometry = smallGeometry) throws {
  let rest = [UInt8](repeating: 0, count: geometry.size.count - labels.count)
  try ImageFiles.writeLabels(
    LabelVolume(geometry: geometry, voxels: labels + rest), to: path, like: nil)
}

/// Cases of patients that have no files: for what is decided by names alone.
func dataset(_ cases: [(name: String, patient: String, group: String?)]) -> Dataset {
  Dataset(
    name: "drawn", layout: .acdc, channels: ["image"], labels: [], licence: nil,
    cases: cases.map { name, patient, group in
      DatasetCase(name: name, patient: patient, group: group) { throw CancellationError() }
    })
}
