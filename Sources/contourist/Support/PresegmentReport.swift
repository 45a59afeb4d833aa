import Annotation
import Labels
import Networks
import Presegmentation
import Terminal
import Volumes

/// What `presegment` says.
struct PresegmentReport: Encodable {
  let model: String
  /// Of the model's file.
  let sha256: String
  let licence: String?
  let isNonCommercial: Bool
  let labels: [NamedLabel]
  let images: [Image]
  let note = "Measurement for research, to be checked by a physician."

  enum CodingKeys: String, CodingKey {
    case model, sha256, licence, labels, images, note
    case isNonCommercial = "non_commercial"
  }

  /// One image.
  struct Image: Codable {
    let name: String
    let path: String
    let mask: String
    /// ni, nj, nk, frames.
    let dimensions: [Int]
    /// From the image in memory to the labels.
    let milliseconds: Double
    /// Of these within the network.
    let networkMilliseconds: Double
    /// By label, of each frame.
    let millilitres: [String: [Double]]
    /// Share of voxels expected to be wrong, mean of the frames; for comparing images.
    let expectedError: Double
    /// By label, over all frames; of labels that the reference has.
    let dice: [String: Double]?
    let session: String?
    /// What the session's contours are like, for people.
    var contours: String?
    let warnings: [String]

    enum CodingKeys: String, CodingKey {
      case name, path, mask, dimensions, milliseconds, millilitres, dice, session, warnings
      case expectedError = "expected_error"
      case networkMilliseconds = "network_milliseconds"
    }

    init(
      name: String, path: String, mask: String, _ found: Presegmentation,
      model: SegmentationModel, truth: LabelVolume?, session: String?, contours: String?,
      warnings: [String]
    ) {
      self.name = name
      self.path = path
      self.session = session
      self.contours = contours
      self.mask = mask
      let labels = found.labels
      dimensions = [labels.size.ni, labels.size.nj, labels.size.nk, labels.frames]
      milliseconds = found.seconds * 1000
      networkMilliseconds = found.networkSeconds * 1000
      expectedError = found.expectedErrors.reduce(0, +) / Double(max(found.expectedErrors.count, 1))
      var millilitres: [String: [Double]] = [:]
      for label in model.labels {
        millilitres[label.name] = [Double](repeating: 0, count: labels.frames)
      }
      for extent in labels.extents {
        guard let label = model.labels.first(where: { $0.value == extent.label }) else { continue }
        millilitres[label.name]?[extent.frame] = extent.millilitres
      }
      self.millilitres = millilitres
      dice = truth.map { truth in
        let present = Set(truth.labels)
        var dice: [String: Double] = [:]
        for label in model.labels where present.contains(label.value) {
          dice[label.name] = diceCoefficient(labels, truth, label: label.value)
        }
        return dice
      }
      var seen: Set<String> = []
      self.warnings = warnings.filter { seen.insert($0).inserted }
    }

    var sizeText: String {
      dimensions.prefix(3).map(String.init).joined(separator: " x ")
        + (dimensions[3] > 1 ? ", \(dimensions[3]) frames" : "")
    }
  }

  init(_ model: SegmentationModel, _ identity: ModelIdentity, _ images: [Image]) {
    self.model = model.name
    sha256 = identity.sha256
    licence = model.licence
    isNonCommercial = model.isNonCommercial
    labels = model.labels
    self.images = images
  }

  private var heading: String {
    "model   \(model)"
      + (isNonCommercial ? "  LICENCE \(licence ?? ""): NOT FOR COMMERCIAL USE" : "")
  }

  /// Of one image: a row for each frame.
  var text: String {
    let names = labels.map(\.name)
    var lines = [heading]
    for image in images {
      let rows = (0..<image.dimensions[3]).map { frame in
        ["\(frame)"] + names.map { (image.millilitres[$0]?[frame] ?? 0).text(1) }
      }
      lines.append(Terminal.table(["frame"] + names.map { $0 + " mL" }, rows))
      if let dice = image.dice {
        lines.append(
          "Dice    " + names.map { "\($0) \(dice[$0]?.text(3) ?? "-")" }.joined(separator: "  "))
      }
      lines.append(
        "time    \(image.milliseconds.text(0)) ms, the network \(image.networkMilliseconds.text(0))"
      )
    }
    return (lines + [note]).joined(separator: "\n")
  }

  /// A row for each image, frame and label.
  var csv: CSVTable {
    var table = CSVTable([
      "image", "frame", "label", "volume_ml", "dice", "expected_error", "milliseconds", "warnings",
    ])
    for image in images {
      for frame in 0..<image.dimensions[3] {
        for label in labels {
          table.append([
            image.name, "\(frame)", label.name,
            CSVTable.cell(image.millilitres[label.name]?[frame]),
            CSVTable.cell(image.dice?[label.name]), CSVTable.cell(image.expectedError),
            CSVTable.cell(image.milliseconds), "\(image.warnings.count)",
          ])
        }
      }
    }
    return table
  }

  /// Rows that a person reads.
  private static let mostRows = 40

  /// Of many images: a row for each, the one that wants a look most first.
  var table: String {
    let names = labels.map(\.name)
    let hasTruth = images.contains { $0.dice != nil }
    let header =
      ["image", "voxels", "ms", "doubt"] + names.map { $0 + " mL" }
      + (hasTruth ? names.map { $0 + " Dice" } : []) + ["warnings"]
    let order = images.indices.sorted {
      (-images[$0].expectedError, $0) < (-images[$1].expectedError, $1)
    }
    let rows = order.prefix(Self.mostRows).map { images[$0] }.map { image in
      [
        image.name, image.sizeText, image.milliseconds.text(0),
        (100 * image.expectedError).text(1) + " %",
      ]
        + names.map { name in
          // Frames of a cine differ: the smallest and the largest.
          let all = image.millilitres[name] ?? []
          let (low, high) = (all.min() ?? 0, all.max() ?? 0)
          return all.count > 1 ? "\(low.text(1)) to \(high.text(1))" : high.text(1)
        }
        + (hasTruth ? names.map { image.dice?[$0]?.text(3) ?? "-" } : [])
        + ["\(image.warnings.count)"]
    }
    let more =
      images.count > Self.mostRows
      ? ["and \(images.count - Self.mostRows) that the network doubts less"] : []
    return ([heading, Terminal.table(header, rows)] + more + [note]).joined(separator: "\n")
  }
}
