#if Training
  import Figures
  import Preparation
  import Training
  import Volumes

  /// Training images side by side, as the network sees them: changed at random, with their labels.
  struct SamplesFigure {
    let set: TrainingSet
    let recipe: TrainingRecipe

    /// - Throws: `PreparationError` of the recipe.
    func drawing() throws -> Raster {
      let patch = recipe.preparation.patch
      let (nj, ni) = (patch[patch.count - 2], patch[patch.count - 1])
      // Of a volume the middle slice; of several channels the first.
      let first = patch.count == 3 ? patch[0] / 2 * ni * nj : 0
      let legend = set.labels.map { FigureLabel($0.value, name: $0.name) }
      let figures = try set.samples(recipe, count: 16).map { name, sample in
        let slice = ImageSlice(
          ni: ni, nj: nj, pixels: Array(sample.values[first..<first + ni * nj]))
        var figure = SliceFigure(
          slice, window: DisplayWindow(slice), scale: max(1, 256 / Double(max(ni, nj))))
        figure.labels = LabelSlice(
          ni: ni, nj: nj, pixels: Array(sample.labels[first..<first + ni * nj]))
        figure.caption = name
        return figure
      }
      return SliceGrid(figures, columns: 4, legend: legend).drawing()
    }
  }
#endif
