public import ImageFiles
import MinimalPaths
public import Volumes

extension StructureSet {
  /// Whether a data set is a structure set.
  public static func isOne(_ dataSet: DICOMDataSet) -> Bool {
    dataSet.text("SOPClassUID") == sopClass
  }

  /// The labels that the closed planar contours of a structure set draw on an image: voxels whose
  /// centre an odd number of a region's contours go around. Where regions overlap the later one
  /// lies over the others.
  /// - Parameters:
  ///   - geometry: Of the image.
  ///   - path: Named in errors.
  /// - Throws: `DICOMObjectError`.
  public static func labels(
    _ dataSet: DICOMDataSet, on geometry: Geometry, path: String
  ) throws(DICOMObjectError) -> LabelFile {
    guard isOne(dataSet) else {
      throw .notReadable(path: path, reason: "it is no DICOM RT Structure Set")
    }
    var names: [Int: String] = [:]
    for item in dataSet.items("StructureSetROISequence") {
      guard let number = item.integer("ROINumber") else { continue }
      names[number] = item.text("ROIName") ?? "region \(number)"
    }
    var labels = LabelVolume(geometry: geometry)
    var found: [NamedLabel] = []
    var notClosed = 0
    var outside = 0
    for region in dataSet.items("ROIContourSequence") {
      let contours = region.items("ContourSequence")
      guard !contours.isEmpty else { continue }
      guard let value = UInt8(exactly: found.count + 1) else {
        throw .notReadable(path: path, reason: "it has more than 255 regions")
      }
      let number = region.integer("ReferencedROINumber") ?? 0
      found.append(NamedLabel(value: value, name: names[number] ?? "region \(number)"))
      var slices: [Int: SliceMask] = [:]
      for contour in contours {
        guard contour.text("ContourGeometricType")?.hasPrefix("CLOSED") == true else {
          notClosed += 1
          continue
        }
        let points = try points(contour, geometry, path: path)
        let depth = points.reduce(0) { $0 + $1.z } / Double(points.count)
        guard points.allSatisfy({ abs($0.z - depth.rounded()) < 0.5 }) else {
          throw .otherPlace(
            path: path,
            reason:
              "contours of \(found.last?.name ?? "a region") do not lie in the image's slices; "
              + "give the image they were drawn on")
        }
        let slice = Int(max(-1, min(depth.rounded(), Double(geometry.size.nk))))
        guard 0..<geometry.size.nk ~= slice else {
          outside += 1
          continue
        }
        slices[slice, default: SliceMask(ni: geometry.size.ni, nj: geometry.size.nj)]
          .toggle(inside: points.map { SlicePoint($0.x, $0.y) })
      }
      for (slice, mask) in slices {
        var painted = labels.slice(slice)
        for n in mask.pixels.indices where mask.pixels[n] { painted.pixels[n] = value }
        labels.setSlice(slice, to: painted)
      }
    }
    guard !found.isEmpty else { throw .notReadable(path: path, reason: "it has no contours") }
    var warnings: [String] = []
    if notClosed > 0 {
      warnings.append("\(notClosed) contours are points or open lines; they were left out.")
    }
    if outside > 0 {
      warnings.append("\(outside) contours lie outside of the image; they were left out.")
    }
    return LabelFile(labels: labels, names: told(apart: found), warnings: warnings)
  }

  private static func points(
    _ contour: DICOMDataSet, _ geometry: Geometry, path: String
  ) throws(DICOMObjectError) -> [VoxelPoint] {
    guard let numbers = contour.decimals("ContourData"), numbers.count >= 9,
      numbers.count.isMultiple(of: 3), numbers.allSatisfy({ abs($0) < 1e6 })
    else {
      throw .notReadable(path: path, reason: "a contour is not made of three points or more")
    }
    return stride(from: 0, to: numbers.count, by: 3).map {
      geometry.voxel(WorldPoint(-numbers[$0], -numbers[$0 + 1], numbers[$0 + 2]))
    }
  }
}
