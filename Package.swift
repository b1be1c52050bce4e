// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: Swift 6 mode, strict memory safety, no warnings, and lifetimes for header views.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Settings of the tests: the same language, without the memory-safety audit.
let testSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableExperimentalFeature("Lifetimes"),
]

/// A library target that lives in the folder of its layer.
func layer(_ folder: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)", swiftSettings: settings)
}

/// The test target of a library target.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests", resources: resources,
    swiftSettings: testSettings)
}

let basicContainers = Target.Dependency.product(name: "BasicContainers", package: "swift-collections")
let deques = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heaps = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
  name: "weft",
  products: [
    .executable(name: "weft", targets: ["weft"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Core: what a packet is, and how it moves.
    layer("Core", "Wire"),
    layer("Core", "Buffers"),
    layer("Core", "Offload", ["Wire", "Buffers"]),
    layer("Core", "Dataplane", ["Buffers"]),

    // Elements: what happens to a packet.
    layer("Elements", "Links", ["Wire", "Buffers", "Offload", "Dataplane"]),
    layer("Elements", "Switching", ["Wire", "Buffers", "Dataplane", basicContainers]),
    layer("Elements", "FlowSwitching", ["Wire", "Buffers", "Dataplane"]),
    layer("Elements", "Routing", ["Wire", "Buffers", "Dataplane", "Offload", deques]),
    layer("Elements", "ConnectionTracking", ["Wire", "Dataplane"]),
    layer("Elements", "Middleboxes", ["Wire", "Buffers", "Dataplane", "ConnectionTracking", "Routing"]),
    layer("Elements", "Services", ["Wire"]),
    layer("Elements", "Hosts", ["Wire", "Buffers", "Offload", "Dataplane", "Routing", "Services"]),
    .target(
      name: "CPcap", path: "Sources/Elements/CPcap", linkerSettings: [.linkedLibrary("pcap")]),
    layer("Elements", "Capture", ["Buffers", "Dataplane", "Offload", "CPcap"]),

    // Engines: what turns the crank.
    layer("Engines", "Simulation", ["Buffers", "Dataplane", deques, heaps]),
    .target(name: "CLinux", path: "Sources/Engines/CLinux"),
    layer("Engines", "Linux", ["CLinux", systemPackage]),
    layer("Engines", "Devices", ["Linux", "Buffers", "Dataplane"]),
    layer("Engines", "Runtime", ["Linux", "Buffers", "Dataplane", deques]),

    // Control: what decides.
    layer("Control", "Topology", ["Wire", yams]),
    layer("Control", "Controller", ["Topology", "FlowSwitching"]),

    // Lab: what a person touches.
    layer(
      "Lab", "Lab",
      [
        "Wire", "Buffers", "Dataplane", "Switching", "FlowSwitching", "Routing", "ConnectionTracking", "Middleboxes",
        "Services", "Links", "Hosts", "Capture", "Simulation", "Linux", "Devices", "Runtime", "Topology", "Controller",
        systemPackage, nioCore,
        nioPosix, logging, lifecycle, unixSignals,
      ]),
    layer("Lab", "LabTesting", ["Lab", "Hosts", "Services", "Topology", "Wire"]),
    .executableTarget(
      name: "weft", dependencies: ["Lab", "LabTesting", "Topology", "Wire", "Linux", arguments, logging],
      path: "Sources/Lab/weft", swiftSettings: settings),

    // Benchmarks that need the inside of the dataplane.
    .executableTarget(
      name: "bench-hop", dependencies: ["Wire", "Buffers", "Dataplane", "Switching"], path: "tools/bench/Hop",
      swiftSettings: testSettings),

    .executableTarget(
      name: "bench-simulate",
      dependencies: ["Wire", "Buffers", "Dataplane", "Switching", "Routing", "Links", "Hosts", "Simulation"],
      path: "tools/bench/Simulate", exclude: ["ns3.cc"], swiftSettings: testSettings),

    // What tests of elements share: one element, its ports in hand, and a clock that the test turns.
    .target(
      name: "ElementBench", dependencies: ["Dataplane", "Buffers"], path: "Tests/ElementBench",
      swiftSettings: testSettings),

    // The chance of tests, from a seed.
    .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: testSettings),

    // Tests mirror the targets.
    tests("Wire", ["Wire"]),
    tests("Buffers", ["Buffers", "SeededRandom"]),
    tests("Offload", ["Offload", "SeededRandom", "Buffers"]),
    tests("Dataplane", ["Dataplane", "ElementBench", "Buffers"]),
    tests("Switching", ["Switching", "SeededRandom", "ElementBench", "Dataplane", "Buffers", "Wire"]),
    tests("FlowSwitching", ["FlowSwitching", "SeededRandom", "ElementBench", "Dataplane", "Buffers", "Wire"]),
    tests("Routing", ["Routing", "SeededRandom", "ElementBench", "Dataplane", "Buffers", "Wire"]),
    tests(
      "Middleboxes",
      ["Middleboxes", "SeededRandom", "ElementBench", "ConnectionTracking", "Routing", "Dataplane", "Buffers", "Wire"]),
    tests("Services", ["Services", "SeededRandom", "Wire"]),
    tests("Links", ["Links", "SeededRandom", "ElementBench", "Dataplane", "Buffers", "Wire"]),
    tests(
      "Hosts",
      [
        "Hosts", "SeededRandom", "ElementBench", "Simulation", "Switching", "Routing", "Services", "Links", "Dataplane",
        "Buffers",
        "Wire",
      ]),
    tests("Simulation", ["Simulation", "Switching", "Dataplane", "Buffers", "Wire"]),
    tests("Capture", ["Capture", "SeededRandom", "ElementBench", "Dataplane", "Buffers", "Wire"]),
    tests("Linux", ["Linux", "SeededRandom", systemPackage]),
    tests("Devices", ["Devices", "Runtime", "Switching", "Linux", "Dataplane", "Buffers", "Wire", systemPackage]),
    tests("Runtime", ["Runtime", "Linux", "Dataplane", "Buffers", systemPackage]),
    tests("Topology", ["Topology", "SeededRandom", "Wire"], resources: [.copy("Goldens")]),
    tests("Controller", ["Controller", "SeededRandom", "Topology", "FlowSwitching", "Wire"]),
    tests(
      "Lab",
      [
        "Lab", "Controller", "FlowSwitching", "Topology", "Simulation", "Linux", "Hosts", "Dataplane", "Buffers",
        "Wire",
        systemPackage,
      ]),
    tests(
      "LabTesting", ["LabTesting", "Lab", "Dataplane", "Topology", "Hosts", "Wire"], resources: [.copy("Goldens")]),
    tests(
      "KernelAgreement", ["Linux", "SeededRandom", "Middleboxes", "Routing", "ElementBench", "Wire", systemPackage]),
    tests("Layering"),
    tests("Scenario", resources: [.copy("Labs")]),
  ]
)
