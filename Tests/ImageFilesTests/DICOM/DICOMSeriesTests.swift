import ImageFiles
import TestSupport
import Testing
import Volumes

struct `DICOM series` {
  @Test func `slices stand in the order of their places, whatever their names and numbers`() throws
  {
    let image = try SampleSeries.read(
      [(30, 15.0), (10, 5), (40, 20), (20, 10)].enumerated().map { n, slice in
        SampleSeries.slice(slice.0, at: slice.1, instance: n)
      })
    #expect(SampleSeries.values(image) == [10, 20, 30, 40])
    let geometry = image.volume.geometry
    #expect(geometry.size == GridSize(ni: 3, nj: 2, nk: 4))
    // 5 mm between the places; the header's thickness is 8.
    #expect(geometry.axes == (SIMD3(-1.5, 0, 0), SIMD3(0, -2, 0), SIMD3(0, 0, 5)))
    #expect(geometry.origin == WorldPoint(0, 0, 5))
    #expect(image.warnings.isEmpty)
    #expect(image.isOriented)
    #expect(image.series == "1.2.3")
    #expect(image.dicom?.modality == "MR")
    #expect(image.dicom?.seriesDescription == "made up")
  }

  @Test func `an oblique stack lies where its header says`() throws {
    // A row to the left and up, a column to the back: the normal is right-handed to them.
    let (c, s) = (0.8, 0.6)
    let image = try SampleSeries.read(
      (0..<3).map { n in
        SampleSeries.slice(n, at: 0, instance: n) { slice in
          let step = Double(n) * 4
          slice.set("ImageOrientationPatient", to: [c, 0, s, 0, 1, 0])
          slice.set("ImagePositionPatient", to: [7 - s * step, 1, 2 + c * step])
        }
      })
    let geometry = image.volume.geometry
    func near(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Bool {
      ((a - b) * (a - b)).sum() < 1e-20
    }
    #expect(near(geometry.axes.i, SIMD3(-1.5 * c, 0, 1.5 * s)))
    #expect(near(geometry.axes.j, SIMD3(0, -2, 0)))
    #expect(near(geometry.axes.k, SIMD3(4 * s, 0, 4 * c)))
    #expect(near(geometry.origin.vector, SIMD3(-7, -1, 2)))
    #expect(image.warnings.isEmpty)
  }

  @Test func `a tilted gantry shears the grid and is named`() throws {
    let image = try SampleSeries.read(
      (0..<4).map { n in
        SampleSeries.slice(n, at: Double(n) * 5) { slice in
          slice.set("ImagePositionPatient", to: [0, Double(n) * 1.25, Double(n) * 5])
        }
      })
    #expect(image.volume.geometry.axes.k == SIMD3(0, -1.25, 5))
    #expect(image.warnings.contains { $0.contains("shifted against each other by 1.25 mm") })
  }

  @Test func `a missing slice is named with its place, the others keep their distance`() throws {
    let image = try SampleSeries.read([0, 5, 10, 20, 25].map { SampleSeries.slice(1, at: $0) })
    #expect(image.volume.geometry.spacing.z == 5)
    #expect(
      image.warnings.contains {
        $0.contains("10.00 mm between slices 2 and 3, 5.00 mm elsewhere")
          && $0.contains("1 slice seems to be missing")
      })
  }

  @Test func `copies and second slices of a place are left out with words`() throws {
    let slices = (0..<4).map { SampleSeries.slice($0, at: Double($0)) }
    let copied = try SampleSeries.read(slices + [slices[1]])
    #expect(SampleSeries.values(copied) == [0, 1, 2, 3])
    #expect(copied.warnings.contains { $0.contains("1 files are copies") })
    let second = try SampleSeries.read(slices + [SampleSeries.slice(9, at: 2, instance: 5)])
    #expect(SampleSeries.values(second) == [0, 1, 2, 3])
    #expect(second.warnings.contains { $0.contains("1 of the 4 places have two slices") })
  }

  @Test func `each slice is scaled by its own slope`() throws {
    let image = try SampleSeries.read(
      (0..<3).map { n in
        SampleSeries.slice(10, at: Double(n)) { slice in
          slice.set("RescaleSlope", to: [Double(n + 1)])
          slice.set("RescaleIntercept", to: [-5.0])
        }
      })
    #expect(SampleSeries.values(image) == [5, 15, 25])
    #expect(image.scaling == nil)
    #expect(image.warnings.contains { $0.contains("scaled differently (3 scales)") })
  }

