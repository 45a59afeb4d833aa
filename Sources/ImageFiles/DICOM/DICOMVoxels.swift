import Foundation
import Synchronization

/// The voxels of a stack, decoded file beside file.
struct DICOMVoxels {
  let stack: DICOMStack
  let inputs: [DICOMInput]
  /// 0 red, 1 green, 2 blue; nil for the luminance.
  let channel: Int?

  /// - Returns: Voxels, shape (ni, nj, nk, frames), and how the first file stores them.
  /// - Throws: The error of the first file that has one.
  func read() throws(ImageFileError) -> (voxels: [Float], format: DICOMPixelFormat) {
    let files = Set(stack.planes.map(\.file)).sorted()
    if files.count == 1 { return try readOne(files[0]) }
    let places = Dictionary(grouping: stack.planes.indices) { stack.planes[$0].file }
    let formats = Mutex<[Int: DICOMPixelFormat]>([:])
    let voxels = try filled(iterations: files.count) { n, store throws(ImageFileError) in
      let pixels = try pixels(of: files[n])
      for place in places[files[n]] ?? [] { store(place, try decoded(place, pixels)) }
      formats.withLock { $0[n] = pixels.format }
    }
    guard let format = formats.withLock({ $0[0] }) else {
      preconditionFailure("a stack has at least one file")
    }
    return (voxels, format)
  }

  /// A single file is opened once; its frames are decoded side by side.
  private func readOne(
    _ file: Int
  ) throws(ImageFileError) -> (voxels: [Float], format: DICOMPixelFormat) {
    let pixels = try pixels(of: file)
    let voxels = try filled(iterations: stack.planes.count) { n, store throws(ImageFileError) in
      store(n, try decoded(n, pixels))
    }
    return (voxels, pixels.format)
  }

  private func pixels(of file: Int) throws(ImageFileError) -> DICOMPixels {
    let input = inputs[file]
    let pixels = try DICOMPixels(try input.dataSet(), path: input.path)
    let channels = pixels.format.isGrey ? 1 : 3
    if let channel, channel < 0 || channel >= channels || channels == 1 {
      throw .noSuchChannel(path: input.path, channel: channel, channels: channels)
    }
    return pixels
  }

  private func decoded(_ place: Int, _ pixels: DICOMPixels) throws(ImageFileError) -> [Float] {
    let plane = stack.planes[place]
    // The file may have been changed since its header was read.
    guard pixels.format.frames > plane.frame, pixels.format.columns == plane.columns,
      pixels.format.rows == plane.rows
    else {
      throw .badHeader(path: inputs[plane.file].path, reason: "it changed while it was read")
    }
    return try pixels.frame(
      plane.frame, channel: channel, scaling: pixels.format.isGrey ? plane.scaling : nil)
  }

  /// Voxels of all planes, stored by `body` calls that run side by side.
  private func filled(
    iterations: Int,
    _ body: @Sendable (Int, (Int, [Float]) -> Void) throws(ImageFileError) -> Void
  ) throws(ImageFileError) -> [Float] {
    let slices = Mutex([[Float]](repeating: [], count: stack.planes.count))
    let failures = Mutex<[Int: ImageFileError]>([:])
    DispatchQueue.concurrentPerform(iterations: iterations) { n in
      // The first error in the order of the files, whoever comes first.
      guard failures.withLock({ $0.isEmpty || $0.keys.allSatisfy { $0 > n } }) else { return }
      do throws(ImageFileError) {
        try body(n) { place, slice in slices.withLock { $0[place] = slice } }
      } catch {
        failures.withLock { $0[n] = error }
      }
    }
    if let first = failures.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
    return slices.withLock { slices in
      var voxels: [Float] = []
      voxels.reserveCapacity(slices.reduce(0) { $0 + $1.count })
      for slice in slices { voxels += slice }
      return voxels
    }
  }
}
