import Annotation
import ArgumentParser
import Datasets
import Terminal

/// What carrying contours on to other slices and to other frames have in common.
struct FillingOptions: ParsableArguments {
  @Option(
    name: .customLong("label"), help: "Only this label, by name or value; may be given again.")
  var labels: [String] = []
  @Flag(help: "Print one JSON object.") var json = false
  @OptionGroup var image: ImageOption
  @OptionGroup var author: AuthorOption

  static func check(_ leastAgreement: Double) throws {
    guard (-1...1).contains(leastAgreement) else {
      throw ValidationError("--least-agreement lies between -1 and 1")
    }
  }

  /// The values of the labels that were named; nil where none was.
  func values(_ state: SessionState) throws(SessionError) -> Set<UInt8>? {
    guard !labels.isEmpty else { return nil }
    var values: Set<UInt8> = []
    for label in labels { values.insert(try state.label(LabelReference(label))) }
    return values
  }

  /// Fills, records it as one action and says what it came to.
  func fill(
    _ path: String, _ request: (SessionState) throws(SessionError) -> FillingRequest
  ) async throws {
    let opened = try openSession(path, imagePath: image.image)
    let request = try request(opened.session.state)
    let (writer, journal) = try JournalWriter.open(path)
    var session = try Session(journal)
    let line = ProgressLine(isSilent: json)
    let filling = try await SessionFilling(request, of: session.state, opened.tracer) {
      line.show(
        "\($0 == .carrying ? "carried on" : "drawn")  \($1) of \($2)")
    }
    line.show("")
    guard let replacement = filling.replacement else {
      throw DataError(
        filling.places.isEmpty
          ? "\(path): there is nothing to fill; draw contours on other "
            + "\(request.axis.rawValue) first, and see that some are without"
          : "\(path): everything was given up; the images agree too little around the contours "
            + "(--least-agreement)")
    }
    try session.apply(.replaceContours(replacement))
    let entry = try writer.append(.replaceContours(replacement), author: author.author)
    let report = FillingReport(filling, replacement, request, session.header, entry.sequence)
    if json {
      try printJSON(report)
    } else {
      print(report.text)
    }
  }
}

/// What a filling came to.
struct FillingReport: Encodable {
  let seq: Int
  /// Contours that came, and those of an earlier filling that went.
  let contours: Int
  let replaced: Int
  let places: [Place]

  struct Place: Encodable {
    let label: String
    let slice: Int
    let frame: Int
    /// Frames or slices it was carried on from.
    let sources: [Int]
    let agreement: Double?
    let givenUp: Bool

    enum CodingKeys: String, CodingKey {
      case label, slice, frame, sources, agreement
      case givenUp = "given_up"
    }
  }

  private let axis: FillingRequest.Axis

  enum CodingKeys: String, CodingKey { case seq, contours, replaced, places }

  init(
    _ filling: SessionFilling, _ replacement: ContourReplacement, _ request: FillingRequest,
    _ header: SessionHeader, _ sequence: Int
  ) {
    seq = sequence
    contours = replacement.add.count
    replaced = replacement.remove.count
    axis = request.axis
    places = filling.places.map {
      Place(
        label: header.labels.name(of: $0.label), slice: $0.slice, frame: $0.frame,
        sources: $0.sources, agreement: $0.agreement, givenUp: $0.isGivenUp)
    }
  }

  /// A row for each label and line, since a cycle has hundreds of places.
  var text: String {
    let isAlongSlices = axis == .slices
    var rows: [[String]] = []
    var seen: Set<String> = []
    for place in places {
      let other = isAlongSlices ? place.frame : place.slice
      let key = "\(place.label) \(other)"
      guard seen.insert(key).inserted else { continue }
      let own = places.filter {
        $0.label == place.label && (isAlongSlices ? $0.frame : $0.slice) == other
      }
      func numbers(_ places: [Place]) -> String {
        ranges(places.map { isAlongSlices ? $0.slice : $0.frame })
      }
      rows.append([
        place.label, "\(other)", numbers(own.filter { !$0.givenUp }),
        ranges(Array(Set(own.flatMap(\.sources))).sorted()), numbers(own.filter(\.givenUp)),
        own.filter { !$0.givenUp }.compactMap(\.agreement).min()?.text(2) ?? "-",
      ])
    }
    let went = replaced > 0 ? ", \(replaced) of an earlier filling gone" : ""
    return "\(seq)  fill  \(counted(contours, "contour"))\(went)\n\n"
      + table(
        [
          "label", isAlongSlices ? "frame" : "slice", axis.rawValue, "from", "given up",
          "least agreement",
        ], rows)
  }

  /// "1-3, 5".
  private func ranges(_ numbers: [Int]) -> String {
    var parts: [ClosedRange<Int>] = []
    for n in numbers.sorted() {
      if let last = parts.last, last.upperBound + 1 == n {
        parts[parts.count - 1] = last.lowerBound...n
      } else {
        parts.append(n...n)
      }
    }
    return parts.isEmpty
      ? "-"
      : parts.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        .joined(separator: ", ")
  }
}
