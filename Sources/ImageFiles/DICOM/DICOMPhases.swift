/// The planes of each place put in the order of time.
struct DICOMPhases {
  let count: Int
  let secondsPerFrame: Double?
  private(set) var warnings: [String] = []

  private typealias Key = (name: String, value: @Sendable (DICOMPlane) -> Double?)

  /// What may tell the planes of one place apart; the first that does is believed.
  private static func keys(dimensions: Int) -> [Key] {
    let first: [Key] = [
      ("trigger time", { $0.times.triggerTime }),
      ("temporal position", { $0.times.temporalIndex.map(Double.init) }),
      ("acquisition number", { $0.times.acquisitionNumber.map(Double.init) }),
      ("acquisition time", { $0.times.acquisitionTime }),
    ]
    let others: [Key] = (0..<dimensions).map { d in
      (
        "dimension \(d + 1)",
        { $0.times.dimensions.count > d ? Double($0.times.dimensions[d]) : nil }
      )
    }
    return first + others
  }

  /// Sorts the planes of each place.
  /// - Throws: `ImageFileError.incompleteSeries` where the places do not have as many phases each.
  init(_ places: inout [DICOMPlaces.Place], path: String) throws(ImageFileError) {
    let counts = places.map(\.planes.count)
    let most = counts.max() ?? 1
    if Set(counts).count > 1 {
      guard most <= 2, counts.filter({ $0 == 1 }).count * 2 > counts.count else {
        throw .incompleteSeries(path: path, reason: DICOMPhases.unequal(counts))
      }
      warnings.append(
        "\(counts.filter { $0 > 1 }.count) of the \(counts.count) places have two slices; the "
          + "one with the lower number was taken.")
      for n in places.indices {
        places[n].planes = Array(places[n].planes.sorted(by: DICOMPhases.byNumber).prefix(1))
      }
    }
    count = places[0].planes.count
    guard count > 1 else {
      secondsPerFrame = nil
      return
    }
    let dimensions = places[0].planes[0].times.dimensions.count
    let isFilm = places.count == 1 && Set(places[0].planes.map(\.file)).count == 1
    let key = DICOMPhases.keys(dimensions: dimensions).first { key in
      places.allSatisfy { place in
        Set(place.planes.compactMap(key.value)).count == place.planes.count
      }
    }
    for n in places.indices {
      places[n].planes.sort { a, b in
        guard let key, let x = key.value(a), let y = key.value(b) else {
          return DICOMPhases.byNumber(a, b)
        }
        return x < y
      }
    }
    if key == nil, !isFilm {
      warnings.append(
        "No time tells the \(count) images of each place apart; they are in the order of their "
          + "numbers.")
    }
    secondsPerFrame = DICOMPhases.step(places, key)
  }

  private static func byNumber(_ a: DICOMPlane, _ b: DICOMPlane) -> Bool {
    (a.times.instanceNumber ?? 0, a.frame, a.file) < (b.times.instanceNumber ?? 0, b.frame, b.file)
  }

  /// Seconds from phase to phase, on average over the places.
  private static func step(_ places: [DICOMPlaces.Place], _ key: Key?) -> Double? {
    if let film = places[0].planes[0].times.frameTime, film > 0 { return film / 1000 }
    let unit: Double
    switch key?.name {
    case "trigger time"?: unit = 0.001
    case "acquisition time"?: unit = 1
    default: return nil
    }
    let steps = places.compactMap { place -> Double? in
      guard let key, let last = place.planes.last, let from = key.value(place.planes[0]),
        let to = key.value(last)
      else { return nil }
      return (to - from) * unit / Double(place.planes.count - 1)
    }
    return steps.isEmpty ? nil : steps.reduce(0, +) / Double(steps.count)
  }

  private static func unequal(_ counts: [Int]) -> String {
    var times: [Int: Int] = [:]
    for count in counts { times[count, default: 0] += 1 }
    let parts = times.sorted { $0.key < $1.key }.map { count, places in
      "\(places) \(places == 1 ? "place has" : "places have") \(count) of them"
    }
    return "its images do not make whole phases: " + parts.joined(separator: ", ")
  }
}
