public import Volumes

/// Images and label masks in files: NIfTI, DICOM, PNG and TIFF, told apart by
/// content.
public enum ImageFiles {
  /// Reads an image.
  ///
  /// NIfTI-1 and NIfTI-2 (.nii, .nii.gz, .hdr/.img with either named), 2-D to 4-D; the origin is
  /// the centre of voxel (0, 0, 0), RAS+ millimetres. PNG and TIFF: one slice, row 0 is j = 0, 1 mm
  /// spacing. DICOM: a file of one or many frames, or a series in a folder, a zip archive or
  /// behind a DICOMDIR.
  /// - Parameter channel: The colour channel to take (0 red, 1 green, 2 blue, 3 opacity); nil
  ///   takes the luminance. An error where the image has no such channel.
  /// - Parameter series: Which series of DICOM images, by its number in `DICOMStudy`'s list or its
  ///   identifier; nil takes the only one. Files of other formats hold one image.
  /// - Throws: `ImageFileError`, whose text says what to do.
  /// Source: nifti1.h and nifti2.h of the NIfTI data format working group. We differ on
  /// transformations that contradict `pixdim`, and say so in `warnings`.
  public static func read(
    _ path: String, channel: Int? = nil, series: String? = nil
  ) throws(ImageFileError) -> ImageFile {
    switch try FileFormat(of: path) {
    case .nifti: return try NIfTIReader.read(path, channel: channel)
    case .png:
      return try PNGFile.read(path, asStored: false).image(channel: channel, path: path)
    case .tiff:
      return try TIFFFile.read(path, asStored: false).image(channel: channel, path: path)
    case .dicom, .zip, .folder:
      return try DICOMStudy(path).series(named: series).read(channel: channel)
    }
  }

  /// The elements of a DICOM file; nil for a file of any other format, and for folders.
  /// - Throws: `ImageFileError`.
  public static func dataSet(_ path: String) throws(ImageFileError) -> DICOMDataSet? {
    try FileFormat(of: path) == .dicom ? try DICOMDataSet(contentsOf: path) : nil
  }

  /// Whether an image is read as DICOM: a file, a folder or an archive.
  /// - Throws: `ImageFileError`.
  public static func isDICOM(_ path: String) throws(ImageFileError) -> Bool {
    switch try FileFormat(of: path) {
    case .dicom, .zip, .folder: true
    case .nifti, .png, .tiff: false
    }
  }

  /// The series of DICOM images that there is a choice of: in a folder, a zip archive, behind a
  /// DICOMDIR, or in one file of several; nil for a file that holds one image.
  /// - Throws: `ImageFileError`.
  public static func study(_ path: String) throws(ImageFileError) -> DICOMStudy? {
    switch try FileFormat(of: path) {
    case .nifti, .png, .tiff: return nil
    case .dicom, .zip, .folder:
      let study = try DICOMStudy(path)
      return study.isCollection || study.series.count > 1 ? study : nil
    }
  }

  /// Reads the channels of a picture (PNG or TIFF) as images of their own, opacity left out; of a
  /// file of any other format one image.
  /// - Throws: `ImageFileError`.
  public static func readChannels(
    _ path: String, series: String? = nil
  ) throws(ImageFileError) -> [ImageFile] {
    let picture: RasterImage
    switch try FileFormat(of: path) {
    case .nifti, .dicom, .zip, .folder: return [try read(path, series: series)]
    case .png: picture = try PNGFile.read(path, asStored: false)
    case .tiff: picture = try TIFFFile.read(path, asStored: false)
    }
    var images: [ImageFile] = []
    for channel in 0..<(picture.channels < 3 ? 1 : 3) {
      images.append(try picture.image(channel: channel, path: path))
    }
    return images
  }

  /// Reads label values: whole numbers from 0 to 255, of any voxel type. Of PNG and
  /// TIFF the numbers as stored: palette indices and levels of few bits are not turned into
  /// colours or stretched. Of a DICOM Segmentation the segments, on the object's own grid.
  /// - Throws: `ImageFileError`; `.notALabel` names the first voxel that is none.
  public static func readLabels(_ path: String) throws(ImageFileError) -> LabelFile {
    let file: ImageFile
    switch try FileFormat(of: path) {
    case .dicom:
      let dataSet = try DICOMDataSet(contentsOf: path)
      if DICOMSegmentation.isOne(dataSet) {
        return LabelFile(try DICOMSegmentation(dataSet, path: path))
      }
      file = try read(path)
    case .nifti, .zip, .folder: file = try read(path)
    case .png: file = try PNGFile.read(path, asStored: true).image(channel: nil, path: path)
    case .tiff: file = try TIFFFile.read(path, asStored: true).image(channel: nil, path: path)
    }
    let size = file.volume.size
    var labels = [UInt8](repeating: 0, count: file.volume.voxels.count)
    for (n, value) in file.volume.voxels.enumerated() {
      guard let label = UInt8(exactly: value) else {
        let inFrame = n % size.count
        throw .notALabel(
          path: path, value: Double(value),
          voxel: VoxelIndex(
            inFrame % size.ni, inFrame / size.ni % size.nj, inFrame / size.sliceCount),
          frame: n / size.count)
      }
      labels[n] = label
    }
    return LabelFile(
      labels: LabelVolume(
        geometry: file.volume.geometry, frames: file.volume.frames, voxels: labels),
      hasSpacing: file.hasSpacing, isOriented: file.isOriented && !file.isOrientationDoubtful,
      warnings: file.warnings.filter { !$0.hasPrefix(constantImage) })
  }

