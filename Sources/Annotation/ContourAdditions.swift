extension [ContourReplacement.Addition] {
  /// One action for each slice and frame, so that each can be taken back by itself.
  ///
  /// The contours of a place stand behind one another.
  public func replacements(
    _ tool: ContourReplacement.Tool, model: ModelIdentity? = nil
  ) -> [Action] {
    var places: [[ContourReplacement.Addition]] = []
    for addition in self {
      if let last = places.last?.last,
        (last.place.slice, last.place.frame) == (addition.place.slice, addition.place.frame)
      {
        places[places.count - 1].append(addition)
      } else {
        places.append([addition])
      }
    }
    return places.map { .replaceContours(ContourReplacement(add: $0, tool: tool, model: model)) }
  }
}
