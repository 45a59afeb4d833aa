// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target of ours with the house's compiler settings.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: strict)
}

/// The tests of `name`, which mirror its sources file by file.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
  name: "HummingbirdTesting", package: "hummingbird")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// libtorch as `make dependencies` lays it out, in Python's way.
let libtorch = ".deps/libtorch/torch"
let training = BuildSettingCondition.when(traits: ["Training"])
/// Found from the program's own place, .build/TRIPLE/CONFIGURATION, and from where it was built.
let libtorchRunPath = [
  "$ORIGIN/../../../\(libtorch)/lib", "\(Context.packageDirectory)/\(libtorch)/lib",
].joined(separator: ":")
/// OpenVINO as `make dependencies` lays it out.
let openvino = ".deps/openvino"
let openvinoRunPath = [
  "$ORIGIN/../../../\(openvino)/lib", "\(Context.packageDirectory)/\(openvino)/lib",
].joined(separator: ":")

let package = Package(
  name: "contourist",
  products: [
    .executable(name: "contourist", targets: ["contourist"]),
    .executable(name: "contourist-train", targets: ["contourist-train"]),
    .executable(name: "contourist-bench", targets: ["contourist-bench"]),
    .library(name: "MinimalPaths", targets: ["MinimalPaths"]),
    .library(name: "Annotation", targets: ["Annotation"]),
    .library(name: "Networks", targets: ["Networks"]),
  ],
  traits: [
    .trait(name: "Training", description: "Train networks; needs libtorch."),
    .default(enabledTraits: ["Training"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ],
  targets: [
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"])]),
    .target(name: "CPNGShim", dependencies: ["CPNG"]),
    .target(name: "CTIFFShim", dependencies: ["CTIFF"]),
    .target(
      name: "CDICOM",
      linkerSettings: [
        .linkedLibrary("gdcmMSFF"), .linkedLibrary("gdcmDSED"), .linkedLibrary("gdcmCommon"),
      ]),
    .target(
      name: "CNIfTI", cSettings: [.headerSearchPath("private")],
      linkerSettings: [.linkedLibrary("nifti2")]),

    module("Volumes"),
    module(
      "MinimalPaths", ["Volumes"],
      exclude: ["README.md", "OutlineModel.md", "GuidedOutline.md", "Pictures"]),
    module("Labels", ["Volumes"]),
    module("Phantoms", ["Volumes"]),
    module("Figures", ["Volumes", "ImageFiles"]),
    module(
      "ImageFiles", ["Volumes", "CNIfTI", "CPNGShim", "CTIFFShim", "CDICOM", "CZlib", "CZip"]),
    module(
      "DICOMObjects", ["Volumes", "ImageFiles", "MinimalPaths", crypto],
      resources: [.embedInCode("ConfidentialityProfile.txt")]),
    module("DICOMWeb", ["ImageFiles"]),
    module("LearningCurves", ["Figures", "ImageFiles"]),
    module("Evaluation", ["Volumes", "Labels", "Figures"]),
    module("Meshes", ["Volumes"]),
    module("Measurements", ["Volumes", "Labels", "Evaluation", "Figures"]),
    module(
      "Annotation", ["Volumes", "MinimalPaths", "Labels", "Registration", crypto],
      resources: [.embedInCode("session.schema.json")]),
    module("Registration", ["Volumes", "MinimalPaths"]),
    module("TraceRequests", ["Volumes", "MinimalPaths", "ImageFiles", "Terminal"]),
    module("Preparation", ["Volumes"]),
    module("Networks", ["Volumes", "Preparation", protobuf], exclude: ["onnx_subset.proto"]),
    module(
      "Datasets",
      [
        "Volumes", "Labels", "MinimalPaths", "ImageFiles", "Annotation", "Figures", "Meshes",
      ]),
    .target(
      name: "CTorch",
      cxxSettings: [
        .define("CONTOURIST_TRAINING", training),
        .headerSearchPath("../../\(libtorch)/include"),
        .headerSearchPath("../../\(libtorch)/include/torch/csrc/api/include"),
      ],
      linkerSettings: [
        .linkedLibrary("torch_cpu", training), .linkedLibrary("c10", training),
        .unsafeFlags(
          ["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", libtorchRunPath], training),
      ]),
    .target(
      name: "COpenVINO",
      cSettings: [.headerSearchPath("../../\(openvino)/include")],
      linkerSettings: [
        .linkedLibrary("openvino_c"),
        .unsafeFlags(["-L\(openvino)/lib", "-Xlinker", "-rpath", "-Xlinker", openvinoRunPath]),
      ]),
    module(
      "Presegmentation", ["Volumes", "Labels", "Preparation", "Networks", "COpenVINO"],
      exclude: ["README.md"]),
    module(
      "Training",
      [
        "Volumes", "Labels", "ImageFiles", "Preparation", "Networks", "Datasets", "LearningCurves",
        "CTorch",
      ], exclude: ["README.md", "Pictures"]),
    module(
      "AnnotationServer",
      [
        "Volumes", "MinimalPaths", "Labels", "ImageFiles", "Annotation", "Datasets", "Figures",
        "DICOMObjects", "Meshes", crypto, cryptoExtras, hummingbird, hummingbirdCore,
        hummingbirdTLS, grdb,
        logging,
        httpTypes, nio, nioSSL, serviceLifecycle, subprocess, system,
      ], resources: [.copy("Pages"), .embedInCode("openapi.yaml")]),
    module("Terminal", [argumentParser]),
    module("Batches", ["ImageFiles", "Terminal"]),
    .executableTarget(
      name: "contourist-train",
      dependencies: [
        "Training", "Annotation", "Datasets", "Preparation", "Networks", "ImageFiles",
        "LearningCurves",
        "Figures", "Labels", "Volumes", "Terminal", argumentParser,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "contourist",
      dependencies: [
        "Volumes", "MinimalPaths", "Labels", "ImageFiles", "Annotation", "Phantoms", "Figures",
        "Datasets", "LearningCurves", "Networks", "Preparation", "Presegmentation", "Terminal",
        "Evaluation", "Measurements", "Meshes", "DICOMObjects", "DICOMWeb", "AnnotationServer",
        "Batches", "TraceRequests", hummingbird, logging, nio, argumentParser,
      ], swiftSettings: strict),
    .executableTarget(
      name: "contourist-bench",
      dependencies: [
        "Volumes", "MinimalPaths", "Labels", "ImageFiles", "Annotation", "Datasets", "Phantoms",
        "Networks", "Training", "Terminal", argumentParser,
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Volumes", "ImageFiles"], path: "Tests/TestSupport",
      exclude: ["slurm_cluster.sh", "thread_sanitizer.txt"],
      swiftSettings: strict),
    tests("Volumes", ["Volumes"]),
    tests("MinimalPaths", ["MinimalPaths", "Volumes"]),
    tests("Labels", ["Labels", "Volumes"]),
    tests("Registration", ["Registration", "Volumes"]),
    tests("Phantoms", ["Phantoms", "Volumes"]),
    tests("Figures", ["Figures", "Volumes"]),
    tests("ImageFiles", ["ImageFiles", "Volumes"]),
    tests("DICOMObjects", ["DICOMObjects", "ImageFiles", "MinimalPaths", "Volumes"]),
    tests("DICOMWeb", ["DICOMWeb", "ImageFiles", "Volumes"]),
    tests("LearningCurves", ["LearningCurves", "Figures"]),
    tests("Evaluation", ["Evaluation", "Labels", "Volumes", "Figures"]),
    tests("Meshes", ["Meshes", "Volumes"]),
    tests("Measurements", ["Measurements", "Labels", "Volumes", "Figures"]),
    tests("Batches", ["Batches", "Terminal"]),
    tests("Annotation", ["Annotation", "MinimalPaths", "Volumes"]),
    tests("Preparation", ["Preparation", "Volumes"]),
    tests("Networks", ["Networks", "Preparation", "Volumes"]),
    tests(
      "Presegmentation", ["Presegmentation", "Networks", "Preparation", "Volumes", protobuf]),
    tests("Datasets", ["Datasets", "Volumes", "ImageFiles", "Annotation", "MinimalPaths"]),
    tests(
      "AnnotationServer",
      [
        "AnnotationServer", "Annotation", "ImageFiles", "Volumes", hummingbird, hummingbirdTesting,
        httpTypes,
        nio, logging, grdb, "contourist",
      ]),
    tests(
      "Training",
      [
        "Training", "Datasets", "Networks", "Preparation", "LearningCurves", "ImageFiles",
        "Volumes",
      ]),
    tests(
      "CommandLine",
      [
        "Volumes", "ImageFiles", "LearningCurves", "MinimalPaths", "Networks", "Preparation",
        "Datasets", "DICOMObjects", "Labels", "Presegmentation", "contourist",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)

// The readers under libFuzzer, `make fuzz`: a program of its own, whose every module is instrumented.
if Context.environment["CONTOURIST_FUZZING"] != nil {
  package.targets += [
    .target(name: "CFuzzer", path: "Tests/Fuzzing/CFuzzer"),
    .executableTarget(
      name: "contourist-fuzz",
      dependencies: [
        "CFuzzer", "Annotation", "DICOMObjects", "Datasets", "ImageFiles", "Networks",
        "Preparation", "TraceRequests", "Volumes",
      ], path: "Tests/Fuzzing", exclude: ["CFuzzer", "fuzz.py"], swiftSettings: strict,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
  ]
}