  /// Writes labels as 8-bit voxels: NIfTI (.nii, .nii.gz), or PNG (.png) for one slice.
  ///
  /// Where `image` is NIfTI the mask's header carries its geometry bit for bit (spacing, units,
  /// qform, sform) and its version, and none of its texts. Equal labels give equal bytes.
  /// - Parameter image: The image that the labels were drawn on; nil for a header made from the
  ///   labels' own geometry.
  /// - Throws: `ImageFileError.sizesDiffer`, `.unknownEnding`, `.notWritable`, `.diskFull`,
  ///   `.cannotWrite`.
  public static func writeLabels(
    _ labels: LabelVolume, to path: String, like image: ImageFile?
  ) throws(ImageFileError) {
    if let imageSize = image?.volume.size, imageSize != labels.size {
      throw .sizesDiffer(path: path, size: labels.size, imageSize: imageSize)
    }
    if path.lowercased().hasSuffix(".png") {
      guard labels.size.nk == 1, labels.frames == 1 else {
        throw .notWritable(path: path, reason: "PNG holds one slice, not \(labels.size) voxels")
      }
      try PNGFile.write(
        .grey8(labels.voxels), width: labels.size.ni, height: labels.size.nj, to: path)
      return
    }
    try requireNIfTIEnding(path)
    try NIfTIWriter.write(
      labels.voxels,
      header: header(
        labels.geometry, frames: labels.frames, like: image, content: .labels), to: path)
  }

  /// How the voxels of a volume are stored.
  public enum StoredType: Sendable {
    /// 32-bit floating point: every value is kept exactly.
    case float32
    /// 16-bit integers: for volumes of whole numbers from -32768 to 32767.
    case int16
  }

  /// Writes intensities as NIfTI (.nii, .nii.gz).
  /// - Parameter image: The image whose geometry is copied bit for bit; nil for a header made from
  ///   the volume's own geometry.
  /// - Throws: `ImageFileError.notWritable` where a value is no 16-bit integer, and as
  ///   `writeLabels`.
  public static func writeVolume(
    _ volume: Volume, to path: String, as type: StoredType = .float32,
    like image: ImageFile? = nil
  ) throws(ImageFileError) {
    if let imageSize = image?.volume.size, imageSize != volume.size {
      throw .sizesDiffer(path: path, size: volume.size, imageSize: imageSize)
    }
    try requireNIfTIEnding(path)
    let bytes: [UInt8]
    switch type {
    case .float32: bytes = stored(volume.voxels) { $0.bitPattern }
    case .int16:
      if let value = volume.voxels.first(where: { Int16(exactly: $0) == nil }) {
        throw .notWritable(path: path, reason: "\(value) is no 16-bit integer; use float32")
      }
      bytes = stored(volume.voxels) { Int16($0) }
    }
    let content = NIfTIWriter.Content(
      type: type == .int16 ? .int16 : .float32, intent: 0, description: "Contourist volume")
    try NIfTIWriter.write(
      bytes,
      header: header(volume.geometry, frames: volume.frames, like: image, content: content),
      to: path)
  }

  /// Numbers in this machine's byte order.
  private static func stored<Number>(
    _ voxels: [Float], _ number: (Float) -> Number
  ) -> [UInt8] {
    let width = MemoryLayout<Number>.size
    return [UInt8](unsafeUninitializedCapacity: voxels.count * width) { target, filled in
      let raw = UnsafeMutableRawBufferPointer(target)
      for (n, value) in voxels.enumerated() {
        raw.storeBytes(of: number(value), toByteOffset: n * width, as: Number.self)
      }
      filled = voxels.count * width
    }
  }

  private static func header(
    _ geometry: Geometry, frames: Int, like image: ImageFile?, content: NIfTIWriter.Content
  ) -> [UInt8] {
    if let source = image?.header {
      return NIfTIWriter.header(
        like: source, size: geometry.size, frames: frames, content: content)
    }
    return NIfTIWriter.freshHeader(
      image?.volume.geometry ?? geometry, frames: frames,
      secondsPerFrame: frames > 1 ? image?.secondsPerFrame : nil, content: content)
  }

  private static func requireNIfTIEnding(_ path: String) throws(ImageFileError) {
    let name = path.lowercased()
    guard name.hasSuffix(".nii") || name.hasSuffix(".nii.gz") else {
      throw .unknownEnding(path: path, known: ".nii or .nii.gz")
    }
  }
}
