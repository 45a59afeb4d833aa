/// Why a batch cannot be worked on.
public enum BatchError: Error, Equatable, CustomStringConvertible {
  case brokenPlan(path: String)
  case noPlan(output: String)
  case noShard(Int, of: Int)
  case otherBatch(output: String, difference: String)
  case inUse(path: String)
  /// The workers cannot begin: what they said.
  case worker(String)
  /// What sbatch said.
  case slurm(String)

  public var description: String {
    switch self {
    case .brokenPlan(let path):
      "\(path): is no plan of a batch. Give another folder, or remove this file."
    case .noPlan(let output):
      "\(output): no batch was begun in this folder. Name the folder that was given as --output."
    case .noShard(let shard, let count):
      "there is no shard \(shard); the batch has 1 to \(count)"
    case .otherBatch(let output, let difference):
      "\(output): holds another batch, which \(difference). Give another folder, or --force to "
        + "begin anew."
    case .inUse(let path):
      "\(path): another process works on this part of the batch; wait for it, or end it"
    case .worker(let said): said
    case .slurm(let said): said
    }
  }
}
