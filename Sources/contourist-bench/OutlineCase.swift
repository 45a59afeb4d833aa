import ArgumentParser
import Foundation
import ImageFiles
import MinimalPaths
import Volumes

/// A structure of a slice and its true outline.
struct OutlineCase: Decodable, Sendable {
  let structure: String
  let patient: String
  let image: String
  let slice: Int
  let mask: String
  /// [x, y], about half a pixel apart.
  let outline: [[Double]]
  /// Of Tests/Peers/guided_cases.py: a file on the image's grid, and where in it.
  let probabilities: String?
  let probabilitiesSlice: Int?
  let probabilitiesFrame: Int?

  enum CodingKeys: String, CodingKey {
    case structure, patient, image, slice, mask, outline, probabilities
    case probabilitiesSlice = "probabilities_slice"
    case probabilitiesFrame = "probabilities_frame"
  }

  var points: [SlicePoint] { outline.map { SlicePoint($0[0], $0[1]) } }

  static func read(
    _ path: String, every step: Int, structure: String?, odd: Bool?
  ) throws -> [OutlineCase] {
    guard step >= 1 else { throw ValidationError("--every is at least 1") }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var seen: [String: Int] = [:]
    var chosen: [OutlineCase] = []
    var patients: [String: Int] = [:]
    for line in text.split(separator: "\n") {
      let one = try JSONDecoder().decode(OutlineCase.self, from: Data(line.utf8))
      guard one.outline.count > 60, one.outline.allSatisfy({ $0.count == 2 }) else { continue }
      if let structure, structure != one.structure { continue }
      let patient = patients[one.patient, default: patients.count]
      patients[one.patient] = patient
      if let odd, odd != (patient % 2 == 1) { continue }
      if seen[one.structure, default: 0] % step == 0 { chosen.append(one) }
      seen[one.structure, default: 0] += 1
    }
    return chosen
  }
}

/// Reads the images of cases; the last one is kept.
struct OutlineImages {
  private var last: (path: String, volume: Volume)?

  mutating func slice(of given: OutlineCase) throws -> ImageSlice {
    if let last, last.path == given.image { return last.volume.slice(given.slice, frame: 0) }
    let volume = try ImageFiles.read(given.image).volume
    last = (given.image, volume)
    return volume.slice(given.slice, frame: 0)
  }

  static func mask(of given: OutlineCase) throws -> SliceMask {
    let picture = try ImageFiles.read(given.mask).volume.slice(0, frame: 0)
    var mask = SliceMask(ni: picture.ni, nj: picture.nj)
    for n in picture.pixels.indices { mask.pixels[n] = picture.pixels[n] > 0 }
    return mask
  }
}

/// What draws the contours.
enum ContourMethod: String, CaseIterable, ExpressibleByArgument {
  case outline, geodesic, polygon

  func drawer(
    _ slice: ImageSlice, _ parameters: OutlineModelParameters, guidance: Guidance? = nil
  ) -> ([SlicePoint]) -> [SlicePoint]? {
    guard let model = ContourModel(rawValue: rawValue) else { return { $0 } }
    let tracer = Tracer(slice: slice, parameters: EdgeMetricParameters(), outline: parameters)
    return { clicks in
      let request = ContourRequest(
        seeds: clicks, isClosed: true, model: model, guidance: guidance)
      return try? tracer.contour(request).points
    }
  }
}
