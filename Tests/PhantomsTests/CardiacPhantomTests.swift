import Phantoms
import Testing
import Volumes

private let right: UInt8 = 1
private let myocardium: UInt8 = 2
private let left: UInt8 = 3

@Suite struct `Cardiac phantom` {
  @Test func `the same seed gives the same voxels and another seed others`() throws {
    let one = try coarseHeart(seed: 5).render()
    #expect(try coarseHeart(seed: 5).render() == one)
    let other = try coarseHeart(seed: 6).render()
    #expect(other.image.voxels != one.image.voxels)
    #expect(other.truth.voxels != one.truth.voxels)
  }

  @Test(arguments: [0.25, 0.6], [90.0, 130.0])
  func `the truth has the asked volume and ejection fraction`(
    fraction: Double, volume: Double
  ) throws {
    var heart = coarseHeart(seed: 2)
    heart.ejectionFraction = fraction
    heart.endDiastolicVolume = volume
    heart.frames = 4
    let phantom = try heart.render()
    let volumes = (0..<4).map { phantom.millilitres(left, frame: $0) }
    #expect(abs(volumes[0] / volume - 1) < 0.03)
    let smallest = try #require(volumes.min())
    #expect(volumes[heart.endSystolicFrame] == smallest)
    #expect(volumes.max() == volumes[0])
    #expect(abs((volumes[0] - smallest) / volumes[0] - fraction) < 0.01)
  }

  @Test func `the right ventricle ejects what it was asked to`() throws {
    let heart = coarseHeart()
    let phantom = try heartOfSeedOne.get()
    let full = phantom.millilitres(right)
    let empty = phantom.millilitres(right, frame: heart.endSystolicFrame)
    #expect(abs((full - empty) / full - heart.rightEjectionFraction) < 0.01)
  }

  @Test func `what the mask holds is stated, and thin slices hold what the surfaces enclose`()
    throws
  {
    let coarse = try heartOfSeedOne.get()
    #expect(coarse.heart.count == coarse.image.frames)
    for (frame, truth) in coarse.heart.enumerated() {
      #expect(abs(truth.labelled.left - coarse.millilitres(left, frame: frame)) < 1e-9)
      #expect(abs(truth.labelled.wall - coarse.millilitres(myocardium, frame: frame)) < 1e-9)
      #expect(abs(truth.labelled.right - coarse.millilitres(right, frame: frame)) < 1e-9)
    }
    var fine = coarseHeart(seed: 3)
    fine.size = GridSize(ni: 58, nj: 54, nk: 28)
    fine.spacing = SIMD3(3, 3, 3.5)
    fine.frames = 2
    for truth in try fine.render().heart {
      #expect(abs(truth.enclosed.left / truth.labelled.left - 1) < 0.04)
      #expect(abs(truth.enclosed.wall / truth.labelled.wall - 1) < 0.05)
      #expect(abs(truth.enclosed.right / truth.labelled.right - 1) < 0.05)
    }
  }

