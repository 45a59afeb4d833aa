import MinimalPaths
import Volumes

extension SessionState {
  /// Takes contours away and puts whole ones in their place.
  ///
  /// A contour of a name that goes keeps that one's place in the order, which says who gives way to
  /// whom. Every other follows the one before it in the list; the first takes the place of the first
  /// that goes, or the end where none does. From the same contour it has who made it.
  mutating func replaceContours(_ replacement: ContourReplacement) throws(SessionError) {
    try checkMaker(of: replacement)
    var removed: [String: Contour] = [:]
    for name in replacement.remove {
      let contour = contours[try contourIndex(name)]
      guard removed.updateValue(contour, forKey: name) == nil else {
        throw .badAction("contour \"\(name)\" is named twice in \"remove\"")
      }
    }
    var anchor = contours.first { removed[$0.name] != nil }?.name
    var added: [String?: [Contour]] = [:]
    var names: Set<String> = []
    for addition in replacement.add {
      let name = addition.contour
      guard names.insert(name).inserted else {
        throw .badAction("contour \"\(name)\" is named twice in \"add\"")
      }
      guard !has(name) || removed[name] != nil else {
        throw .badAction("there is a contour \"\(name)\"; name it in \"remove\" to replace it")
      }
      var contour = try contour(addition)
      if let model = replacement.model {
        contour.origin = .machine(model)
        contour.machineSeeds = Set(contour.seeds)
      } else if replacement.tool == .fill {
        contour.origin = .derived(along: replacement.settings.along ?? .slices)
        contour.machineSeeds = Set(contour.seeds)
      } else if let before = removed[name] ?? anchor.flatMap({ removed[$0] }) {
        (contour.origin, contour.review) = (before.origin, before.review)
        contour.machineSeeds = before.machineSeeds.intersection(contour.seeds)
        if replacement.tool == .pull, let click = replacement.settings.point {
          // Those that hold the line are no person's.
          contour.machineSeeds.formUnion(
            Set(contour.seeds).subtracting(before.seeds + [click.snappedToContourGrid]))
        }
        contour.noteChange()
      }
      if removed[name] != nil { anchor = name }
      added[anchor, default: []].append(contour)
    }
    let inPlace = contours.flatMap { removed[$0.name] == nil ? [$0] : added[$0.name] ?? [] }
    setContours(inPlace + (added[nil] ?? []))
  }

  private func checkMaker(of replacement: ContourReplacement) throws(SessionError) {
    guard !replacement.remove.isEmpty || !replacement.add.isEmpty else {
      throw .badAction("\"remove\" and \"add\" are both empty: nothing would change")
    }
    guard (replacement.tool == .model) == (replacement.model != nil) else {
      throw .badAction(
        replacement.model == nil
          ? "\"model\" is missing: which network made the contours, {\"name\", \"sha256\"}"
          : "only the tool \"model\" has a \"model\"")
    }
    if let problem = replacement.model?.problem { throw .badAction(problem) }
  }

  private func contour(
    _ addition: ContourReplacement.Addition
  ) throws(SessionError) -> Contour {
    let name = addition.contour
    try checkName(name)
    let label = try label(required(addition.place.label, "label"))
    let (slice, frame) = try position(addition.place)
    let needed = addition.isClosed ? 3 : 1
    guard addition.seeds.count >= needed else {
      throw .badAction(
        addition.isClosed
          ? TracingError.tooFewSeeds(count: addition.seeds.count, needed: needed).description
          : "contour \"\(name)\" has no seeds")
    }
    var seeds: [SlicePoint] = []
    var seen: [SlicePoint: Int] = [:]
    for point in addition.seeds {
      let seed = try checked(point)
      if let other = seen.updateValue(seeds.count, forKey: seed) {
        throw .badAction(
          "seeds \(other) and \(seeds.count) of contour \"\(name)\" are at the same place")
      }
      seeds.append(seed)
    }
    let courses =
      addition.courses.isEmpty
      ? [ArcCourse](repeating: .found, count: seeds.count) : addition.courses
    guard courses.count == seeds.count else {
      throw .badAction(
        "contour \"\(name)\" has \(seeds.count) seeds but \(courses.count) courses; give one for "
          + "each, or none")
    }
    guard addition.isClosed || courses.last == .found else {
      throw .badAction(
        "contour \"\(name)\" is open: no arc leaves its last seed, whose course must be \"found\"")
    }
    return Contour(
      name: name, label: label, slice: slice, frame: frame, seeds: seeds,
      isClosed: addition.isClosed, courses: courses)
  }
}
