public import Annotation
public import ImageFiles
public import Volumes

/// What can be wrong with a data set's folder, its files, or a split that is asked of it.
///
/// Paths are kept and printed as the caller gave them.
public enum DatasetError: Error, Equatable, Sendable {
  // The folder
  case notAFolder(path: String)
  case unreadable(path: String, reason: String)
  case unknownLayout(path: String)
  case empty(path: String, lookedFor: String)
  // Its files
  case missing(path: String, neededBy: String)
  case badDescription(path: String, reason: String)
  case unsupported(path: String, what: String, remedy: String)
  case labelOutOfRange(path: String, value: Double, voxel: VoxelIndex, allowed: [UInt8])
  case geometriesDiffer(path: String, Geometry, other: String, otherGeometry: Geometry)
  case severalFrames(path: String, frames: Int)
  case channelsDiffer(path: String, channels: Int, expected: Int)
  case labelTablesDiffer(path: String, labels: String, other: String, otherLabels: String)
  case image(ImageFileError)
  case session(path: String, SessionError)
  case casesOfOneName(String, path: String, other: String)
  case cannotJoin(String, String, difference: String)
  case noSuchChannel(String, of: String, channels: [String])
  // Imports
  case notWritable(path: String, reason: String)
  case truthNotKept(String, voxels: Int)
  case otherCase(path: String, String)
  // Exports
  case nothingToExport(unreviewed: Int)
  case noConsent(path: String, cases: [String])
  case existsAlready(path: String, isExport: Bool)
  case pairDisagrees(image: String, mask: String, difference: String)
  // Splits
  case badSplit(validation: Int, patients: Int)
  case noSuchPatient(String)
}

extension DatasetError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it, in whole sentences.
  public var description: String {
    switch self {
    case .notAFolder(let path):
      "\(path): there is no such folder. Name the folder of a data set."
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)). Check its permissions and the disk."
    case .unknownLayout(let path):
      "\(path): this folder has the layout of no data set that is known. Name one of these:\n"
        + DatasetLayout.allCases.map { "  \($0.rawValue): \($0.appearance)" }
        .joined(separator: "\n")
    case .empty(let path, let lookedFor):
      "\(path): there is no labelled image in this folder. Looked for: \(lookedFor)."
    case .missing(let path, let neededBy):
      "\(path): this file is missing, which \(neededBy) needs. Copy it there, or take the case "
        + "out of the folder."
    case .badDescription(let path, let reason):
      "\(path): \(reason). Correct the file, or copy it again from where it came from."
    case .unsupported(let path, let what, let remedy):
      "\(path): \(what) cannot be used. \(remedy)"
    case .labelOutOfRange(let path, let value, let voxel, let allowed):
      "\(path): voxel (\(voxel.i), \(voxel.j), \(voxel.k)) holds \(numberText(value)), but the "
        + "labels of this data set are \(allowed.map { "\($0)" }.joined(separator: ", ")). "
        + "Correct the mask, or the data set's list of labels."
    case .geometriesDiffer(let path, let geometry, let other, let otherGeometry):
      "\(path) (\(text(geometry))) and \(other) (\(text(otherGeometry))) do not lie on one grid. "
        + "Resample one of them onto the other's grid."
    case .severalFrames(let path, let frames):
      "\(path): this file has \(frames) frames where one is expected. Write each frame to a file "
        + "of its own."
    case .channelsDiffer(let path, let channels, let expected):
      "\(path): this image has another number of channels (\(channels)) than the data set "
        + "(\(expected)). Correct the data set's list of channels, or replace the image."
    case .labelTablesDiffer(let path, let labels, let other, let otherLabels):
      "\(path) labels \(labels), but \(other) labels \(otherLabels). Keep sessions of different "
        + "label tables in different folders."
    case .image(let error):
      error.description
    case .session(let path, let error):
      "\(error)".contains(path) ? "\(error)" : "\(path): \(error)"
    case .casesOfOneName(let name, let path, let other):
      "\(path) and \(other) are both called \(name). Rename one of them."
    case .cannotJoin(let first, let other, let difference):
      "\(first) and \(other) cannot be trained on together: they \(difference). Make them agree, or "
        + "train on one of them."
    case .noSuchChannel(let channel, let name, let channels):
      "\(channel) is asked for once too often, or is no channel of \(name). Name each of these once "
        + "at most: \(channels.joined(separator: ", "))."
    case .notWritable(let path, let reason):
      "\(path): cannot be made (\(reason)). Check its permissions and the disk, or choose another "
        + "folder."
    case .truthNotKept(let name, let voxels):
      "\(name): the contours draw \(voxels) voxels otherwise than the data set's labels. Import it as "
        + "a first version (--as machine)."
    case .otherCase(let path, let name):
      "\(path): is there already and was not made of the case \(name). Choose another folder."
    case .nothingToExport(let unreviewed):
      unreviewed == 0
        ? "nothing is labelled in the sessions. Draw a contour and close it."
        : "all \(unreviewed) contours of the sessions were made by a machine and nobody has looked at "
          + "them. Accept what is right ('contourist session review'), or give --include-unreviewed."
    case .noConsent(let path, let cases):
      "\(path) has no consent for: \(cases.joined(separator: ", ")). Leave out their sessions, or "
        + "correct the table."
    case .existsAlready(let path, let isExport):
      isExport
        ? "\(path): exists already; choose another name or give --force"
        : "\(path): exists already and is no training set of this program; choose another name"
    case .pairDisagrees(let image, let mask, let difference):
      "\(image) and \(mask) do not agree: \(difference). Nothing was kept; check the disk, and report "
        + "the image if it happens again."
    case .badSplit(let validation, let patients):
      "\(validation) patients for validation were asked for, of \(patients). "
        + (patients < 2
          ? "A split needs two patients or more."
          : "Choose from 1 to \(patients - 1), so that some are left for training.")
    case .noSuchPatient(let patient):
      "the data set has no patient \"\(patient)\". The split belongs to another data set."
    }
  }
}

private func text(_ g: Geometry) -> String {
  func list(_ v: SIMD3<Double>, _ separator: String) -> String {
    (0..<3).map { numberText(v[$0]) }.joined(separator: separator)
  }
  return "\(g.size) voxels of \(list(g.spacing, " x ")) mm, \(g.orientation), first at "
    + "(\(list(g.origin.vector, ", ")))"
}

/// To four decimals, none where it is whole: "63", "1.5625".
private func numberText(_ value: Double) -> String {
  if let whole = Int(exactly: value) { return "\(whole)" }
  return "\((value * 1e4).rounded() / 1e4)"
}
