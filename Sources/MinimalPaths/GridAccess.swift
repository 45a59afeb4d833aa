/// How the inner loop reads and writes.
///
/// Of each voxel, the time and the metric lie side by side: what is around a voxel then takes half
/// as many lines of the cache, which counts in large grids.
protocol GridAccess {
  static func read(_ span: borrowing MutableSpan<Float>, _ n: Int) -> Float
  static func write(_ span: inout MutableSpan<Float>, _ n: Int, _ value: Float)
  static func write(_ span: inout MutableSpan<UInt64>, _ n: Int, _ value: UInt64)
}

extension GridAccess {
  @inline(__always)
  static func time(_ cells: borrowing MutableSpan<Float>, _ p: Int) -> Float {
    read(cells, 2 &* p)
  }

  @inline(__always)
  static func cost(_ cells: borrowing MutableSpan<Float>, _ p: Int) -> Float {
    read(cells, 2 &* p &+ 1)
  }

  @inline(__always)
  static func setTime(_ cells: inout MutableSpan<Float>, _ p: Int, _ value: Float) {
    write(&cells, 2 &* p, value)
  }
}

/// Without a check: the march has checked the voxel and its reach.
enum UncheckedAccess: GridAccess {
  @inline(__always)
  static func read(_ span: borrowing MutableSpan<Float>, _ n: Int) -> Float { span[unchecked: n] }
  @inline(__always)
  static func write(_ span: inout MutableSpan<Float>, _ n: Int, _ value: Float) {
    span[unchecked: n] = value
  }
  @inline(__always)
  static func write(_ span: inout MutableSpan<UInt64>, _ n: Int, _ value: UInt64) {
    span[unchecked: n] = value
  }
}

/// With a check of every access; the tests compare with it.
enum CheckedAccess: GridAccess {
  @inline(__always)
  static func read(_ span: borrowing MutableSpan<Float>, _ n: Int) -> Float { span[n] }
  @inline(__always)
  static func write(_ span: inout MutableSpan<Float>, _ n: Int, _ value: Float) { span[n] = value }
  @inline(__always)
  static func write(_ span: inout MutableSpan<UInt64>, _ n: Int, _ value: UInt64) {
    span[n] = value
  }
}
