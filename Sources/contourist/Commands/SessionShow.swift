import Annotation
import ArgumentParser
import Datasets
import ImageFiles
import MinimalPaths
import Terminal
import Volumes

struct SessionShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "List the contours and strokes of a session.",
    discussion: "  contourist session show heart.session.jsonl")

  @OptionGroup var file: SessionArgument
  @OptionGroup var image: ImageOption
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let opened = try openSession(file.session, imagePath: image.image)
    var tracer = opened.tracerAfterWarnings()
    let spacing = opened.image.volume.geometry.spacing
    let rows = tracer.contours(of: opened.session.state).map {
      Row($0.contour, $0.line, opened.session.header.labels, SIMD2(spacing.x, spacing.y))
    }
    let listing = Listing(
      image: opened.session.header.image.path, lines: opened.session.entryCount,
      undoable: opened.session.history.inForce.count,
      redoable: opened.session.history.undone.count, strokes: opened.session.state.strokes.count,
      contours: rows)
    if json {
      try printJSON(listing)
    } else {
      print(listing.text)
    }
  }

  private struct Listing: Encodable {
    let image: String
    let lines: Int
    let undoable: Int
    let redoable: Int
    let strokes: Int
    let contours: [Row]

    var text: String {
      let header = [
        "contour", "label", "slice", "frame", "seeds", "closed", "outline mm", "area mm2",
        "made by", "review", "weakest",
      ]
      return """
        image    \(image)
        journal  \(counted(lines, "line")), \(undoable) to undo, \(redoable) to redo, \
        \(counted(strokes, "stroke"))
        \(table(header, contours.map(\.cells)))
        """
    }
  }

  private struct Row: Encodable {
    let name: String
    let label: String
    let slice: Int
    let frame: Int
    let seeds: [[Double]]
    let closed: Bool
    let lengthMillimetres: Double?
    let areaSquareMillimetres: Double?
    /// The least trusted arc, as the seed it starts from.
    let weakestArc: Int?
    let weakestConfidence: Double?
    /// Why there is no line.
    let problem: String?
    /// "human", the model's name, or "session" where it comes from other slices or frames.
    let madeBy: String
    /// The model that made it.
    let model: ModelIdentity?
    let review: ContourReview

    enum CodingKeys: String, CodingKey {
      case name, label, slice, frame, seeds, closed, problem, model, review
      case lengthMillimetres = "length_mm"
      case areaSquareMillimetres = "area_mm2"
      case madeBy = "made_by"
      case weakestArc = "weakest_arc"
      case weakestConfidence = "weakest_confidence"
    }

    init(
      _ contour: SessionState.Contour, _ line: Result<TracedContour, TracingError>,
      _ labels: LabelTable, _ spacing: SIMD2<Double>
    ) {
      name = contour.name
      label = labels.name(of: contour.label)
      slice = contour.slice
      frame = contour.frame
      seeds = contour.seeds.map { [$0.x, $0.y] }
      closed = contour.isClosed
      madeBy = contour.origin.maker
      model = contour.origin.model
      review = contour.review
      let traced = try? line.get()
      lengthMillimetres = traced?.length(spacing: spacing)
      areaSquareMillimetres = traced?.area(spacing: spacing)
      let weakest = traced?.arcsToReview.first
      weakestArc = weakest?.index
      weakestConfidence = weakest?.arc.confidence
      if case .failure(let error) = line, contour.isClosed {
        problem = error.description
      } else {
        problem = nil
      }
    }

    var cells: [String] {
      let weakest = weakestArc.map {
        "\($0 + 1)-\(($0 + 1) % seeds.count + 1) (\((weakestConfidence ?? 0).text(2)))"
      }
      return [
        name, label, "\(slice)", "\(frame)", "\(seeds.count)", closed ? "yes" : "no",
        lengthMillimetres?.text(1) ?? "-", areaSquareMillimetres?.text(0) ?? "-",
        madeBy, review.rawValue, problem ?? weakest ?? "-",
      ]
    }
  }
}
