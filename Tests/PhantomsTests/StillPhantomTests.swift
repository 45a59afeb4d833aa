import Phantoms
import Testing
import Volumes

@Suite struct `Tumour phantom` {
  @Test func `the same seed gives the same voxels and another seed others`() throws {
    let one = try coarseBrain(seed: 5).render()
    #expect(try coarseBrain(seed: 5).render() == one)
    #expect(try coarseBrain(seed: 6).render().truth.voxels != one.truth.voxels)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the tumour is brighter than the brain around it`(seed: UInt64) throws {
    let phantom = try coarseBrain(seed: seed).render()
    #expect(phantom.truth.labels == [1])
    #expect(phantom.isStorableAsInt16)
    // 40 mm across: between a ball of 20 mm and one of 50 mm.
    let volume = phantom.millilitres(1)
    #expect(volume > 4 && volume < 65, "\(volume) mL")
    // The mirrored place in the other hemisphere is healthy.
    let size = phantom.image.size
    var sum = 0.0
    var count = 0
    for k in 0..<size.nk {
      let labels = phantom.truth.slice(k)
      let image = phantom.image.slice(k)
      for j in 0..<size.nj {
        for i in 0..<size.ni where labels[i, j] == 1 && labels[size.ni - 1 - i, j] == 0 {
          sum += Double(image[size.ni - 1 - i, j])
          count += 1
        }
      }
    }
    #expect(phantom.meanIntensity(1) > 1.3 * sum / Double(max(count, 1)))
  }

  @Test func `a wider tumour has more voxels`() throws {
    var brain = coarseBrain()
    brain.diameter = 25
    let small = try brain.render().count(1)
    brain.diameter = 50
    #expect(try brain.render().count(1) > 2 * small)
  }
}

@Suite struct `Abdomen phantom` {
  @Test func `the same seed gives the same voxels and another seed others`() throws {
    let one = try coarseAbdomen(seed: 5).render()
    #expect(try coarseAbdomen(seed: 5).render() == one)
    #expect(try coarseAbdomen(seed: 6).render().truth.voxels != one.truth.voxels)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `every organ is there, on its side, and about its size`(seed: UInt64) throws {
    let phantom = try coarseAbdomen(seed: seed).render()
    #expect(phantom.truth.labels == phantom.labelNames.map(\.value))
    #expect(phantom.isStorableAsInt16)
    #expect(phantom.labelNames.map(\.name) == ["liver", "right kidney", "left kidney", "spleen"])
    // World x runs to the patient's right; the spine lies at 3 mm.
    #expect(phantom.centre(1).x > 20)
    #expect(phantom.centre(2).x > 20)
    #expect(phantom.centre(3).x < -20)
    #expect(phantom.centre(4).x < -50)
    // Kidneys lie behind the liver.
    #expect(phantom.centre(2).y < phantom.centre(1).y)
    let liver = phantom.millilitres(1)
    #expect(liver > 600 && liver < 2200, "\(liver) mL")
    for label in [2, 3, 4] as [UInt8] {
      let volume = phantom.millilitres(label)
      #expect(volume > 50 && volume < 350, "label \(label): \(volume) mL")
    }
  }

  @Test func `kidneys and spleen are brighter than the liver, as water in T2 is`() throws {
    let phantom = try coarseAbdomen().render()
    for label in [2, 3, 4] as [UInt8] {
      #expect(phantom.meanIntensity(label) > 1.4 * phantom.meanIntensity(1))
    }
  }
}
