import Testing

/// The rules find what they are there to find: a check that reports nothing must be seen to report something.
struct CanaryTests {
  /// A source that breaks every rule, each on a line of its own.
  static let canary = """
    import Buffers
    public import Routing
    @preconcurrency import struct Foundation.Date
    import Dataplane  // import Linux
    // import Runtime

    let today = Date()
    let pause = try await Task.sleep(for: .seconds(1))
    var chance = SystemRandomNumberGenerator()
    let dice = Int.random(in: 1...6)
    let coin = Bool.random()
    let seeded = Int.random(in: 1...6, using: &generator)
    let drawn = context.random()
    print(today)
    let memory: UnsafeMutableRawPointer
    """

  @Test("a forbidden import, clock, chance, print or pointer is reported with its line")
  func canaryIsReported() throws {
    let layer = try #require(Layer.all.first { $0.name == "Switching" })
    let found = SourceRules(layer: layer).violations(in: CanaryTests.canary, file: "Canary.swift")
    #expect(found.map(\.line) == [2, 3, 7, 8, 9, 10, 11, 14, 15])
    #expect(found.first?.description == "Canary.swift:2: Switching may not import Routing")
  }

  @Test("the same source may use clocks in an engine, and pointers in a file that is named for them")
  func otherLayersHaveOtherRules() throws {
    let layer = try #require(Layer.all.first { $0.name == "Runtime" })
    let found = SourceRules(layer: layer).violations(in: CanaryTests.canary, file: "Canary+Unsafe.swift")
    #expect(found.map(\.text) == ["Runtime may not import Routing", "Runtime may not import Foundation"])
  }

  @Test("the manifest's targets are read in every form that it uses")
  func manifestIsRead() {
    let manifest = PackageManifest(
      """
      func layer(_ folder: String, _ name: String) -> Target { .target(name: name, path: "Sources") }
      let heaps = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
      layer("Core", "Wire"),
      layer("Core", "Dataplane", ["Buffers", heaps]),  // , "Linux"
      .target(name: "CLinux", path: "Sources/Engines/CLinux"),
      .executableTarget(
        name: "weft", dependencies: ["Lab", heaps], path: "Sources/Lab/weft"),
      .executableTarget(name: "bench-hop", dependencies: ["Wire"], path: "tools/bench/Hop"),
      """)
    #expect(
      manifest.dependencies == [
        "Wire": [], "Dataplane": ["Buffers", "HeapModule"], "CLinux": [], "weft": ["Lab", "HeapModule"],
      ])
  }
}
