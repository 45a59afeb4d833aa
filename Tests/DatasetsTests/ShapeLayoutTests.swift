import Datasets
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// A grey picture of 8 x 6 pixels.
private func writePicture(_ path: String) throws {
  try PNGFile.write(.grey8((0..<48).map { UInt8($0) }), width: 8, height: 6, to: path)
}

/// The labels of the one case of a folder, rows as digits.
private func rows(_ folder: String) throws -> [String] {
  let labels = try Dataset.open(folder).cases[0].load().labels
  return (0..<labels.size.nj).map { j in
    (0..<labels.size.ni).map { "\(labels.slice(0)[$0, j])" }.joined()
  }
}

struct `Layouts of shapes on pictures` {
  @Test func `labelme counts from the corner of the first pixel`() throws {
    try withTemporaryFolder { folder in
      try writePicture(folder + "/a.png")
      try write(
        """
        {"version": "5.5.0", "imagePath": "a.png", "imageData": null, "imageHeight": 6,
         "imageWidth": 8, "patient": "anna", "shapes": [
          {"label": "b", "shape_type": "rectangle", "points": [[1, 1], [4, 3]]},
          {"label": "a", "shape_type": "polygon", "points": [[3, 2], [7, 2], [7, 5], [3, 5]]},
          {"label": "a", "shape_type": "circle", "points": [[1.5, 4.5], [2.4, 4.5]]},
          {"label": "a", "shape_type": "point", "points": [[0, 0]]}]}
        """, to: folder + "/a.json")
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .labelme)
      #expect(dataset.labels.map(\.name) == ["a", "b"])
      #expect(dataset.patients == ["anna"])
      #expect(
        try rows(folder) == [
          "00000000", "02220000", "02211110", "00011110", "01011110", "00000000",
        ])
      let image = try dataset.cases[0].load()
      #expect(image.polygons.count == 3)
      #expect(image.warnings.contains { $0.contains("has no area") })
    }
  }

  @Test(arguments: ["../a.png", "/etc/passwd", "x/../../a.png", "..\\\\a.png"])
  func `a way out of the folder is refused`(name: String) throws {
    try withTemporaryFolder { folder in
      try makeFolder(folder + "/x")
      try writePicture(folder + "/a.png")
      try write(
        "{\"imagePath\": \"\(name)\", \"shapes\": []}", to: folder + "/x/a.json")
      let error = errorText { _ = try Dataset.open(folder + "/x", layout: .labelme) }
      #expect(error.contains("which is no file within its folder"), "\(error)")
    }
  }

  @Test func `points at the end of the world are errors, not crashes`() throws {
    try withTemporaryFolder { folder in
      try writePicture(folder + "/a.png")
      for points in ["[[9e9, 1], [2, 2]]", "[[-1e300, 0], [1, 1]]", "[[1], [2, 2]]"] {
        try write(
          """
          {"imagePath": "a.png", "shapes": [
            {"label": "a", "shape_type": "circle", "points": \(points)}]}
          """, to: folder + "/a.json")
        let error = errorText { _ = try Dataset.open(folder) }
        #expect(error.contains("no pair of numbers"), "\(error)")
      }
      try write(
        """
        {"imagePath": "a.png", "shapes": [
          {"label": "a", "shape_type": "circle", "points": [[-99999, -99999], [99999, 99999]]}]}
        """, to: folder + "/a.json")
      #expect(try rows(folder).joined().allSatisfy { $0 == "1" })
    }
  }

  @Test func `pictures of one name in two parts of labelme's are two cases`() throws {
    try withTemporaryFolder { folder in
      for part in ["train", "val"] {
        try makeFolder("\(folder)/d/\(part)")
        try writePicture("\(folder)/d/\(part)/x.png")
        try write(Self.square, to: "\(folder)/d/\(part)/x.json")
      }
      let dataset = try Dataset.open(folder + "/d")
      #expect(dataset.cases.map(\.name) == ["train_x", "val_x"])
      #expect(dataset.patients == ["train_x", "val_x"])
      _ = try SessionImport(of: dataset, to: folder, as: .approved)
      try writePicture(folder + "/d/x.png")
      try write(Self.square, to: folder + "/d/train_x.json")
      let error = errorText { _ = try Dataset.open(folder + "/d") }
      #expect(error.contains("/train_x.json and \(folder)/d/train/x.json"), "\(error)")
    }
  }

  static let square = """
    {"imagePath": "x.png", "shapes": [
      {"label": "a", "shape_type": "polygon", "points": [[1, 1], [4, 1], [4, 3]]}]}
    """

  @Test(arguments: ["a", "z"]) func `a damaged file of labelme's is named`(name: String) throws {
    try withTemporaryFolder { folder in
      try writePicture(folder + "/x.png")
      try write(Self.square, to: folder + "/x.json")
      try write(Self.square.replacing("[1, 1]", with: "[NaN, 1]"), to: "\(folder)/\(name).json")
      let error = errorText { _ = try Dataset.open(folder) }
      #expect(error.hasPrefix("\(folder)/\(name).json: it is no valid JSON"), "\(error)")
    }
  }

  @Test(arguments: [
    (
      "\"image_id\": 4, \"category_id\": 2", "\"image_id\": 5, \"category_id\": 2",
      "annotation 2 is of image 5, which is none"
    ),
    (
      "\"images\": [",
      "\"images\": [{\"id\": 4, \"file_name\": \"a.png\", \"width\": 8, \"height\": 6}, ",
      "two images have the id 4"
    ),
    (
      "{\"id\": 2, \"name\": \"lung\"}", "{\"id\": 9, \"name\": \"lung\"}",
      "two categories have the id 9"
    ),
  ]) func `numbers of COCO's that mean nothing, or two things, are errors`(
    was: String, becomes: String, text: String
  ) throws {
    try withTemporaryFolder { folder in
      try writePicture(folder + "/a.png")
      try write(
        Self.coco.replacing("SEGMENTATION", with: "[0, 2, 46]").replacing(was, with: becomes),
        to: folder + "/annotations.json")
      let error = errorText { _ = try Dataset.open(folder) }
      #expect(error.contains(text), "\(error)")
    }
  }

  static let coco = """
    {"images": [{"id": 4, "file_name": "a.png", "width": 8, "height": 6}],
     "categories": [{"id": 9, "name": "heart"}, {"id": 2, "name": "lung"}],
     "annotations": [
      {"id": 1, "image_id": 4, "category_id": 9, "iscrowd": 0,
       "segmentation": [[1, 1, 4, 1, 4, 3, 1, 3], [5, 0, 6, 0, 6, 1, 5, 1]]},
      {"id": 2, "image_id": 4, "category_id": 2, "iscrowd": 1,
       "segmentation": {"size": [6, 8], "counts": SEGMENTATION}}]}
    """

  // 46 less nothing: 14 with the mark that more follows, then 1.
  @Test(arguments: ["[0, 2, 46]", "\"02^1\""]) func `COCO's polygons lie over crowds`(
    counts: String
  ) throws {
    try withTemporaryFolder { folder in
      try makeFolder(folder + "/images")
      try writePicture(folder + "/images/a.png")
      try write(
        Self.coco.replacing("SEGMENTATION", with: counts), to: folder + "/annotations.json")
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .coco)
      #expect(dataset.labels.map(\.name) == ["lung", "heart"])
      #expect(
        try rows(folder) == [
          "10000200", "12220000", "02220000", "00000000", "00000000", "00000000",
        ])
    }
  }

  @Test(arguments: [
    ("[0, 2, 45]", "damaged"), ("[0, -2, 50]", "damaged"), ("\"zzzz\"", "damaged"),
  ]) func `damaged run lengths are errors`(_ counts: String, _ text: String) throws {
    try withTemporaryFolder { folder in
      try writePicture(folder + "/a.png")
      try write(
        Self.coco.replacing("SEGMENTATION", with: counts), to: folder + "/annotations.json")
      let error = errorText { _ = try Dataset.open(folder).cases[0].load() }
      #expect(error.contains(text), "\(error)")
      #expect(error.contains("annotations.json"))
    }
  }

  static let cvat = """
    <?xml version="1.0" encoding="utf-8"?>
    <annotations><version>1.1</version>
      <meta><task><name>hearts</name><labels>
        <label><name>heart</name></label><label><name>lung</name></label></labels></task></meta>
      <image id="0" name="a.png" width="8" height="6">
        <box label="lung" occluded="0" xtl="1.0" ytl="1.0" xbr="4.0" ybr="3.0" z_order="2"/>
        <polygon label="heart" points="3.0,2.0;7.0,2.0;7.0,5.0;3.0,5.0" z_order="1">
          <attribute name="sure">yes</attribute></polygon>
        <mask label="lung" rle="1, 2, 1" left="0" top="4" width="2" height="2" z_order="0"/>
        <points label="heart" points="1,1" z_order="0"/>
      </image></annotations>
    """

  @Test func `CVAT's shapes are painted by their z_order`() throws {
    try withTemporaryFolder { folder in
      try makeFolder(folder + "/images")
      try writePicture(folder + "/images/a.png")
      try write(Self.cvat, to: folder + "/annotations.xml")
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .cvat)
      #expect(dataset.name == "hearts")
      #expect(dataset.labels.map(\.name) == ["heart", "lung"])
      #expect(
        try rows(folder) == [
          "00000000", "02220000", "02221110", "00011110", "02011110", "20000000",
        ])
      #expect(try dataset.cases[0].load().warnings.contains { $0.contains("<points>") })
    }
  }

  @Test(arguments: [
    ("<annotations>", "<!DOCTYPE a [<!ENTITY b \"c\">]><annotations>", "defines entities"),
    ("<annotations>", "<?x?><annotations>", "processing instructions"),
    ("</annotations>", "", "no valid XML"),
    ("width=\"8\"", "width=\"9\"", "9 x 6 pixels"),
    ("rle=\"1, 2, 1\"", "rle=\"1, 2\"", "damaged"),
    ("a.png", "../a.png", "no file within its folder"),
    ("xbr=\"4.0\"", "xbr=\"nan\"", "no number"),
    ("<box ", "<box rotation=\"12\" ", "rotated"),
  ]) func `a wrong file of CVAT's is an error`(
    _ old: String, _ new: String, _ text: String
  ) throws {
    try withTemporaryFolder { folder in
      try writePicture(folder + "/a.png")
      try write(Self.cvat.replacing(old, with: new), to: folder + "/annotations.xml")
      let error = errorText { _ = try Dataset.open(folder, layout: .cvat).cases[0].load() }
      #expect(error.contains(text), "\(error)")
    }
  }
}

