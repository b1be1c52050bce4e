import Foundation
import SeededRandom
import Testing
import Topology

@Suite("nonsense")
struct MutationTests {
  static let inputs: [String] = {
    let goldens = TestFiles.names(in: TestFiles.goldens, suffix: ".yml").map { (TestFiles.goldens, $0 + ".yml") }
    let labs = TestFiles.names(in: TestFiles.topologies, suffix: ".yml").map { (TestFiles.topologies, $0 + ".yml") }
    return (goldens + labs).compactMap { try? TestFiles.text($0.0, $0.1) }
  }()

  @Test("damaged files give diagnostics in order, and never a crash", arguments: [21, 22, 23, 24] as [UInt64])
  func mutations(_ seed: UInt64) {
    print("mutations: seed \(seed)")
    var generator = SplitMix64(seed: seed)
    for input in MutationTests.inputs {
      for _ in 0..<8 {
        let text = MutationTests.damaged(input, using: &generator)
        let loaded = LoadedLab(text, file: "t")
        #expect((loaded.lab == nil) == loaded.diagnostics.hasErrors)
        #expect(loaded.diagnostics == loaded.diagnostics.sorted())
        #expect(loaded.diagnostics.allSatisfy { $0.line >= 1 && $0.column >= 1 && $0.length >= 1 })
        #expect(!loaded.diagnostics.text(colour: true).contains("\u{0}"))
        guard let lab = loaded.lab else { continue }
        #expect(lab.actions(to: lab).isEmpty && !lab.json.text.isEmpty)
        #expect(lab.segments.flatMap(\.endpoints).allSatisfy { lab.interface(at: $0) != nil })
        #expect(
          !DOTGraph.text(of: lab).isEmpty && !MermaidGraph.text(of: lab).isEmpty
            && lab.hostsEntries.allSatisfy { !$0.names.isEmpty })
      }
    }
  }

  /// Flips bytes, removes or doubles lines, swaps pieces between files, or cuts the end off.
  private static func damaged(_ text: String, using generator: inout SplitMix64) -> String {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<7, using: &generator) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[index] = Array("{}[]:,-*&!|>'\"#%@`?<\t\n ".utf8).randomElement(using: &generator) ?? 0
      case 2: bytes.removeSubrange(index...)
      case 3: bytes.remove(at: index)
      case 4:
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        lines.remove(at: Int.random(in: 0..<lines.count, using: &generator))
        bytes = Array(lines.joined(separator: [10]))
      case 5:
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        let line = Int.random(in: 0..<lines.count, using: &generator)
        lines.insert(lines[line], at: Int.random(in: 0...lines.count, using: &generator))
        bytes = Array(lines.joined(separator: [10]))
      default:
        let other = Array((inputs.randomElement(using: &generator) ?? "").utf8)
        guard !other.isEmpty else { continue }
        let start = Int.random(in: 0..<other.count, using: &generator)
        let piece = other[start..<min(other.count, start + Int.random(in: 1..<60, using: &generator))]
        bytes.insert(contentsOf: piece, at: index)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
