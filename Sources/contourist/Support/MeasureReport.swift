import Evaluation
import Labels
import Measurements
import Terminal
import Volumes

/// What `measure` says.
struct MeasureReport: Encodable {
  let studies: [Study]
  let note = "Measurement for research, to be checked by a physician; no diagnosis."

  /// Masks that were measured together.
  struct Study: Codable {
    let name: String
    let frames: Int
    /// What moments are called that are files of their own.
    let moments: [String]?
    /// Millimetres; nil where the files state none.
    let spacing: [Double]?
    let labels: [Label]
    let heart: MeasuredHeart?
    /// Why there are no numbers of a heart.
    let heartMissing: String?
    let remarks: [String]

    enum CodingKeys: String, CodingKey {
      case name, frames, moments, labels, heart, remarks
      case spacing = "spacing_mm"
      case heartMissing = "heart_missing"
    }

    func moment(_ frame: Int) -> String { moments?[frame] ?? "frame \(frame)" }
  }

  /// A structure in one frame.
  struct Label: Codable {
    let label: String
    let value: UInt8
    let frame: Int
    let phase: CardiacPhase?
    let voxels: Int
    let slices: Int
    /// nil of an image of one slice and where there is no spacing.
    let millilitres: Double?
    /// Of an image of one slice.
    let squareMillimetres: Double?
    let diameters: Diameters?

    enum CodingKeys: String, CodingKey {
      case label, value, frame, phase, voxels, slices, diameters
      case millilitres = "volume_ml"
      case squareMillimetres = "area_mm2"
    }
  }

  /// In millimetres, or in pixels where there is no spacing.
  struct Diameters: Codable {
    let unit: String
    let pieces: Int
    let slice: Int
    let longest: Double
    let perpendicular: Double
    let product: Double
    /// nil where nobody knows how far slices lie apart.
    let feret: Double?
    /// Voxels, sub-voxel, centres at whole numbers.
    let longestEnds: [[Double]]
    let perpendicularEnds: [[Double]]

    enum CodingKeys: String, CodingKey {
      case unit, pieces, slice, longest, perpendicular, product, feret
      case longestEnds = "longest_ends"
      case perpendicularEnds = "perpendicular_ends"
    }

    init(_ found: LesionDiameters, hasSpacing: Bool, isFlat: Bool) {
      unit = hasSpacing ? "mm" : "pixels"
      pieces = found.pieces
      slice = found.slice
      longest = found.longest
      perpendicular = found.perpendicular
      product = found.product
      feret = hasSpacing || isFlat ? found.feret : nil
      longestEnds = found.longestEnds.map { [$0.x, $0.y] }
      perpendicularEnds = found.perpendicularEnds.map { [$0.x, $0.y] }
    }
  }
}

extension MeasureReport {
  /// A row for each number: many hearts make one long table that any program can pivot.
  var csv: CSVTable {
    var table = CSVTable(["study", "frame", "moment", "structure", "quantity", "unit", "value"])
    for study in studies {
      func add(
        _ frame: Int?, _ structure: String, _ quantity: String, _ unit: String, text: String
      ) {
        table.append([
          study.name, frame.map { "\($0)" } ?? "", frame.map(study.moment) ?? "", structure,
          quantity, unit, text,
        ])
      }
      func add(
        _ frame: Int?, _ structure: String, _ quantity: String, _ unit: String, _ value: Double?
      ) {
        guard let value else { return }
        add(frame, structure, quantity, unit, text: CSVTable.cell(value))
      }
      for row in study.labels {
        add(row.frame, row.label, "voxels", "", text: "\(row.voxels)")
        add(row.frame, row.label, "volume", "mL", row.millilitres)
        add(row.frame, row.label, "area", "mm2", row.squareMillimetres)
        guard let found = row.diameters else { continue }
        add(row.frame, row.label, "longest diameter", found.unit, found.longest)
        add(row.frame, row.label, "perpendicular diameter", found.unit, found.perpendicular)
        add(row.frame, row.label, "Feret diameter", found.unit, found.feret)
      }
      guard let heart = study.heart else { continue }
      for (name, ventricle) in [
        ("LV", heart.left as MeasuredHeart.Ventricle?), ("RV", heart.right),
      ] {
        add(nil, name, "EDV", "mL", ventricle?.endDiastolicMillilitres)
        add(nil, name, "ESV", "mL", ventricle?.endSystolicMillilitres)
        add(nil, name, "stroke volume", "mL", ventricle?.strokeMillilitres)
        add(nil, name, "EF", "%", ventricle?.ejectionFractionPercent)
      }
      add(nil, "MYO", "mass", "g", heart.massGrams)
      add(nil, "MYO", "mass at ES", "g", heart.endSystolicMassGrams)
      add(nil, "LV", "cardiac output", "L/min", heart.cardiacOutputLitresPerMinute)
      if let indices = heart.indices {
        add(nil, "body", "surface", "m2", indices.bodySurfaceSquareMetres)
        add(nil, "LV", "EDV index", "mL/m2", indices.leftEndDiastolic)
        add(nil, "LV", "ESV index", "mL/m2", indices.leftEndSystolic)
        add(nil, "LV", "stroke index", "mL/m2", indices.leftStroke)
        add(nil, "RV", "EDV index", "mL/m2", indices.rightEndDiastolic)
        add(nil, "RV", "ESV index", "mL/m2", indices.rightEndSystolic)
        add(nil, "MYO", "mass index", "g/m2", indices.mass)
        add(nil, "LV", "cardiac index", "L/min/m2", indices.cardiac)
      }
      let (diastole, systole) = (heart.endDiastolicFrame, heart.endSystolicFrame)
      for segment in heart.wall?.segments ?? [] {
        let name = "segment \(segment.number)"
        add(diastole, name, "mean thickness", "mm", segment.endDiastole)
        add(diastole, name, "maximum thickness", "mm", segment.endDiastoleMaximum)
        add(systole, name, "mean thickness", "mm", segment.endSystole)
        add(systole, name, "maximum thickness", "mm", segment.endSystoleMaximum)
        add(nil, name, "thickening", "%", segment.thickeningPercent)
      }
    }
    return table
  }

