public import Volumes

/// Largest distance from a voxel on either border to the nearest on the other, millimetres between
/// voxel centres; nil where one of the volumes lacks the label.
///
/// `SurfaceDistances` says what a border is, and has the other measures of distance.
/// - Precondition: The volumes have the same size and one frame.
/// - Complexity: O(n) for n voxels.
public func hausdorffDistance(_ a: LabelVolume, _ b: LabelVolume, label: UInt8) -> Double? {
  precondition(
    a.size == b.size && a.frames == 1 && b.frames == 1,
    "volumes to be compared have the same size and one frame")
  return SurfaceDistances(LabelPair(a, b, label: label))?.hausdorff
}
