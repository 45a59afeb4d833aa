internal import Glibc
import Volumes

/// Reads NIfTI-1 and NIfTI-2 files, single or in pairs, plain or compressed.
///
/// libnifti decodes the header; the voxels are read here, because libnifti's reader silently
/// replaces NaN by zero. Every size is checked before memory is asked for.
enum NIfTIReader {
  /// - Throws: `ImageFileError`.
  static func read(_ path: String, channel: Int?) throws(ImageFileError) -> ImageFile {
    let headerPath = try headerPath(of: path)
    var file = try GzipReader.open(headerPath)
    let header = try readHeader(&file, path: path)
    let layout = try NIfTILayout(header, path: path, channel: channel)

    let offset = try voxelOffset(header, path: path)
    var voxels: [Float]
    if header.isSingleFile {
      voxels = try readVoxels(&file, header, layout, offset: offset, channel: channel, path: path)
    } else {
      var data = try GzipReader.open(try dataPath(of: headerPath, named: path))
      voxels = try readVoxels(&data, header, layout, offset: offset, channel: channel, path: path)
    }

    let place = NIfTIGeometry(header, size: layout.size)
    var warnings = place.warnings
    if Int(header.bitsPerVoxel) != layout.type.bytes * 8 {
      warnings.append(
        "The header says \(header.bitsPerVoxel) bits a voxel, but \(layout.type.name) voxels have "
          + "\(layout.type.bytes * 8); the type was believed.")
    }
    if layout.type.isComplex {
      warnings.append("The voxels are complex numbers; their magnitude was taken.")
    }
    if layout.type.channels > 1, channel == nil {
      warnings.append("The voxels are colours; their luminance (Rec. 709) was taken.")
    }
    warnings += intensityWarnings(voxels)
    let volume = Volume(geometry: place.geometry, frames: layout.frames, voxels: voxels)
    voxels = []
    return ImageFile(
      volume: volume, header: header, voxelType: layout.type.name,
      format: "NIfTI-\(header.version)",
      byteOrder: header.isSwapped ? ByteOrder.native.other : ByteOrder.native,
      scaling: layout.scaling(of: header),
      secondsPerFrame: layout.frames > 1 ? header.secondsPerFrame : nil, warnings: warnings)
  }

  private static func readHeader(
    _ file: inout GzipReader, path: String
  ) throws(ImageFileError) -> NIfTIHeader {
    var start = [UInt8](repeating: 0, count: NIfTIHeader.byteCount(version: 2))
    let first = NIfTIHeader.byteCount(version: 1)
    var held = try file.read(&start, upTo: first)
    switch NIfTIHeader.kind(of: start, count: held) {
    case .analyze: throw .analyze(path: path)
    case .other: throw .unknownFormat(path: path)
    case .nifti(let version):
      if version == 2 {
        var rest = [UInt8](repeating: 0, count: start.count - first)
        held += try file.read(&rest, upTo: rest.count)
        start.replaceSubrange(first..., with: rest)
      }
      let size = NIfTIHeader.byteCount(version: version)
      guard held >= size else {
        throw .truncated(
          path: path, promise: "a NIfTI-\(version) header", promised: size, held: held)
      }
      guard let header = NIfTIHeader(start, version: version) else {
        throw .unknownFormat(path: path)
      }
      return header
    }
  }

  private static func voxelOffset(
    _ header: NIfTIHeader, path: String
  ) throws(ImageFileError) -> Int {
    let offset = header.voxelOffset
    guard offset >= 0, offset < 0x1p53, offset == offset.rounded(.down) else {
      throw .badHeader(path: path, reason: "its voxels are said to begin at byte \(offset)")
    }
    // Some writers leave 0 in single files; the standard's least is the header and 4 bytes more.
    let least = header.isSingleFile ? NIfTIHeader.byteCount(version: header.version) + 4 : 0
    return max(Int(offset), least)
  }

  private static func readVoxels(
    _ file: inout GzipReader, _ header: NIfTIHeader, _ layout: NIfTILayout, offset: Int,
    channel: Int?, path: String
  ) throws(ImageFileError) -> [Float] {
    let promise = layout.promise
    let end = offset.addingReportingOverflow(layout.bytes)
    let promised = end.overflow ? Int.max : end.partialValue
    if promised > file.largestContent {
      if file.isCompressed {
        throw .tooLarge(
          path: path, promise: promise, promised: layout.bytes, limit: file.largestContent,
          limitIs: "the compressed file can hold")
      }
      throw .truncated(
        path: path, promise: promise, promised: promised, held: file.fileSize)
    }
    let memory = physicalMemory()
    guard layout.count <= memory / MemoryLayout<Float>.size else {
      throw .tooLarge(
        path: path, promise: promise, promised: layout.bytes, limit: memory,
        limitIs: "this computer's memory takes")
    }

    var voxels: [Float] = []
    // A compressed file's promise is not yet proved: room for what is usual, then grow.
    voxels.reserveCapacity(
      file.isCompressed ? min(layout.count, file.fileSize * 8) : layout.count)
    let decoder = VoxelDecoder(
      type: layout.type, isSwapped: header.isSwapped, scaling: layout.scaling(of: header),
      channel: channel)
    let chunk = 1 << 16
    var buffer = [UInt8](repeating: 0, count: chunk * layout.type.bytes)
    var isWhole = try file.skip(offset - file.position)
    while isWhole && voxels.count < layout.count {
      let wanted = min(chunk, layout.count - voxels.count)
      let held = try file.read(&buffer, upTo: wanted * layout.type.bytes)
      isWhole = held == wanted * layout.type.bytes
      decoder.append(held / layout.type.bytes, of: buffer, to: &voxels)
    }
    guard isWhole else {
      throw .truncated(path: path, promise: promise, promised: promised, held: file.position)
    }
    guard try file.checkEnd() else {
      throw .truncated(path: path, promise: promise, promised: promised, held: nil)
    }
    return voxels
  }

  private static func physicalMemory() -> Int {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let size = sysconf(Int32(_SC_PAGESIZE))
    return pages > 0 && size > 0 ? pages * size : Int.max
  }
}

/// Remarks on the intensities themselves: those that are not finite, and images without contrast.
func intensityWarnings(_ voxels: [Float]) -> [String] {
  var strange = 0
  var least = Float.infinity
  var largest = -Float.infinity
  for v in voxels {
    if v.isFinite {
      least = min(least, v)
      largest = max(largest, v)
    } else {
      strange += 1
    }
  }
  var warnings: [String] = []
  if strange > 0 {
    warnings.append("\(strange) of \(voxels.count) voxels are NaN or infinite; they were kept.")
  }
  if least == largest {
    warnings.append("\(constantImage): all voxels hold \(least).")
  }
  return warnings
}

/// How the warning on an image without contrast begins; an empty mask is no reason for it.
let constantImage = "The image is constant"
