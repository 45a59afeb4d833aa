import Annotation
import Datasets
import ImageFiles
import MinimalPaths
import Terminal
import Volumes

/// How far a session has come, and where it wants a look.
struct StatusReport: Encodable {
  let image: String
  /// ni, nj, nk, frames.
  let dimensions: [Int]
  let closed: Int
  let labels: [Label]
  /// Slices, those of all frames, and how many of them have labels.
  let slices: Int
  let slicesDone: Int
  let unclosed: [Contour]
  let undrawable: [Contour]
  /// Slices that nobody has looked at, by how much a network doubts its labels.
  let doubtful: [Slice]
  let weakest: [Arc]
  let machineMade: MachineMade

  /// What models made, and what people have done about it.
  struct MachineMade: Encodable {
    let untouched: Int
    let edited: Int
    let accepted: Int
    /// Where contours are that nobody looked at, by label, frame and slice.
    let places: [Place]

    struct Place: Encodable {
      let label: String
      let slice: Int
      let frame: Int
      let contours: Int
    }
  }

  struct Slice: Encodable {
    let slice: Int
    let frame: Int
    /// Area that is expected to be labelled wrongly.
    let wrongSquareMillimetres: Double
    let signs: [String]

    enum CodingKeys: String, CodingKey {
      case slice, frame, signs
      case wrongSquareMillimetres = "wrong_mm2"
    }
  }

  struct Label: Encodable {
    let label: String
    let contours: Int
    /// Slices, those of all frames, in which it has voxels.
    let slices: Int
  }

  struct Contour: Encodable {
    let contour: String
    let label: String
    let slice: Int
    let frame: Int
    let seeds: Int
    /// Of an unclosed one of two clicks or more.
    let lengthMillimetres: Double?
    /// Why it cannot be drawn.
    let problem: String?

    enum CodingKeys: String, CodingKey {
      case contour, label, slice, frame, seeds, problem
      case lengthMillimetres = "length_mm"
    }
  }

  struct Arc: Encodable {
    let slice: Int
    let frame: Int
    let contour: String
    /// The click it starts at and the one it ends at, from 0.
    let seed: Int
    let to: Int
    let confidence: Double
    /// Where to look first, voxels.
    let x: Double
    let y: Double
  }

  enum CodingKeys: String, CodingKey {
    case image, dimensions, closed, labels, slices, unclosed, undrawable, doubtful, weakest
    case slicesDone = "slices_done"
    case machineMade = "machine_made"
  }

  /// - Parameter limit: How many slices and how many arcs to list.
  init(_ opened: OpenedSession, limit: Int) {
    let (header, state) = (opened.session.header, opened.session.state)
    image = header.image.path
    dimensions = header.image.dimensions
    let spacing3 = opened.image.volume.geometry.spacing
    let spacing = SIMD2(spacing3.x, spacing3.y)
    var tracer = opened.tracer
    let lines = tracer.contours(of: state)
    func described(
      _ contour: SessionState.Contour, _ line: Result<TracedContour, TracingError>
    ) -> Contour {
      var problem: String?
      if contour.isClosed, case .failure(let error) = line { problem = error.description }
      return Contour(
        contour: contour.name, label: header.labels.name(of: contour.label), slice: contour.slice,
        frame: contour.frame, seeds: contour.seeds.count,
        lengthMillimetres: (try? line.get())?.length(spacing: spacing), problem: problem)
    }
    closed = state.contours.count(where: \.isClosed)
    unclosed = lines.filter { !$0.contour.isClosed }.map { described($0.contour, $0.line) }
    undrawable = tracer.failures(of: state).map { described($0.contour, .failure($0.reason)) }

    let extents = tracer.mask(of: state).extentsBySlice
    slices = dimensions[2] * dimensions[3]
    slicesDone = extents.values.reduce(into: Set()) { $0.formUnion($1) }.count
    labels = header.labels.entries.map { entry in
      Label(
        label: entry.name,
        contours: state.contours.count { $0.isClosed && $0.label == entry.value },
        slices: extents[entry.value]?.count ?? 0)
    }

    var arcs: [Arc] = []
    for case (let contour, .success(let line)) in lines {
      for (n, arc) in line.arcsToReview {
        let place = arc.placeToLook(spacing: spacing)
        arcs.append(
          Arc(
            slice: contour.slice, frame: contour.frame, contour: contour.name, seed: n,
            to: (n + 1) % contour.seeds.count, confidence: arc.confidence, x: place.x, y: place.y))
      }
    }
    // Of equal ones in the order of the session.
    let order = arcs.indices.sorted { (arcs[$0].confidence, $0) < (arcs[$1].confidence, $1) }
    weakest = order.prefix(limit).map { arcs[$0] }
    doubtful = tracer.doubts(of: state).prefix(limit).map {
      Slice(
        slice: $0.slice, frame: $0.frame, wrongSquareMillimetres: $0.wrongSquareMillimetres,
        signs: $0.signs)
    }
    machineMade = MachineMade(state)
  }

