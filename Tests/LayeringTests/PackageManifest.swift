/// What Package.swift declares each target under `Sources` to depend on: names of our targets and of other packages'
/// products. Read as text, for a manifest is a program that only the package manager can run.
struct PackageManifest {
  let dependencies: [String: Set<String>]

  init(_ text: String) {
    let code = text.split(separator: "\n", omittingEmptySubsequences: false).map { SourceRules.code(of: $0) }
      .joined(separator: "\n")
    let products = PackageManifest.products(code)
    var dependencies: [String: Set<String>] = [:]
    for match in code.matches(of: /\blayer\(\s*"\w+",\s*"(\w+)"/) {
      let rest = PackageManifest.call(code[match.range.upperBound...])
      dependencies[String(match.output.1)] = PackageManifest.names(in: rest, products)
    }
    for match in code.matches(of: /\.(?:target|executableTarget)\(\s*name:\s*"(\w+)"/) {
      let rest = PackageManifest.call(code[match.range.upperBound...])
      guard rest.contains("\"Sources/") else { continue }
      guard let list = rest.firstMatch(of: /dependencies:\s*\[([^\]]*)\]/) else {
        dependencies[String(match.output.1)] = []
        continue
      }
      dependencies[String(match.output.1)] = PackageManifest.names(in: list.output.1, products)
    }
    self.dependencies = dependencies
  }

  /// Constants of the manifest that stand for a product: `let logging = Target.Dependency.product(name: "Logging", …)`.
  private static func products(_ code: String) -> [String: String] {
    var products: [String: String] = [:]
    for match in code.matches(of: /let\s+(\w+)\s*=\s*Target\.Dependency\.product\(name:\s*"(\w+)"/) {
      products[String(match.output.1)] = String(match.output.2)
    }
    return products
  }

  /// The text up to the bracket that closes a call whose own is open already.
  private static func call(_ text: Substring) -> Substring {
    var depth = 1
    for index in text.indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0 { return text[..<index] }
    }
    return text
  }

  private static func names(in list: Substring, _ products: [String: String]) -> Set<String> {
    var names: Set<String> = []
    for match in list.matches(of: /"(\w+)"|\b([a-z]\w*)\b/) {
      if let name = match.output.1 {
        names.insert(String(name))
      } else if let constant = match.output.2, let product = products[String(constant)] {
        names.insert(product)
      }
    }
    return names
  }
}
