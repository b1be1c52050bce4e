import SeededRandom
import Testing

@testable import Topology

@Suite("what was probably meant")
struct SuggestionTests {
  /// The definition, step by step, without a table.
  private func distance(_ left: ArraySlice<Character>, _ right: ArraySlice<Character>) -> Int {
    guard let a = left.last else { return right.count }
    guard let b = right.last else { return left.count }
    let (shorterLeft, shorterRight) = (left.dropLast(), right.dropLast())
    var best = min(distance(shorterLeft, right), distance(left, shorterRight)) + 1
    best = min(best, distance(shorterLeft, shorterRight) + (a == b ? 0 : 1))
    if shorterLeft.last == b, shorterRight.last == a, left.count > 1, right.count > 1 {
      best = min(best, distance(shorterLeft.dropLast(), shorterRight.dropLast()) + 1)
    }
    return best
  }

  @Test("the edit distance is that of its definition")
  func distance() {
    print("edit distance: seed 31")
    var generator = SplitMix64(seed: 31)
    func word() -> String {
      String((0..<Int.random(in: 0..<6, using: &generator)).map { _ in "abc".randomElement(using: &generator) ?? "a" })
    }
    for _ in 0..<300 {
      let (left, right) = (word(), word())
      #expect(Suggestion.editDistance(left, right) == distance(Array(left)[...], Array(right)[...]), "\(left) \(right)")
    }
  }

  @Test("a slip finds its name, and something else finds none")
  func nearest() {
    let names = ["address", "gateway", "listen", "mac", "mtu"]
    #expect(Suggestion.nearest(to: "adress", among: names) == "address")
    #expect(Suggestion.nearest(to: "lisetn", among: names) == "listen")
    #expect(Suggestion.nearest(to: "MTU", among: names) == "mtu")
    #expect(Suggestion.nearest(to: "wallpaper", among: names) == nil)
    #expect(Suggestion.nearest(to: "", among: names) == nil)
    #expect(Suggestion.hint(for: "x", among: [], what: "nodes") == nil)
  }
}