  var text: String {
    let hearts = studies.compactMap { study in study.heart.map { (study, $0) } }
    var parts: [String] = []
    // Many hearts are a table; one is told in full.
    let isTable = studies.count > 1 && !hearts.isEmpty
    if isTable { parts.append(Self.heartTable(hearts)) }
    for study in studies where !isTable || study.heart == nil { parts.append(study.text) }
    return (parts + [note]).joined(separator: "\n\n")
  }

  private static func heartTable(_ hearts: [(Study, MeasuredHeart)]) -> String {
    let header = [
      "heart", "LV EDV mL", "ESV mL", "EF %", "mass g", "RV EDV mL", "ESV mL", "EF %",
    ]
    func numbers(_ heart: MeasuredHeart) -> [Double?] {
      [
        heart.left.endDiastolicMillilitres, heart.left.endSystolicMillilitres,
        heart.left.ejectionFractionPercent, heart.massGrams,
        heart.right?.endDiastolicMillilitres, heart.right?.endSystolicMillilitres,
        heart.right?.ejectionFractionPercent,
      ]
    }
    func row(_ name: String, _ values: [Double?]) -> [String] {
      [name] + values.map { $0?.text(1) ?? "-" }
    }
    let all = hearts.map { numbers($0.1) }
    let statistics = (0..<header.count - 1).map { column in Statistics(all.map { $0[column] }) }
    return table(
      header,
      zip(hearts, all).map { row($0.0.name, $1) } + [
        row("mean", statistics.map(\.mean)), row("sd", statistics.map(\.standardDeviation)),
      ])
  }
}

extension MeasureReport.Study {
  fileprivate var text: String {
    var lines = [name]
    let names = labels.map(\.label)
    let columns = names.indices.filter { names.firstIndex(of: names[$0]) == $0 }.map { names[$0] }
    let unit =
      spacing == nil
      ? (labels.contains { $0.slices > 1 } ? "voxels" : "pixels")
      : labels.contains { $0.squareMillimetres != nil } ? "mm2" : "mL"
    let moments = (0..<frames).filter { frame in labels.contains { $0.frame == frame } }
    if labels.isEmpty {
      lines.append("nothing is labelled")
    } else {
      lines.append(
        table(
          [spacing == nil ? unit : "\(unit) by counting voxels"] + columns,
          moments.map { frame in
            let phase = labels.first { $0.frame == frame }?.phase.map { " \($0.rawValue)" } ?? ""
            return [moment(frame) + phase]
              + columns.map { column in
                labels.first { $0.frame == frame && $0.label == column }?.size ?? "-"
              }
          }))
    }
    let measured = labels.filter { $0.diameters != nil }
    if !measured.isEmpty { lines.append(Self.diameterTable(measured)) }
    if let heart { lines.append(heart.text(moment)) }
    if let heartMissing { lines.append("no ejection fraction: \(heartMissing)") }
    return (lines + remarks).joined(separator: "\n")
  }

  private static func diameterTable(_ rows: [MeasureReport.Label]) -> String {
    let unit = rows.first?.diameters?.unit ?? "mm"
    let hasFrames = Set(rows.map(\.frame)).count > 1
    return table(
      [
        "longest in a slice, \(unit)", "slice", "longest", "across it", "product", "in space",
        "pieces",
      ],
      rows.compactMap { row in
        row.diameters.map {
          [
            row.label + (hasFrames ? " frame \(row.frame)" : ""), "\($0.slice)",
            $0.longest.text(1), $0.perpendicular.text(1), $0.product.text(0),
            $0.feret?.text(1) ?? "-",
            "\($0.pieces)",
          ]
        }
      })
  }
}

extension MeasureReport.Label {
  fileprivate var size: String {
    millilitres?.text(1) ?? squareMillimetres?.text(1) ?? "\(voxels)"
  }
}
