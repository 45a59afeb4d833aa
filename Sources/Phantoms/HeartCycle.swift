import Foundation

/// How full the ventricles are over one cycle, sampled at whole frames.
struct HeartCycle {
  /// Number of frames of the cycle, at least 2.
  let frames: Int

  /// The frame of the smallest volume, about 35 % of the way through the cycle.
  var endSystolicFrame: Int { max(1, Int((0.35 * Double(frames)).rounded())) }

  /// 1 at the end of diastole, 0 at the end of systole, never outside.
  ///
  /// Ejection, then rapid filling (70 % of what is missing), diastasis, and the atrial kick.
  func fullness(frame: Int) -> Double {
    let t = Double(frame) / Double(frames)
    let endSystole = Double(endSystolicFrame) / Double(frames)
    if t <= endSystole {
      return 0.5 * (1 + cos(.pi * pow(t / endSystole, 1.1)))
    }
    let rapid = smoothStep(endSystole, endSystole + 0.55 * (1 - endSystole) * 0.7, t)
    let slow = (t - endSystole) / (1 - endSystole)
    let kick = smoothStep(0.82, 1, t)
    return 0.7 * rapid + 0.08 * slow + 0.22 * kick
  }
}