struct `M&Ms' layout` {
  @Test func `both frames of a labelled patient are cases, labels as ACDC's`() throws {
    try withTemporaryFolder { folder in
      let place = folder + "/Training/Labeled/A1"
      try makeFolder(place)
      try writeImage(place + "/A1_sa.nii.gz", frames: 3)
      var voxels = [UInt8](repeating: 0, count: 72)
      voxels.replaceSubrange(24..<28, with: [0, 1, 2, 3])
      try ImageFiles.writeLabels(
        LabelVolume(geometry: smallGeometry, frames: 3, voxels: voxels),
        to: place + "/A1_sa_gt.nii.gz", like: nil)
      try write(
        """
        External code,VendorName,Vendor,Centre,ED,ES
        A1,Siemens,A,1,2,1
        B2,GE,C,4,0,0

        """, to: folder + "/211230_M&Ms_Dataset_information_diagnosis_opendataset.csv")
      let dataset = try Dataset.open(folder)
      #expect(dataset.layout == .mms)
      #expect(dataset.cases.map(\.name) == ["A1_frame01", "A1_frame02"])
      #expect(dataset.cases.map(\.phase) == ["ES", "ED"])
      #expect(dataset.cases.map(\.group) == ["A", "A"])
      let image = try dataset.cases[0].load()
      #expect(Array(image.labels.voxels[..<4]) == [0, 3, 2, 1])
      #expect(image.channels[0].voxels[0] == 24)
    }
  }
}
