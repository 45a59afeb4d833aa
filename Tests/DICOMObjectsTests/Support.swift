import DICOMObjects
import ImageFiles
import Volumes

/// An oblique cine of two frames: 12 x 10 pixels, 5 slices.
let oblique: Geometry = {
  let (c, s) = (0.8, 0.6)
  return Geometry(
    size: GridSize(ni: 12, nj: 10, nk: 5),
    axes: (SIMD3(c, s, 0) * 1.5, SIMD3(-s, c, 0) * 2, SIMD3(0, 0, 1) * -8),
    origin: WorldPoint(-30, 12.5, 40))
}()

/// A ring (1) around its cavity (2) in slices 1 to 3 of frame 0; a bar (1) in slice 2 of frame 1.
let ringed: LabelVolume = {
  var labels = LabelVolume(geometry: oblique, frames: 2)
  for k in 1...3 {
    var slice = labels.slice(k)
    for j in 2...7 {
      for i in 2...8 {
        slice.pixels[j * 12 + i] = (4...6).contains(i) && (4...5).contains(j) ? 2 : 1
      }
    }
    labels.setSlice(k, to: slice)
  }
  var bar = labels.slice(2, frame: 1)
  for i in 1...10 { bar.pixels[3 * 12 + i] = 1 }
  labels.setSlice(2, frame: 1, to: bar)
  return labels
}()

let segments = [
  SegmentDescription(
    NamedLabel(value: 1, name: "MYO"), algorithm: .semiautomatic, colour: SIMD3(255, 0, 0)),
  SegmentDescription(
    NamedLabel(value: 2, name: "LV"), algorithm: .manual, colour: SIMD3(255, 255, 255)),
]

/// Slices and frames as single images of one series.
let source: SourceImages = {
  var header = DICOMDataSet()
  for (tag, text) in [
    ("PatientName", "Doe^Jane"), ("PatientID", "4711"), ("PatientBirthDate", "19700101"),
    ("StudyInstanceUID", "1.2.3"), ("StudyDate", "20200102"), ("FrameOfReferenceUID", "1.2.4"),
  ] as [(DICOMTag, String)] {
    header.set(tag, to: text)
  }
  return SourceImages(
    header: header,
    instances: (0..<2).map { frame in
      (0..<5).map { slice in
        DICOMInstance(
          sopClass: "1.2.840.10008.5.1.4.1.1.4", sopInstance: "1.2.5.\(frame).\(slice)",
          series: "1.2.6")
      }
    })
}()

func described() -> DerivedObjectDescription {
  DerivedObjectDescription(seriesDescription: "test", softwareVersion: "1")
}
