/// What a word that does not exist was probably meant to be.
enum NearestName {
  /// `did you mean 'x'?`, or `nil` where nothing is near: more than a third of the word's letters, at least one, would
  /// have to be changed.
  static func hint(for word: String, among names: some Sequence<String>) -> String? {
    let word = Array(word.lowercased().unicodeScalars.prefix(40))
    let limit = max(1, (word.count + 1) / 3)
    var best: (distance: Int, name: String)?
    for name in names where abs(name.utf8.count - word.count) <= limit {
      let distance = distance(word, Array(name.unicodeScalars))
      if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, name) }
    }
    return best.map { "did you mean '\($0.name)'?" }
  }

  /// Letters to insert, delete, replace, or swap with their neighbour to make one word of the other (optimal string
  /// alignment).
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        let replaced = last[j] + (left[i] == right[j] ? 0 : 1)
        var best = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { best = min(best, beforeLast[j - 1] + 1) }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[right.count]
  }
}
