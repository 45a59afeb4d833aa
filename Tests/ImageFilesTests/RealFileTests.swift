import Foundation
import ImageFiles
import Testing
import Volumes

@Suite(.enabled(if: hasRealData, "\(whyNoRealData)"))
struct `Real files` {
  /// The 48 ways of storing one head: three letters, one of each pair.
  static var orientations: [String] {
    let pairs = ["RL", "AP", "SI"]
    return [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].flatMap { order in
      (0..<8).map { bits in
        String(order.enumerated().map { n, pair in Array(pairs[pair])[bits >> n & 1] })
      }
    }
  }

  static func image(_ path: String) throws -> ImageFile {
    try ImageFiles.read(realData.appending(path: path).path)
  }

  /// Intensity at a world point by the nearest voxel; nil outside.
  static func sample(_ volume: Volume, _ point: WorldPoint) -> Float? {
    let v = volume.geometry.voxel(point).vector.rounded(.toNearestOrEven)
    let index = VoxelIndex(Int(v.x), Int(v.y), Int(v.z))
    return volume.size.contains(index) ? volume.voxels[volume.size.offset(index)] : nil
  }

  @Test func `one head stored in 48 orientations has the same intensity at each world point`()
    throws
  {
    let reference = try Self.image("nifti/RAS.nii.gz").volume
    let size = reference.size
    var checked = 0
    for name in Self.orientations {
      let volume = try Self.image("nifti/\(name).nii.gz").volume
      #expect(volume.geometry.orientation == name)
      #expect(volume.size.count == size.count)
      var different = 0
      for k in stride(from: 0, to: size.nk, by: 5) {
        for j in stride(from: 0, to: size.nj, by: 5) {
          for i in stride(from: 0, to: size.ni, by: 5) {
            let point = reference.geometry.world(VoxelPoint(Double(i), Double(j), Double(k)))
            let expected = reference.voxels[size.offset(VoxelIndex(i, j, k))]
            if Self.sample(volume, point) != expected { different += 1 }
            checked += 1
          }
        }
      }
      #expect(different == 0, "\(name)")
    }
    #expect(checked > 48 * 1000)
  }

  @Test func `every NIfTI file loads or says why not`() throws {
    let folder = realData.appending(path: "nifti")
    let files = FileManager.default.enumerator(atPath: folder.path)
    var loaded = 0
    var refused: [String] = []
    while let name = files?.nextObject() as? String {
      let endings = [".nii", ".nii.gz", ".hdr", ".img"]
      guard endings.contains(where: { name.hasSuffix($0) }) else { continue }
      do throws(ImageFileError) {
        let image = try ImageFiles.read(folder.appending(path: name).path)
        #expect(image.volume.size.count > 0)
        loaded += 1
      } catch {
        #expect("\(error)".contains(name))
        refused.append(URL(filePath: name).lastPathComponent)
      }
    }
    #expect(loaded >= 60)
    // An ANALYZE file, two headers without voxels, a connectivity matrix of CIFTI.
    #expect(refused.sorted() == ["analyze.hdr", "nifti1.hdr", "nifti2.hdr", "row_major.dconn.nii"])
  }

  @Test func `ACDC's spacing comes from pixdim`() throws {
    let image = try Self.image("acdc/patient001/patient001_frame01.nii.gz")
    let spacing = image.volume.geometry.spacing
    #expect(spacing == SIMD3(1.5625, 1.5625, 10))
    #expect(image.scaling == nil)
    #expect(image.warnings.count == 1)
    #expect(image.warnings.first?.contains("contradicts its pixdim") == true)
  }

  @Test func `a pair, a big-endian file and NIfTI-2 are told as such`() throws {
    #expect(try Self.image("nifti/ras.img") == Self.image("nifti/ras.hdr"))
    let tests = "nifti/nibabel/nibabel/tests/data/"
    #expect(try Self.image(tests + "anatomical.nii").byteOrder == .bigEndian)
    let second = try Self.image(tests + "example_nifti2.nii.gz")
    #expect(second.format == "NIfTI-2")
    #expect(second.volume.frames == 2)
  }

  @Test func `a mask on a real image has its header's geometry`() throws {
    try withFolder { folder in
      for name in ["acdc/patient001/patient001_frame01.nii.gz", "nifti/SRP.nii.gz"] {
        let image = try Self.image(name)
        let labels = LabelVolume(geometry: image.volume.geometry)
        try ImageFiles.writeLabels(labels, to: folder + "/m.nii.gz", like: image)
        let mask = try ImageFiles.read(folder + "/m.nii.gz")
        #expect(mask.volume.geometry == image.volume.geometry)
        let (a, b) = (image.header?.bytes ?? [], mask.header?.bytes ?? [])
        #expect(a.count == 348 && b.count == 348)
        #expect(
          `Writing NIfTI`.geometryBytes(a, version: 1)
            == `Writing NIfTI`.geometryBytes(b, version: 1))
      }
    }
  }
}
