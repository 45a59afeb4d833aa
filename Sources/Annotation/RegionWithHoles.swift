import Volumes

/// Joins the insides of one label's contours: a contour inside another is a hole in it, one inside
/// the hole an island, and so on; contours that overlap otherwise are joined.
/// - Parameter masks: All of the same size; at least one.
func regionWithHoles(_ masks: [SliceMask]) -> SliceMask {
  let areas = masks.map(\.area)
  // From the largest to the smallest, so that a hole comes after what it is cut from.
  let order = masks.indices.sorted { (areas[$1], $0) < (areas[$0], $1) }
  var region = SliceMask(ni: masks[0].ni, nj: masks[0].nj)
  for n in order {
    let around = order.filter { areas[$0] > areas[n] && masks[n].isInside(masks[$0]) }
    let isHole = !around.count.isMultiple(of: 2)
    for p in region.pixels.indices where masks[n].pixels[p] { region.pixels[p] = !isHole }
  }
  return region
}

extension SliceMask {
  fileprivate func isInside(_ other: SliceMask) -> Bool {
    pixels.indices.allSatisfy { !pixels[$0] || other.pixels[$0] }
  }
}