  @Test func `planes of other orientations and sizes are series of their own`() throws {
    var slices = (0..<3).map { SampleSeries.slice($0, at: Double($0)) }
    slices.append(
      SampleSeries.slice(50, at: 0) {
        $0.set("ImageOrientationPatient", to: [0.0, 1, 0, 0, 0, -1])
      })
    slices.append(
      SampleSeries.slice(60, at: 0) { slice in
        SampleSeries.setPixels([60, 60], columns: 2, rows: 1, of: &slice)
      })
    try SampleSeries.written(slices) { folder in
      let study = try #require(try ImageFiles.study(folder))
      #expect(study.series.count == 3)
      let sizes = Set(study.series.compactMap { $0.geometry.map { "\($0.size)" } })
      #expect(sizes == ["3 x 2 x 3", "3 x 2 x 1", "2 x 1 x 1"])
      #expect(Set(study.series.map(\.uid)) == ["1.2.3", "1.2.3/2", "1.2.3/3"])
      let text = errorText { _ = try ImageFiles.read(folder) }
      #expect(text.contains("there are 3 series of images. Choose one with --series"))
      #expect(text.contains("MR, \"made up\", 3 files, 3 x 2 x 3 (1.2.3"))
      for series in study.series {
        let byNumber = try ImageFiles.read(folder, series: "\(series.number)")
        #expect(try ImageFiles.read(folder, series: series.uid) == byNumber)
        #expect(byNumber.series == series.uid)
      }
      let wrong = errorText { _ = try ImageFiles.read(folder, series: "4") }
      #expect(wrong.contains("there is no series 4"))
    }
  }

  @Test func `reports and segmentations beside the images are counted`() throws {
    var report = DICOMDataSet()
    report.set("Modality", to: "SR")
    report.set("SOPClassUID", to: "1.2.840.10008.5.1.4.1.1.88.33")
    let segmentation = SampleSeries.slice(1, at: 0, series: "1.2.4") {
      $0.set("SOPClassUID", to: "1.2.840.10008.5.1.4.1.1.66.4")
    }
    try SampleSeries.written([SampleSeries.slice(5, at: 0), report, segmentation]) { folder in
      let study = try DICOMStudy(folder)
      #expect(study.others == ["SR": 1])
      #expect(study.series.map { $0.problem == nil } == [true, false])
      // The only one that can be read is meant.
      #expect(try ImageFiles.read(folder).volume.voxels == [5, 5, 5, 5, 5, 5])
      let text = errorText { _ = try ImageFiles.read(folder, series: "1.2.4") }
      #expect(text.contains("a segmentation"), "\(text)")
    }
  }

  @Test func `several frames of reference in one series are named once`() throws {
    let slices = (0..<4).map { n in
      SampleSeries.slice(n, at: Double(n)) {
        $0.set("FrameOfReferenceUID", to: n < 2 ? "1.9.1" : "1.9.2")
      }
    }
    let image = try SampleSeries.read(slices)
    #expect(image.volume.size.nk == 4)
    #expect(image.warnings.filter { $0.contains("2 frames of reference") }.count == 1)
    #expect(try SampleSeries.read(Array(slices[..<2])).warnings.isEmpty)
  }

  @Test func `a Siemens mosaic is refused with words`() throws {
    let mosaic = SampleSeries.slice(1, at: 0) {
      $0.set("ImageType", to: "ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC")
    }
    let text = try SampleSeries.written([mosaic]) { folder in
      errorText { _ = try ImageFiles.read(folder) }
    }
    #expect(text.contains("a Siemens mosaic"))
  }

  @Test func `slices without a place are put in order by their numbers, which is said`() throws {
    let slices = [2, 0, 1].map { n in
      SampleSeries.slice(n, at: 0, instance: n) { slice in
        slice["ImagePositionPatient"] = nil
        slice["ImageOrientationPatient"] = nil
      }
    }
    let image = try SampleSeries.read(slices)
    #expect(SampleSeries.values(image) == [0, 1, 2])
    #expect(image.volume.geometry.spacing == SIMD3(1.5, 2, 8))
    #expect(!image.isOriented)
    #expect(image.warnings.contains { $0.contains("in order by their number") })
  }