  var text: String {
    let size = dimensions.prefix(3).map(String.init).joined(separator: " x ")
    let made = machineMade
    let machine =
      made.untouched + made.edited + made.accepted == 0
      ? ""
      : "\nmachine   \(made.untouched) untouched, \(made.edited) edited, \(made.accepted) accepted"
    var parts = [
      """
      image     \(image)  (\(size), \(counted(dimensions[3], "frame")))
      contours  \(closed) closed, \(unclosed.count) unclosed, \(undrawable.count) that cannot be drawn
      slices    \(slicesDone) of \(slices) with labels\(machine)
      """,
      table(
        ["label", "contours", "slices"],
        labels.map { [$0.label, "\($0.contours)", "\($0.slices)"] }),
    ]
    if !unclosed.isEmpty {
      parts.append(
        "unclosed, they label nothing:\n"
          + table(
            ["contour", "label", "slice", "frame", "clicks", "length mm"],
            unclosed.map {
              [
                $0.contour, $0.label, "\($0.slice)", "\($0.frame)", "\($0.seeds)",
                $0.lengthMillimetres?.text(1) ?? "-",
              ]
            }))
    }
    if !doubtful.isEmpty {
      parts.append(
        "slices to look at first:\n"
          + table(
            ["slice", "frame", "expected wrong mm2", "signs"],
            doubtful.map {
              [
                "\($0.slice)", "\($0.frame)", $0.wrongSquareMillimetres.text(0),
                $0.signs.joined(separator: ", "),
              ]
            }))
    }
    if !undrawable.isEmpty {
      parts.append(
        "that cannot be drawn:\n"
          + undrawable.map {
            "\($0.contour)  slice \($0.slice)  frame \($0.frame)  \($0.problem ?? "")"
          }.joined(separator: "\n"))
    }
    if !weakest.isEmpty {
      parts.append(
        "arcs to look at first:\n"
          + table(
            ["contour", "slice", "frame", "arc", "confidence", "x", "y"],
            weakest.map {
              [
                $0.contour, "\($0.slice)", "\($0.frame)", "\($0.seed + 1)-\($0.to + 1)",
                $0.confidence.text(2), $0.x.text(1), $0.y.text(1),
              ]
            }))
    }
    return parts.joined(separator: "\n\n")
  }
}

extension StatusReport.MachineMade {
  init(_ state: SessionState) {
    let made = state.contours.filter { $0.origin != .human }
    untouched = made.count { $0.review == .untouched }
    edited = made.count { $0.review == .edited }
    accepted = made.count { $0.review == .accepted }
    var places: [Place] = []
    for entry in state.header.labels.entries {
      let here = made.filter { $0.label == entry.value && $0.review == .untouched }
      let counts = Dictionary(grouping: here) { SIMD2($0.frame, $0.slice) }.mapValues(\.count)
      for place in counts.keys.sorted(by: { ($0.x, $0.y) < ($1.x, $1.y) }) {
        places.append(
          Place(
            label: entry.name, slice: place.y, frame: place.x, contours: counts[place] ?? 0))
      }
    }
    self.places = places
  }
}

extension LabelVolume {
  /// For each label the slices, as frame times slices + slice, in which it has voxels.
  fileprivate var extentsBySlice: [UInt8: Set<Int>] {
    var result: [UInt8: Set<Int>] = [:]
    for frame in 0..<frames {
      for k in 0..<size.nk {
        for value in Set(slice(k, frame: frame).pixels) where value != 0 {
          result[value, default: []].insert(frame * size.nk + k)
        }
      }
    }
    return result
  }
}
