import Testing

/// Holds the sources to the table of layers: the compiler alone accepts imports that are transitive or not declared.
struct LayeringTests {
  let tree = SourceTree()

  @Test("every folder of the sources is a layer of the table, in its group")
  func everyFolderIsALayer() throws {
    for (group, targets) in try tree.groups() {
      let known = Layer.all.filter { $0.group.rawValue == group }.map(\.name)
      for target in targets {
        #expect(known.contains(target), "Sources/\(group)/\(target) is not in the table of layers")
      }
    }
  }

  @Test("a layer may import only layers that are read before it")
  func tableIsInReadingOrder() {
    var read: Set<String> = []
    for layer in Layer.all {
      #expect(layer.own.isSubset(of: read), "\(layer.name) comes before \(layer.own.subtracting(read).sorted())")
      #expect(read.insert(layer.name).inserted, "\(layer.name) is in the table twice")
    }
  }

  @Test("no source breaks the rules of its layer", arguments: Layer.all.map(\.name))
  func sourcesKeepTheRules(_ name: String) throws {
    let layer = try #require(Layer.all.first { $0.name == name })
    for (file, text) in try tree.sources(of: layer) {
      for violation in SourceRules(layer: layer).violations(in: text, file: file) { Issue.record("\(violation)") }
    }
  }

  @Test("the manifest declares what is imported, and nothing that the table forbids")
  func manifestAgrees() throws {
    let manifest = PackageManifest(try tree.manifest())
    for layer in Layer.all {
      let imported = try tree.sources(of: layer).reduce(into: Set<String>()) {
        $0.formUnion(SourceRules.imports(of: $1.text))
      }
      guard let declared = manifest.dependencies[layer.name] else {
        #expect(imported.isEmpty, "\(layer.name) is not in the manifest")
        continue
      }
      let undeclared = imported.subtracting(declared).subtracting(Layer.everywhere).subtracting(Layer.toolchain)
      #expect(undeclared.isEmpty, "\(layer.name) imports what the manifest does not declare: \(undeclared.sorted())")
      let forbidden = declared.subtracting(layer.allowed)
      #expect(forbidden.isEmpty, "the manifest lets \(layer.name) depend on \(forbidden.sorted())")
      if !imported.isEmpty {
        let unused = declared.subtracting(imported)
        #expect(unused.isEmpty, "the manifest declares for \(layer.name) what no source imports: \(unused.sorted())")
      }
    }
  }

  @Test("no type carries its module's name")
  func noTypeCarriesItsModulesName() throws {
    for layer in Layer.all {
      for (file, text) in try tree.sources(of: layer) {
        for match in text.matches(of: /(?m)^\s*(?:[a-z@()]+\s+)*(?:struct|class|enum|actor|protocol)\s+(\w+)/) {
          #expect(String(match.output.1) != layer.name, "\(file) declares \(layer.name) within \(layer.name)")
        }
      }
    }
  }
}

extension Layer {
  /// Modules that come with the compiler, which no manifest declares.
  static let toolchain: Set<String> = ["Foundation", "FoundationEssentials", "Glibc"]
}
