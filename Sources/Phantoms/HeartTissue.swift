import Foundation

/// Signal of the moving heart in a balanced steady-state sequence; blood is bright.
struct HeartTissue {
  let shape: HeartShape
  /// Sizes as `HeartPlane.sizes` means them, for the frame shown.
  let sizes: SIMD3<Double>
  /// Frame number: blood swirls, so its mottle differs from frame to frame.
  let frame: Int
  let detail: SmoothNoise
  /// Direction of the two papillary muscles seen from the cavity's axis, unit vectors.
  let papillary: [SIMD2<Double>]

  private static let leftBlood = 610.0
  private static let rightBlood = 530.0
  private static let muscle = 185.0
  private static let fat = 700.0
  private static let rightWall = 3.0

  /// Signal at (x, y) in a plane, or nothing where the surroundings show.
  func signal(_ plane: HeartPlane, _ x: Double, _ y: Double) -> Double? {
    if plane.isAboveBase { return aboveBase(plane, x, y) }
    guard plane.scales.y > 0 else { return nil }
    let needed = plane.sizes(at: x, y)
    if needed.x <= sizes.x { return leftCavity(plane, x, y, rim: needed.x / sizes.x) }
    let muscle = HeartTissue.muscle * (1 + 0.16 * detail.value(x / 5, y / 5, plane.height * 8))
    if needed.y <= sizes.y { return muscle }
    if needed.z <= sizes.z { return rightCavity(plane, x, y, rim: needed.z / sizes.z) }
    let beyondLeft = (needed.y - sizes.y) * plane.scales.y
    let beyondRight = (needed.z - sizes.z) * plane.scales.z - HeartTissue.rightWall
    if beyondRight <= 0 { return muscle * 1.15 }
    return envelope(plane, x, y, distance: min(beyondLeft, beyondRight))
  }

  /// Blood between papillary muscles and trabeculae, which count as cavity.
  private func leftCavity(
    _ plane: HeartPlane, _ x: Double, _ y: Double, rim: Double
  ) -> Double {
    let mottle = detail.fractal(SIMD3(x, y, Double(frame) * 37), scale: 9)
    let blood = HeartTissue.leftBlood * (1 + 0.11 * mottle)
    let muscle = HeartTissue.muscle * 1.1
    let radius = sizes.x * plane.scales.x
    let presence = smoothStep(0.16, 0.32, plane.height) * smoothStep(0.93, 0.72, plane.height)
    var depth = -10.0
    for (n, direction) in papillary.enumerated() {
      // Towards the apex the muscles join the wall; from frame to frame they move with it.
      let place = mix(0.62, 0.84, smoothStep(0.4, 0.85, plane.height)) * radius
      let along = x * direction.x + y * direction.y - place
      let across = y * direction.x - x * direction.y
      let size = (n == 0 ? 4.6 : 5.2) * presence * mix(1.0, 0.86, plane.fullness)
      let wobble = 1.5 * detail.value(x / 4 + 9, y / 4, Double(n) * 3 + plane.height * 3)
      let half = max(size, 0.3)
      depth = max(depth, ellipseDepth(along, across, 1.35 * half, half) + wobble * presence)
    }
    // Fingers of muscle reach inwards from the wall, most on the free side and near the apex.
    let free = -(x * shape.toRight.x + y * shape.toRight.y) / max(radius, 1)
    let reachInward = 0.10 + 0.10 * free + 0.12 * smoothStep(0.3, 0.9, plane.height)
    let unit = 27 / max(sizes.x, 1)
    let finger = detail.value(x * unit / 3.4, y * unit / 3.4 + 20, plane.height * 5)
    let edge = (rim - (1 - max(reachInward, 0))) / 0.2
    let trabecula = smoothStep(0.12, 0.3, finger + 0.35 * min(edge, 1)) * smoothStep(0, 0.3, edge)
    let solid = max(
      smoothStep(-0.5, 0.5, depth) * smoothStep(0, 0.5, presence),
      trabecula * smoothStep(0.2, 0.4, plane.height) * 0.85)
    return mix(blood, muscle, solid)
  }

