import Datasets
import Terminal

/// What `import` says.
struct ImportReport: Encodable {
  let dataset: String
  let layout: DatasetLayout
  let folder: String
  let standing: SessionImport.Standing
  let licence: String?
  let cases: [ImportedCase]
  /// Sessions that were there and were not looked at.
  let skipped: Int
  /// How many of the cases are drawn exactly as the data set has them.
  let exact: Int
  let labels: [Label]
  let seconds: Double

  struct Label: Encodable {
    let label: String
    let contours: Int
    let seeds: Int
    let seedsPerContour: Double?
    /// Mean over the cases.
    let dice: Double?

    enum CodingKeys: String, CodingKey {
      case label, contours, seeds, dice
      case seedsPerContour = "seeds_per_contour"
    }
  }

  enum CodingKeys: String, CodingKey {
    case dataset, layout, folder, licence, cases, skipped, exact, labels, seconds
    case standing = "as"
  }

  init(
    _ dataset: Dataset, _ work: SessionImport, _ cases: [ImportedCase], skipped: Int,
    seconds: Double
  ) {
    self.dataset = dataset.name
    layout = dataset.layout
    folder = work.folder
    standing = work.standing
    licence = dataset.licence
    self.cases = cases
    self.skipped = skipped
    exact = cases.count(where: \.isExact)
    labels =
      (cases.first?.labels.indices).map(Array.init).map { indices in
        indices.map { n in
          let all = cases.map { $0.labels[n] }
          let contours = all.reduce(0) { $0 + $1.contours }
          let seeds = all.reduce(0) { $0 + $1.seeds }
          return Label(
            label: all[0].label, contours: contours, seeds: seeds,
            seedsPerContour: contours == 0 ? nil : Double(seeds) / Double(contours),
            dice: all.reduce(0) { $0 + $1.dice } / Double(all.count))
        }
      } ?? []
    self.seconds = seconds
  }

  /// Each once, with the cases it is about counted.
  var warnings: [String] {
    var counts: [(text: String, cases: [String])] = []
    for item in cases {
      for text in item.warnings {
        if let n = counts.firstIndex(where: { $0.text == text }) {
          counts[n].cases.append(item.name)
        } else {
          counts.append((text, [item.name]))
        }
      }
    }
    return counts.map { text, cases in
      "\(cases[0])\(cases.count > 1 ? " and \(cases.count - 1) more" : ""): \(text)"
    }
  }

  var text: String {
    var lines = [
      table(
        ["label", "contours", "seeds", "a contour", "Dice"],
        labels.map {
          [
            $0.label, "\($0.contours)", "\($0.seeds)", $0.seedsPerContour?.text(1) ?? "-",
            $0.dice?.text(4) ?? "-",
          ]
        }),
      "sessions \(folder)  (\(counted(cases.count, "case")), \(exact) equal to the voxel, "
        + "\(standing.rawValue), \(seconds.text(1)) s)",
    ]
    if skipped > 0 {
      lines.append("kept    \(counted(skipped, "session")) that were there already, as they are")
    }
    lines.append("licence \(licence ?? "not stated")")
    return lines.joined(separator: "\n")
  }
}
