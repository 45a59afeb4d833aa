import Figures
import Labels
import Terminal
import Volumes

/// The slices in which annotators disagree: the image or nothing, over it how many gave another
/// label than most, and the outlines of the result.
struct DisagreementFigure {
  private let votes: Volume
  private let annotators: Int
  private let agreed: LabelVolume
  private let image: Volume?
  private let legend: [FigureLabel]
  private let sides: PatientSides?

  init(
    _ votes: Votes, _ agreed: LabelVolume, image: Volume?, labels: [NamedLabel],
    sides: PatientSides?
  ) {
    self.sides = sides
    self.votes = votes.dissenters()
    annotators = votes.annotatorCount
    self.agreed = agreed
    self.image = image
    legend = labels.map { FigureLabel($0.value, name: $0.name) }
  }

  /// As many as can be looked at.
  private static let mostSlices = 12
  private static let margin = 12.0

  func drawing() -> Raster {
    let chosen = slices
    let drawn = chosen.map { agreed.slice($0.slice, frame: $0.frame) }
    let disputed = chosen.map { place in
      let slice = votes.slice(place.slice, frame: place.frame)
      return LabelSlice(ni: slice.ni, nj: slice.nj, pixels: slice.pixels.map { $0 > 0 ? 1 : 0 })
    }
    let first = votes.slice(chosen[0].slice, frame: chosen[0].frame)
    let region = SliceRegion(around: drawn + disputed)?.widened(by: Self.margin, in: first)
    let scale = figureScale(first, region: region, target: chosen.count < 3 ? 640 : 320)
    var figures = chosen.map { place in figure(place, region, scale) }
    figures[figures.count - 1].scaleBar = true
    let most = Int(votes.voxels.max() ?? 0)
    let levels = (0..<most).map { $0 + 1 }.map { count in
      FigureLabel(
        0, name: "\(count) of \(annotators) disagree",
        style: LabelColour(ColourMap.colour(share(Double(count))), .solid))
    }
    return SliceGrid(figures, legend: legend + levels).drawing()
  }

  private func figure(_ place: Place, _ region: SliceRegion?, _ scale: Double) -> SliceFigure {
    let counts = votes.slice(place.slice, frame: place.frame)
    var empty = counts
    empty.pixels = empty.pixels.map { _ in 0 }
    let shown = image?.slice(place.slice, frame: place.frame) ?? empty
    let window =
      image.map { DisplayWindow(intensities: $0.frame(place.frame).voxels) }
      ?? DisplayWindow(level: 1, width: 1)
    var figure = SliceFigure(shown, window: window, scale: scale)
    figure.region = region
    figure.labels = agreed.slice(place.slice, frame: place.frame)
    figure.labelFill = 0
    figure.sides = sides
    figure.legend = legend
    figure.shares = counts
    figure.shares?.pixels = counts.pixels.map { Float(share(Double($0))) }
    let pixel = counts.spacing.x * counts.spacing.y
    let disputed = (Double(counts.pixels.count { $0 > 0 }) * pixel).text(0)
    figure.caption =
      "slice \(place.slice)" + (agreed.frames > 1 ? "  frame \(place.frame)" : "")
      + "  \(disputed) mm2 disputed"
    return figure
  }

  /// All against one are the brightest; one of many is still seen, and lighter than the outlines'
  /// blue.
  private func share(_ count: Double) -> Double {
    count == 0 ? 0 : 0.6 + 0.4 * count / Double(max(annotators - 1, 1))
  }

  private struct Place {
    let slice: Int
    let frame: Int
  }

  /// Those with most disagreement, in their order; of masks that agree those with labels.
  private var slices: [Place] {
    let all = (0..<agreed.frames).flatMap { frame in
      (0..<agreed.size.nk).map { Place(slice: $0, frame: frame) }
    }
    let counts = all.map { place in
      (
        disputed: votes.slice(place.slice, frame: place.frame).pixels.count { $0 > 0 },
        labelled: agreed.slice(place.slice, frame: place.frame).pixels.count { $0 > 0 }
      )
    }
    let order = all.indices.sorted {
      (-counts[$0].disputed, -counts[$0].labelled, $0)
        < (-counts[$1].disputed, -counts[$1].labelled, $1)
    }
    let useful = order.filter { counts[$0].disputed + counts[$0].labelled > 0 }
    return (useful.isEmpty ? [0] : Array(useful.prefix(Self.mostSlices))).sorted().map { all[$0] }
  }
}