  private func rightCavity(
    _ plane: HeartPlane, _ x: Double, _ y: Double, rim: Double
  ) -> Double {
    let mottle = detail.fractal(SIMD3(x, y + 40, Double(frame) * 31), scale: 8)
    let blood = HeartTissue.rightBlood * (1 + 0.16 * mottle)
    let coarse = detail.value(x / 4.2, y / 4.2, plane.height * 6 + 11)
    let edge = smoothStep(0.62, 1, rim) * smoothStep(0.15, 0.5, plane.height)
    var solid = smoothStep(0.18, 0.42, coarse) * edge
    // The moderator band crosses from the septum to the free wall.
    let across = y * shape.toRight.x - x * shape.toRight.y
    let band = abs(across + 9 + 3 * coarse)
    let bandHeight = smoothStep(0.5, 0.56, plane.height) * smoothStep(0.76, 0.7, plane.height)
    solid = max(solid, 0.8 * smoothStep(2.6, 1.6, band) * bandHeight)
    return mix(blood, HeartTissue.muscle * 1.2, solid)
  }

  /// Fat of uneven thickness under the pericardium, then its dark line, then the surroundings.
  private func envelope(
    _ plane: HeartPlane, _ x: Double, _ y: Double, distance: Double
  ) -> Double? {
    let r = max((x * x + y * y).squareRoot(), 1)
    let uneven = detail.value(2 * x / r + 7, 2 * y / r, plane.position / 30)
    // Fat fills the groove where the right ventricle's tips meet the left.
    let thickness = max(0, 0.4 + 8 * uneven)
    if distance < thickness { return HeartTissue.fat }
    if distance < thickness + 1.6 { return 60 }
    return nil
  }

  /// The left atrium, the root of the aorta and the right heart above the base.
  private func aboveBase(_ plane: HeartPlane, _ x: Double, _ y: Double) -> Double? {
    let u = x * shape.toRight.x + y * shape.toRight.y
    let v = y * shape.toRight.x - x * shape.toRight.y
    // At the valves the atria are as wide as the ventricles; they part higher up.
    let above = min(plane.distanceAboveBase / 14, 1)
    let filled = 1 + 0.12 * (1 - plane.fullness)
    let wobble = 2.5 * detail.value(x / 15, y / 15, plane.position / 20)
    let atrium =
      ellipseDepth(
        u + 11 * above, v + 7 * above, mix(sizes.x, 24 * filled, above),
        mix(sizes.x, 29 * filled, above)) + wobble
    let aorta = ellipseDepth(u - 16, v - 13, 15, 14) + 0.4 * wobble - 5 * (1 - above)
    let right =
      ellipseDepth(
        u - mix(sizes.y + 0.25 * sizes.z, 46, above), v - 2,
        mix(0.62 * sizes.z, 23, above), mix(1.1 * sizes.z, 33 * filled, above)) + wobble
    let chambers = [
      (aorta, HeartTissue.leftBlood * 1.05), (atrium, HeartTissue.leftBlood * 0.92),
      (right, HeartTissue.rightBlood),
    ]
    for (depth, blood) in chambers where depth > 0 {
      let mottle = detail.fractal(SIMD3(x, y, Double(frame) * 29), scale: 8)
      return mix(150, blood * (1 + 0.15 * mottle), smoothStep(1.2, 2.4, depth))
    }
    let distance = -max(aorta, atrium, right)
    // Fat fills the gaps between the chambers.
    let gap = ellipseDepth(u - 18, v, 66, 40) + 3 * wobble
    if gap > 0 || distance < 3 { return HeartTissue.fat * 0.8 }
    return envelope(plane, x, y, distance: distance)
  }
}
