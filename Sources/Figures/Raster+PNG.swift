public import ImageFiles

extension PNGFile {
  /// Writes a drawing.
  public static func write(_ raster: Raster, to path: String) throws(ImageFileError) {
    guard path.lowercased().hasSuffix(".png") else {
      throw .notWritable(path: path, reason: "pictures are PNG; give a name that ends in .png")
    }
    try write(.rgb8(raster.pixels), width: raster.width, height: raster.height, to: path)
  }
}