  @Test func `files that break off among others are counted`() throws {
    try SampleSeries.written([SampleSeries.slice(5, at: 0)]) { folder in
      let whole = try SampleSeries.slice(6, at: 1).encoded()
      try AtomicFile.write(Array(whole.prefix(300)), to: folder + "/cut.dcm")
      try AtomicFile.write(Array("hello".utf8), to: folder + "/notes.txt")
      let study = try DICOMStudy(folder)
      #expect(study.warnings == ["1 DICOM files cannot be read."])
      #expect(study.series.count == 1)
    }
  }

  @Test func `random bytes in a series give an image or an error`() throws {
    var random = SeededRandom(seed: 77)
    let slices = try (0..<4).map { try SampleSeries.slice($0, at: Double($0)).encoded() }
    try withFolder { folder in
      for _ in 0..<150 {
        for (n, whole) in slices.enumerated() {
          var bytes = whole
          for _ in 0..<Int.random(in: 0...3, using: &random) {
            bytes[Int.random(in: 132..<bytes.count, using: &random)] =
              UInt8.random(in: 0...255, using: &random)
          }
          try AtomicFile.write(bytes, to: "\(folder)/\(n)")
        }
        if let image = try? ImageFiles.read(folder) {
          #expect(image.volume.voxels.count == image.volume.size.count * image.volume.frames)
        }
      }
    }
  }
}

struct `DICOM in time` {
  /// Two places with three phases each, their times told by `change`.
  static func cine(_ change: (inout DICOMDataSet, Int) -> Void) -> [DICOMDataSet] {
    [(1, 0), (0, 2), (1, 2), (0, 1), (1, 1), (0, 0)].enumerated().map { n, slice in
      SampleSeries.slice(10 * slice.1 + slice.0, at: Double(slice.0) * 5, instance: n) {
        change(&$0, slice.1)
      }
    }
  }

  @Test func `trigger times make phases, their step the seconds per frame`() throws {
    let image = try SampleSeries.read(
      Self.cine { $0.set("TriggerTime", to: [Double($1) * 40 + 3]) })
    #expect(SampleSeries.values(image) == [0, 1, 10, 11, 20, 21])
    #expect(image.volume.frames == 3)
    #expect(image.volume.size.nk == 2)
    #expect(image.secondsPerFrame == 0.04)
    #expect(image.warnings.isEmpty)
  }

  @Test func `other clocks serve where there is no trigger`() throws {
    for change in [
      { $0.set("TemporalPositionIdentifier", to: $1 + 1) },
      { $0.set("AcquisitionNumber", to: $1 + 1) },
      { $0.set("AcquisitionTime", to: "12595\($1 * 2).5") },
    ] as [(inout DICOMDataSet, Int) -> Void] {
      let image = try SampleSeries.read(Self.cine(change))
      #expect(SampleSeries.values(image) == [0, 1, 10, 11, 20, 21])
      #expect(image.warnings.isEmpty)
    }
    let numbered = try SampleSeries.read(Self.cine { _, _ in })
    #expect(numbered.volume.frames == 3)
    #expect(numbered.warnings.contains { $0.contains("in the order of their numbers") })
  }

  @Test func `phases that are not whole are refused with words`() throws {
    let slices = Self.cine { $0.set("TriggerTime", to: [Double($1)]) }
    let text = try SampleSeries.written(slices.dropLast()) { folder in
      errorText { _ = try ImageFiles.read(folder) }
    }
    #expect(text.contains("1 place has 2 of them, 1 place has 3 of them"), "\(text)")
  }

  @Test func `an enhanced image keeps place, time and scale of each frame`() throws {
    // Frames in an order of their own: place 1 before place 0, phases backwards.
    let order = [(1, 1), (0, 1), (1, 0), (0, 0)]
    let image = SampleSeries.slice(0, at: 0) { image in
      image["ImagePositionPatient"] = nil
      image["ImageOrientationPatient"] = nil
      image["PixelSpacing"] = nil
      image["SliceThickness"] = nil
      image.set("NumberOfFrames", to: order.count)
      SampleSeries.setPixels(
        order.flatMap { [Int](repeating: 10 * $0.1 + $0.0, count: 6) }, columns: 3, rows: 2,
        of: &image)
      func item(_ change: (inout DICOMDataSet) -> Void) -> [DICOMDataSet] {
        var item = DICOMDataSet()
        change(&item)
        return [item]
      }
      image.set(
        "SharedFunctionalGroupsSequence",
        to: item { shared in
          shared.set(
            "PixelMeasuresSequence",
            to: item {
              $0.set("PixelSpacing", to: [2.0, 1.5])
              $0.set("SliceThickness", to: [9.0])
            })
          shared.set(
            "PlaneOrientationSequence",
            to: item { $0.set("ImageOrientationPatient", to: [1.0, 0, 0, 0, 1, 0]) })
        })
      image.set(
        "PerFrameFunctionalGroupsSequence",
        to: order.flatMap { place, phase in
          item { frame in
            frame.set(
              "PlanePositionSequence",
              to: item { $0.set("ImagePositionPatient", to: [0, 0, Double(place) * 3]) })
            frame.set(
              "FrameContentSequence",
              to: item { $0.set("TemporalPositionIndex", to: phase + 1) })
            frame.set(
              "PixelValueTransformationSequence",
              to: item {
                $0.set("RescaleSlope", to: [Double(phase + 1)])
                $0.set("RescaleIntercept", to: [1.0])
              })
          }
        })
    }
    let read = try SampleSeries.read([image])
    #expect(SampleSeries.values(read) == [1, 2, 21, 23])
    #expect(read.volume.frames == 2)
    #expect(read.volume.geometry.axes.k == SIMD3(0, 0, 3))
    #expect(read.volume.geometry.spacing == SIMD3(1.5, 2, 3))
  }

