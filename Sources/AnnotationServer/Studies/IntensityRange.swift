import Figures
import Volumes

/// How intensities are written with 16 bits: value = slope * number + intercept.
struct IntensityRange: Codable, Sendable {
  var slope: Double
  var intercept: Double
  var least: Double
  var most: Double
  /// That a viewer begins with.
  var window: Window

  struct Window: Codable, Sendable {
    var centre: Double
    var width: Double
  }

  /// Exact where the values are whole numbers that 16 bits can hold, as a CT's are.
  init(of volume: Volume) {
    var (low, high, isWhole) = (Float.infinity, -Float.infinity, true)
    for value in volume.voxels where value.isFinite {
      low = min(low, value)
      high = max(high, value)
      if isWhole, value != value.rounded() { isWhole = false }
    }
    if low > high { (low, high) = (0, 0) }
    least = Double(low)
    most = Double(high)
    intercept = least
    let range = most - least
    slope = isWhole && range <= 65535 ? 1 : range > 0 ? range / 65535 : 1
    let middle = DisplayWindow(volume.slice(volume.size.nk / 2))
    window = Window(centre: middle.level, width: max(middle.width, slope))
  }

  /// The 16-bit number nearest to a value; 0 for what is not finite.
  func number(_ value: Float) -> UInt16 {
    guard value.isFinite else { return 0 }
    return UInt16(min(max(((Double(value) - intercept) / slope).rounded(), 0), 65535))
  }
}
