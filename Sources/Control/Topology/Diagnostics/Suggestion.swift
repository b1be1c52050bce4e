/// What a name that does not exist was probably meant to be.
public enum Suggestion {
  /// Names listed in one hint; the rest is counted.
  static let namesMax = 12
  /// Names looked at for the one that was meant.
  static let candidatesMax = 4096

  /// A hint for a `name` that is not one of `candidates`: the one that was probably meant, else those that exist.
  ///
  /// - Parameter what: What the candidates are, in the plural: "nodes".
  /// - Returns: `nil` where there are no candidates.
  public static func hint(for name: String, among candidates: [String], what: String) -> String? {
    guard !candidates.isEmpty else { return nil }
    let list = "\(what): " + listed(candidates)
    if let nearest = nearest(to: name, among: candidates) { return "did you mean '\(nearest)'? " + list }
    return list
  }

  /// Names in the order given, as many as a person reads.
  public static func listed(_ names: [String]) -> String {
    let shown = names.prefix(namesMax).joined(separator: ", ")
    return names.count > namesMax ? shown + " and \(names.count - namesMax) more" : shown
  }

  /// The candidate with the fewest edits to `name`, where those are few enough for a slip: a third of its length, at
  /// least one. The first of equals.
  public static func nearest(to name: String, among candidates: [String]) -> String? {
    let limit = max(1, (name.count + 1) / 3)
    var best: (distance: Int, name: String)?
    for candidate in candidates.prefix(candidatesMax) where candidate != name {
      guard abs(candidate.count - name.count) <= limit else { continue }
      let distance = editDistance(name.lowercased(), candidate.lowercased())
      if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    return best?.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other: optimal string
  /// alignment, the restricted form of the Damerau-Levenshtein distance.
  static func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.prefix(64))
    let right = Array(right.prefix(64))
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for i in 1..<(left.count + 1) {
      var row = [i] + [Int](repeating: 0, count: right.count)
      for j in 1..<(right.count + 1) {
        let replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
        row[j] = min(last[j] + 1, row[j - 1] + 1, replaced)
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          row[j] = min(row[j], beforeLast[j - 2] + 1)
        }
      }
      (beforeLast, last) = (last, row)
    }
    return last[right.count]
  }
}
