import Foundation

/// Bytes that can be allocated without pushing others out: what the kernel takes for free, or what
/// the control group leaves where that is less; without limit where neither says.
func availableMemory() -> Double {
  func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
  let kilobytes = text("/proc/meminfo").split(separator: "\n")
    .first { $0.hasPrefix("MemAvailable:") }?
    .split(separator: " ").dropFirst().first.flatMap { Double($0) }
  let group = "/sys/fs/cgroup/memory."
  let limit = Double(text(group + "max").trimmingCharacters(in: .whitespacesAndNewlines))
  let used = Double(text(group + "current").trimmingCharacters(in: .whitespacesAndNewlines))
  return min(
    kilobytes.map { $0 * 1024 } ?? .infinity,
    limit.map { $0 - (used ?? 0) } ?? .infinity)
}
