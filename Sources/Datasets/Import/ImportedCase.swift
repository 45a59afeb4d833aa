import Annotation
import Labels
import Volumes

/// A session that was made of a case, and how near it is to the data set's labels.
public struct ImportedCase: Sendable, Equatable, Encodable {
  public let name: String
  public let session: String
  public let image: String
  public let isImageCopied: Bool
  /// Of the data set's labels, in the table's order.
  public let labels: [Label]
  /// Whether what the session draws equals the data set's labels in every voxel.
  public let isExact: Bool
  /// Whether the session was there before.
  public let wasThere: Bool
  public let warnings: [String]

  /// What one label came to.
  public struct Label: Sendable, Equatable, Encodable {
    public let label: String
    public let contours: Int
    public let seeds: Int
    /// Of what the session draws and the data set's labels.
    public let dice: Double
  }

  enum CodingKeys: String, CodingKey {
    case name, session, image, labels, warnings
    case isImageCopied = "image_copied"
    case isExact = "exact"
    case wasThere = "was_there"
  }

  init(
    _ name: String, session: String, image: String, isImageCopied: Bool, _ state: SessionState,
    drawn: LabelVolume, truth: LabelVolume, wasThere: Bool = false, warnings: [String]
  ) {
    self.name = name
    self.session = session
    self.image = image
    self.isImageCopied = isImageCopied
    labels = state.header.labels.entries.map { entry in
      let own = state.contours.filter { $0.label == entry.value }
      return Label(
        label: entry.name, contours: own.count, seeds: own.reduce(0) { $0 + $1.seeds.count },
        dice: diceCoefficient(drawn, truth, label: entry.value))
    }
    isExact = drawn.voxels == truth.voxels
    self.wasThere = wasThere
    self.warnings = warnings
  }
}
