import Annotation
import Labels
import Terminal
import Volumes

/// What a mask was turned into: per label its contours, their seeds, and the Dice of what they draw.
struct FittedMaskReport {
  let text: String

  init(
    _ found: MaskContours, _ mask: LabelVolume, firstFrame: Int, on volume: Volume,
    header: SessionHeader, probabilities: Volume? = nil
  ) throws {
    var session = Session(header: header)
    for action in found.contours.flatMap(\.actions) { try session.apply(action) }
    var tracer = try SessionTracer(
      header: header, volume: volume, probabilities: probabilities)
    let frames = firstFrame..<firstFrame + mask.frames
    let drawn = LabelVolume(
      geometry: mask.geometry, frames: mask.frames,
      voxels: frames.flatMap { tracer.mask(of: session.state, frame: $0).voxels })
    text = table(
      ["label", "contours", "seeds", "median", "most", "Dice"],
      header.labels.entries.map { entry in
        let own = found.contours.filter { $0.label == .name(entry.name) }.map(\.seeds.count)
          .sorted()
        return [
          entry.name, "\(own.count)", "\(own.reduce(0, +))",
          own.isEmpty ? "-" : "\(own[own.count / 2])", own.last.map { "\($0)" } ?? "-",
          diceCoefficient(drawn, mask, label: entry.value).text(3),
        ]
      })
  }
}
