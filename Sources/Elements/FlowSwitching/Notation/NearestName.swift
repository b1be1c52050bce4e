/// What a word that does not exist was probably meant to be.
enum NearestName {
  /// `did you mean 'x'?`, or `nil` where nothing is near: more than a third of the word's letters, at least one, would
  /// have to be changed.
  static func hint(for word: String, among names: some Sequence<String>) -> String? {
    let word = Array(word.lowercased().unicodeScalars.prefix(40))
    let limit = max(1, (word.count + 1) / 3)
    var best: (distance: Int, name: String)?
    for name in names {
      let distance = distance(word, Array(name.unicodeScalars))
      if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, name) }
    }
    return best.map { "did you mean '\($0.name)'?" }
  }

  /// Letters to insert, delete or replace to make one word of the other (Levenshtein).
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let replaced = diagonal + (letter == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }
}