  @Test func `the mass of the myocardium stays the same while it thickens`() throws {
    var heart = coarseHeart()
    heart.frames = 5
    let phantom = try heart.render()
    let volumes = (0..<5).map { phantom.millilitres(myocardium, frame: $0) }
    let (smallest, largest) = (try #require(volumes.min()), try #require(volumes.max()))
    #expect((largest - smallest) / volumes[0] < 0.12)
    // Between 80 and 200 mL for a wall of 9 mm around 130 mL.
    #expect(volumes[0] > 80 && volumes[0] < 200)
  }

  @Test func `myocardium separates the left cavity from all else in every slice`() throws {
    // Several voxels across the wall, as in a real image.
    var heart = coarseHeart(seed: 4)
    heart.size = GridSize(ni: 66, nj: 60, nk: 7)
    heart.spacing = SIMD3(2.5, 2.5, 15)
    heart.frames = 2
    let phantom = try heart.render()
    for frame in 0..<2 {
      for k in 0..<7 {
        let slice = phantom.truth.slice(k, frame: frame)
        var leaks = 0
        for j in 1..<slice.nj - 1 {
          for i in 1..<slice.ni - 1 where slice[i, j] == left {
            for neighbour in [
              slice[i - 1, j], slice[i + 1, j], slice[i, j - 1], slice[i, j + 1],
            ] where neighbour != left && neighbour != myocardium {
              leaks += 1
            }
          }
        }
        #expect(leaks == 0, "slice \(k), frame \(frame)")
      }
    }
  }

  @Test func `the slices beyond base and apex carry no label and those between do`() throws {
    let phantom = try heartOfSeedOne.get()
    let last = phantom.truth.size.nk - 1
    for frame in 0..<phantom.truth.frames {
      #expect(phantom.truth.slice(0, frame: frame).pixels.allSatisfy { $0 == 0 })
      #expect(phantom.truth.slice(last, frame: frame).pixels.allSatisfy { $0 == 0 })
      #expect(phantom.truth.slice(last / 2, frame: frame).mask(of: left).area > 10)
    }
    #expect(phantom.truth.labels == phantom.labelNames.map(\.value))
  }

  @Test func `blood is at least twice as bright as myocardium`() throws {
    let phantom = try heartOfSeedOne.get()
    #expect(phantom.meanIntensity(left) > 2 * phantom.meanIntensity(myocardium))
    #expect(phantom.meanIntensity(right) > 1.7 * phantom.meanIntensity(myocardium))
    #expect(phantom.isStorableAsInt16)
  }

  @Test func `doubling the noise doubles the deviation in the air`() throws {
    func deviationInAir(_ noise: Double) throws -> Double {
      var heart = coarseHeart()
      heart.noise = noise
      let image = try heart.render().image
      // The first columns of the first rows lie in front of the chest.
      let air = (0..<image.size.nk).flatMap { k in
        (0..<12).map { Double(image.slice(k)[$0 % 3, $0 / 3]) }
      }
      let mean = air.reduce(0, +) / Double(air.count)
      return (air.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(air.count)).squareRoot()
    }
    let ratio = try deviationInAir(40) / deviationInAir(20)
    // The same random numbers twice; only rounding to whole values differs.
    #expect(abs(ratio - 2) < 0.05)
  }

  @Test func `the grid is oblique and its slices run from the base to the apex`() throws {
    let heart = coarseHeart()
    let geometry = heart.geometry
    #expect(geometry.orientation == "PIL")
    #expect(abs((geometry.axes.i * geometry.axes.j).sum()) < 1e-9)
    #expect(abs((geometry.axes.i * geometry.axes.k).sum()) < 1e-9)
    #expect(abs(geometry.axes.i.x) > 1 && abs(geometry.axes.i.y) > 1)
    #expect(geometry.origin.vector != SIMD3())
    let phantom = try heartOfSeedOne.get()
    // The right ventricle lies to the right and in front of the left one.
    #expect(phantom.centre(right).x > phantom.centre(left).x)
    #expect(phantom.centre(right).y > phantom.centre(left).y)
  }

  @Test func `settings out of range are refused with the remedy`() {
    var heart = coarseHeart()
    heart.ejectionFraction = 0.95
    #expect(
      throws: PhantomError.parameterOutOfRange(
        name: "ejection fraction", value: 0.95, allowed: 0.1...0.75)
    ) { try heart.render() }
    heart = coarseHeart()
    heart.frames = 1
    #expect(throws: PhantomError.tooFewFrames(1)) { try heart.render() }
    heart = coarseHeart()
    heart.size = GridSize(ni: 20, nj: 40, nk: 7)
    #expect(throws: PhantomError.self) { try heart.render() }
    #expect(
      "\(PhantomError.tooFewFrames(1))"
        == "a heart cycle of 1 frame(s) has no systole; ask for at least 2 frames")
  }
}
