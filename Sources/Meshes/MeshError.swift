/// Why no surface can be made.
public enum MeshError: Error, Equatable, Sendable {
  /// The label does not occur.
  case empty
  /// More faces than indices and files can count.
  case tooLarge(faces: Int)
  /// Somebody asked to stop.
  case cancelled
}

extension MeshError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .empty: "the mask has no voxel of the label; check its value"
    case .tooLarge(let faces):
      "the surface has \(faces) voxel faces, more than \(SurfaceNet.mostFaces); choose fewer "
        + "labels, or clean or coarsen the mask"
    case .cancelled: "stopped before the surface was finished; nothing was written"
    }
  }
}
