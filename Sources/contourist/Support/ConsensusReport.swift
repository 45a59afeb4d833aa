import Labels
import Terminal
import Volumes

/// What `consensus` says: of each annotator and label how well they agree with the result.
struct ConsensusReport: Encodable {
  let method: ConsensusCommand.Method
  /// Voxels at which several labels have most votes.
  let ties: Int
  /// STAPLE's, with whether they were enough.
  let iterations: Int?
  let hasConverged: Bool?
  let annotators: [Row]
  let note = "Measurement for research, to be checked by a physician."

  enum CodingKeys: String, CodingKey {
    case method, ties, iterations, annotators, note
    case hasConverged = "converged"
  }

  struct Row: Encodable {
    let mask: String
    let label: String
    let value: UInt8
    let millilitres: Double
    let consensusMillilitres: Double
    /// With the consensus.
    let dice: Double
    let sensitivity: Double?
    let specificity: Double?

    enum CodingKeys: String, CodingKey {
      case mask, label, value, dice, sensitivity, specificity
      case millilitres = "volume_ml"
      case consensusMillilitres = "consensus_ml"
    }
  }

  init(
    _ masks: [String], _ volumes: [LabelVolume], _ agreed: LabelVolume,
    method: ConsensusCommand.Method, staple: STAPLE?, ties: Int, labels: [NamedLabel]
  ) {
    self.method = method
    self.ties = ties
    iterations = staple?.iterations
    hasConverged = staple?.hasConverged
    let voxel = agreed.geometry.voxelVolume / 1000
    annotators = zip(masks, volumes).enumerated().flatMap { annotator, pair in
      labels.map { label in
        let overlap = Overlap(pair.1, agreed, label: label.value)
        let isKnown = staple?.labels.contains(label.value) ?? false
        return Row(
          mask: pair.0, label: label.name, value: label.value,
          millilitres: Double(overlap.first) * voxel,
          consensusMillilitres: Double(overlap.second) * voxel, dice: overlap.dice,
          sensitivity: isKnown
            ? staple?.sensitivity(of: annotator, label: label.value) : nil,
          specificity: isKnown
            ? staple?.specificity(of: annotator, label: label.value) : nil)
      }
    }
  }

  var text: String {
    let isEstimated = method == .staple
    let header =
      ["mask", "label", "volume mL", "consensus mL", "Dice"]
      + (isEstimated ? ["sensitivity", "specificity"] : [])
    let rows = annotators.map { row in
      [
        row.mask, row.label, row.millilitres.text(1), row.consensusMillilitres.text(1),
        row.dice.text(3),
      ]
        + (isEstimated
          ? [row.sensitivity?.text(4) ?? "-", row.specificity?.text(4) ?? "-"] : [])
    }
    var lines = [table(header, rows)]
    if let iterations {
      lines.append(
        "STAPLE  \(counted(iterations, "iteration"))"
          + (hasConverged == false ? ", not converged" : ""))
    } else {
      lines.append("ties    \(Double(ties).text(0)) voxels, labelled as background")
    }
    return (lines + [note]).joined(separator: "\n")
  }
}
