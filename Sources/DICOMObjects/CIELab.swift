import Foundation

/// A colour as DICOM writes it: CIE L*a*b* under D50 in 16 bits each.
///
/// - Parameters: sRGB, 0 to 255.
/// Source: IEC 61966-2-1; DICOM PS3.3, C.10.7.1.1.
func encodedCIELab(red: UInt8, green: UInt8, blue: UInt8) -> [Int] {
  func linear(_ channel: UInt8) -> Double {
    let c = Double(channel) / 255
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
  }
  let (r, g, b) = (linear(red), linear(green), linear(blue))
  // sRGB's primaries adapted to D50 (Bradford), over D50's white.
  let x = (0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / 0.96422
  let y = 0.2225045 * r + 0.7168786 * g + 0.0606169 * b
  let z = (0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / 0.82521
  func f(_ t: Double) -> Double {
    t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116
  }
  let lightness = 116 * f(y) - 16
  let (a, bb) = (500 * (f(x) - f(y)), 200 * (f(y) - f(z)))
  return [lightness / 100, (a + 128) / 255, (bb + 128) / 255].map {
    Int((min(max($0, 0), 1) * 65535).rounded())
  }
}
