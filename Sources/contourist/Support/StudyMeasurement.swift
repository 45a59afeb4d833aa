import Evaluation
import Labels
import Measurements
import Terminal
import Volumes

/// How studies are measured: the options of `measure`.
struct StudyMeasurement {
  let options: LabelOptions
  let endDiastole: Int?
  let endSystole: Int?
  /// Given for one patient; otherwise as the data set has it.
  let body: BodySize?
  let formula: BodySize.SurfaceFormula
  let heartRate: Double?
  let base: ScoredCase.Base
  let turn: WallThickness.Turn?

  struct Outcome {
    let report: MeasureReport.Study
    var curve: VolumeCurve?
    var thickness: (diastole: WallThickness, systole: WallThickness)?

    func figure(_ curve: VolumeCurve) -> HeartFigure {
      HeartFigure(
        curve: curve, summary: report.heart?.summary ?? "", endDiastole: thickness?.diastole,
        endSystole: thickness?.systole)
    }
  }

  func measure(_ study: MeasuredStudy) throws -> Outcome {
    let content = try study.read()
    content.warnings.forEach { warn("\(study.name): \($0)") }
    let mask = content.mask
    for frame in [endDiastole, endSystole].compactMap({ $0 }) where frame >= mask.frames {
      throw DataError(
        "\(study.name): there is no frame \(frame); it has 0 to \(mask.frames - 1)")
    }
    let known = study.labels.isEmpty ? content.names : study.labels
    let named = options.names(of: mask.labels, known: known)
    let heart = HeartLabels(named: named)
    var remarks: [String] = []
    if !content.hasSpacing {
      remarks.append("The file states no spacing: lengths are pixels, and there are no volumes.")
    } else if mask.size.nk == 1 {
      remarks.append("One slice: areas, no volumes.")
    }
    if options.given.isEmpty, heart == nil, known.isEmpty, mask.labels == [1, 2, 3] {
      remarks.append(
        "For a heart's numbers name its labels, as in --label RV=1 --label MYO=2 --label LV=3.")
    }
    for label in options.given where !mask.labels.contains(label.value) {
      remarks.append("There is no voxel of label \(label.name)=\(label.value).")
    }
    var missing: String?
    var measured: (HeartFunction, [HeartMoment])?
    var wall: Result<(WallThickness, WallThickness), MeasurementError> = .failure(.noWall)
    if let heart {
      if !content.hasSpacing || mask.size.nk == 1 {
        missing = "it needs a stack of slices with known spacing"
      } else {
        do {
          measured = try function(mask, heart, content)
        } catch {
          // A frame that somebody named is a mistake; a mask of one moment has other numbers.
          guard case .oneMoment = error, endDiastole == nil, endSystole == nil else {
            throw DataError("\(study.name): \(error)")
          }
          missing = "\(error)"
        }
      }
    }
    if let heart, let (function, _) = measured {
      wall = thickness(mask, heart, content, function)
      remarks += self.remarks(function)
    }
    let report = MeasureReport.Study(
      name: study.name, frames: mask.frames, moments: content.momentNames,
      spacing: content.hasSpacing
        ? [mask.geometry.spacing.x, mask.geometry.spacing.y, mask.geometry.spacing.z] : nil,
      labels: rows(content, named, heart),
      heart: measured.map {
        MeasuredHeart(
          $0.0, wall: wall, body: body ?? study.bodySize, formula: formula, heartRate: heartRate)
      }, heartMissing: missing, remarks: remarks)
    guard let (function, moments) = measured else { return Outcome(report: report) }
    var curve = VolumeCurve(title: study.name, moments, function)
    if content.momentNames != nil { curve.horizontalName = "mask" }
    return Outcome(
      report: report, curve: curve,
      thickness: (try? wall.get()).map { ($0.0, $0.1) })
  }

  private func function(
    _ mask: LabelVolume, _ heart: HeartLabels, _ content: MeasuredStudy.Content
  ) throws(MeasurementError) -> (HeartFunction, [HeartMoment]) {
    func frame(_ phase: CardiacPhase) -> Int? {
      content.phases.first { $0.value == phase }?.key
    }
    let moments = HeartMoment.all(in: mask, heart)
    return (
      try HeartFunction(
        moments, endDiastole: endDiastole ?? frame(.endDiastole),
        endSystole: endSystole ?? frame(.endSystole)), moments
    )
  }

  /// What makes the numbers of a heart doubtful.
  private func remarks(_ function: HeartFunction) -> [String] {
    var remarks: [String] = []
    if !function.partial.isEmpty {
      remarks.append(
        "Left out as drawn in part: \(function.partial.count == 1 ? "frame" : "frames") "
          + function.partial.map(String.init).joined(separator: ", ")
          + ", with the cavity in fewer than half as many slices as others.")
    }
    if function.left.stroke < 0 {
      remarks.append(
        "The left ventricle is larger at the end-systole than at the end-diastole: check --ed and "
          + "--es, or how the two were drawn.")
    }
    if let mass = function.mass, let other = function.endSystolicMass,
      abs(mass - other) > 0.4 * max(mass, other)
    {
      remarks.append(
        "The wall weighs \(mass.text(0)) g at the end-diastole and \(other.text(0)) g at the "
          + "end-systole: one of the two may be drawn in part.")
    }
    return remarks
  }

  private func thickness(
    _ mask: LabelVolume, _ heart: HeartLabels, _ content: MeasuredStudy.Content,
    _ function: HeartFunction
  ) -> Result<(WallThickness, WallThickness), MeasurementError> {
    let way = turn ?? (content.isOriented ? nil : .clockwise)
    return Result { () throws(MeasurementError) in
      (
        try WallThickness(
          mask, heart, frame: function.endDiastole.frame, base: base, turn: way),
        try WallThickness(
          mask, heart, frame: function.endSystole.frame, base: base, turn: way)
      )
    }
  }

  /// Of each frame the labels that it has, in the order of the table of labels.
  private func rows(
    _ content: MeasuredStudy.Content, _ named: [NamedLabel], _ heart: HeartLabels?
  ) -> [MeasureReport.Label] {
    let mask = content.mask
    let extents = mask.extents
    let isFlat = mask.size.nk == 1
    return (0..<mask.frames).flatMap { frame in
      named.compactMap { label in
        guard let extent = extents.first(where: { $0.frame == frame && $0.label == label.value })
        else { return nil }
        let isHeart = [heart?.left, heart?.wall, heart?.right].contains(label.value)
        let diameters = isHeart ? nil : diameters(content, frame, label.value)
        return MeasureReport.Label(
          label: label.name, value: label.value, frame: frame, phase: content.phases[frame],
          voxels: extent.voxels, slices: extent.slices,
          millilitres: content.hasSpacing && !isFlat ? extent.millilitres : nil,
          squareMillimetres: content.hasSpacing && isFlat ? extent.squareMillimetres : nil,
          diameters: diameters)
      }
    }
  }

  private func diameters(
    _ content: MeasuredStudy.Content, _ frame: Int, _ label: UInt8
  ) -> MeasureReport.Diameters? {
    LesionDiameters(content.mask.frame(frame), label: label).map {
      MeasureReport.Diameters(
        $0, hasSpacing: content.hasSpacing, isFlat: content.mask.size.nk == 1)
    }
  }
}