  @Test func `frames without places are a film, a dose's frames slices`() throws {
    let film = SampleSeries.slice(0, at: 0) { film in
      film["ImagePositionPatient"] = nil
      film.set("NumberOfFrames", to: 3)
      film.set("FrameTime", to: [33.0])
      SampleSeries.setPixels(
        (0..<3).flatMap { n in [n, n, n, n, n, n] }, columns: 3, rows: 2, of: &film)
    }
    let image = try SampleSeries.read([film])
    #expect(image.volume.frames == 3)
    #expect(SampleSeries.values(image) == [0, 1, 2])
    #expect(image.secondsPerFrame == 0.033)
    var dose = film
    dose["FrameTime"] = nil
    dose.set("ImagePositionPatient", to: [0.0, 0, 100])
    dose.set("GridFrameOffsetVector", to: [0.0, 2.5, 5])
    dose.set("DoseGridScaling", to: [0.5])
    let slices = try SampleSeries.read([dose])
    #expect(slices.volume.size.nk == 3)
    #expect(SampleSeries.values(slices) == [0, 0.5, 1])
    #expect(slices.volume.geometry.spacing.z == 2.5)
  }

  @Test func `a slice that lies aside is named`() throws {
    func read(aside: Double) throws -> ImageFile {
      try SampleSeries.read(
        (0..<5).map { (n: Int) -> DICOMDataSet in
          SampleSeries.slice(1, at: Double(n) * 5, x: n == 2 ? aside : 0)
        })
    }
    let words = "shifted sideways unevenly, by up to 40.00 mm (slice 2)"
    #expect(try read(aside: 40).warnings.contains { $0.contains(words) })
    #expect(try !read(aside: 0).warnings.contains { $0.contains("sideways") })
  }

  @Test func `two patients under one identifier are two series`() throws {
    let slices = (0..<6).map { (n: Int) -> DICOMDataSet in
      SampleSeries.slice(n, at: Double(n / 2) * 5) { $0.set("PatientID", to: "P\(n % 2)") }
    }
    try SampleSeries.written(slices) { folder in
      let study = try DICOMStudy(folder)
      #expect(study.series.map(\.uid) == ["1.2.3", "1.2.3//2"])
      #expect(study.series.allSatisfy { $0.geometry?.size.nk == 3 && $0.frames == 1 })
      #expect(study.warnings.contains { $0.contains("shared by several patients") })
      let first = try study.series(named: "1.2.3").read().volume.voxels
      let second = try study.series(named: "1.2.3//2").read().volume.voxels
      #expect(first != second)
    }
  }

  @Test func `sizes beyond what DICOM counts are refused before anything is made of them`() throws {
    func slice(_ change: (inout DICOMDataSet) -> Void) -> DICOMDataSet {
      SampleSeries.slice(1, at: 0, change)
    }
    let tall = slice { $0.set("Rows", to: [1 << 31], as: .ul) }
    let long = slice { $0.set("NumberOfFrames", to: 16_000_000) }
    let odd = slice { (image: inout DICOMDataSet) in
      image.set("PhotometricInterpretation", to: "YBR_FULL_422")
      image.set("SamplesPerPixel", to: 3)
    }
    for slice in [tall, long, odd] {
      #expect(throws: ImageFileError.self) { try SampleSeries.read([slice]) }
    }
  }
}
