import Annotation
import Labels
import Terminal
import Volumes

/// What a session came to: per label and frame its slices, clicks, area, volume and Dice.
struct SessionReport: Codable {
  let rows: [Row]
  let maskSHA256: String

  struct Row: Codable {
    let label: String
    let value: UInt8
    let frame: Int
    let slices: Int
    let clicks: Int
    let areaSquareMillimetres: Double
    let millilitres: Double
    let dice: Double?

    enum CodingKeys: String, CodingKey {
      case label, value, frame, slices, clicks, dice
      case areaSquareMillimetres = "area_mm2"
      case millilitres = "volume_ml"
    }
  }

  enum CodingKeys: String, CodingKey {
    case rows
    case maskSHA256 = "mask_sha256"
  }

  /// - Parameter truth: On the same grid. Dice is that of the whole frame, slices that were not
  ///   annotated included; frames without any annotation are left out.
  init(_ session: Session, mask: LabelVolume, truth: LabelVolume?) {
    maskSHA256 = mask.voxelsSHA256
    let measured = mask.extents
    // A label that only the reference has was missed: a row of its own, Dice 0.
    let frames = Set(measured.map(\.frame))
    let missed = (truth?.extents ?? []).filter { wanted in
      frames.contains(wanted.frame)
        && !measured.contains { $0.label == wanted.label && $0.frame == wanted.frame }
    }.map {
      LabelExtent(
        label: $0.label, frame: $0.frame, voxels: 0, slices: 0, millilitres: 0, squareMillimetres: 0
      )
    }
    let extents = (measured + missed).sorted { ($0.frame, $0.label) < ($1.frame, $1.label) }
    rows = extents.map { extent in
      let contours = session.state.contours.filter {
        $0.label == extent.label && $0.frame == extent.frame
      }
      let dice = truth.map {
        diceCoefficient(
          mask.frame(extent.frame), $0.frame(extent.frame), label: extent.label)
      }
      return Row(
        label: session.header.labels.name(of: extent.label), value: extent.label,
        frame: extent.frame, slices: extent.slices,
        clicks: contours.reduce(0) { $0 + $1.seeds.count },
        areaSquareMillimetres: extent.squareMillimetres, millilitres: extent.millilitres,
        dice: dice)
    }
  }

  var text: String {
    let withDice = rows.contains { $0.dice != nil }
    let header = ["label", "frame", "slices", "clicks", "area mm2", "volume mL"]
    let cells = rows.map { row in
      [
        row.label, "\(row.frame)", "\(row.slices)", "\(row.clicks)",
        row.areaSquareMillimetres.text(0), row.millilitres.text(2),
      ] + (withDice ? [row.dice?.text(3) ?? "-"] : [])
    }
    return table(header + (withDice ? ["Dice"] : []), cells) + "\nmask hash  \(maskSHA256)"
  }
}
