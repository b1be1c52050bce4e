/// The parts of the file beside the topology: flows and captures.
extension FileDecoder {
  /// Reads `flows`. What a flow means is for the controller to say.
  mutating func flows(_ fields: Fields) -> [MarkedFlowList] {
    map(value(FileKeys.flows, fields), FileKeys.flows).map { entry in
      guard let items = list(entry.value, FileKeys.flows) else { return MarkedFlowList(node: entry.key, flows: []) }
      return MarkedFlowList(node: entry.key, flows: items.compactMap { flow($0) })
    }
  }

  mutating func flow(_ item: RawValue) -> FlowSpec? {
    if item.entries != nil { return FlowSpec(.mapping(item), mark: item.mark) }
    guard let text = item.text else {
      wrongType(
        item, "a flow is text or a mapping", hint: "for example \"priority=100,tcp,tp_dst=80,actions=output:2\"")
      return nil
    }
    return FlowSpec(.text(text), mark: textMark(item))
  }

  /// Reads `captures`.
  mutating func captures(_ fields: Fields) -> [MarkedCapture] {
    guard let items = value(FileKeys.captures, fields).flatMap({ list($0, FileKeys.captures) }) else { return [] }
    return items.compactMap { capture($0) }
  }

  private mutating func capture(_ item: RawValue) -> MarkedCapture? {
    guard let fields = fields(item, CaptureKeys.object, of: "a capture") else { return nil }
    let at = texts(value(CaptureKeys.at, fields, of: "a capture"), CaptureKeys.at)
    let ports = at.compactMap { portPattern($0) }
    let filter = value(CaptureKeys.filter, fields).flatMap { self.filter($0, CaptureKeys.filter) }
    let snaplen = value(CaptureKeys.snaplen, fields).flatMap {
      integer($0, CaptureKeys.snaplen, in: 1...262_144)?.value
    }
    let format = value(CaptureKeys.format, fields).flatMap {
      choice($0, CaptureKeys.format, as: CaptureFormat.self)
    }
    let rotation = value(CaptureKeys.rotate, fields).flatMap { self.rotation($0) }
    guard let file = value(CaptureKeys.file, fields, of: "a capture").flatMap({ text($0, CaptureKeys.file) }) else {
      return nil
    }
    let capture = CaptureSpec(
      ports: ports.map(\.value), filter: filter, file: file.value, snapLength: snaplen, format: format ?? .pcapng,
      rotateBytes: rotation?.bytes, rotateFiles: rotation?.files)
    return MarkedCapture(capture: capture, ports: ports, file: file)
  }

  /// A filter in libpcap's language.
  mutating func filter(_ value: RawValue, _ key: SchemaKey) -> String? {
    guard let text = text(value, key) else { return nil }
    guard let problem = references.filterProblem(text.value) else { return text.value }
    report.error(
      "bad-filter", "the filter cannot be used: \(problem)", at: textMark(value),
      hint: "filters are in libpcap's language, as \"\(key.example)\"; see pcap-filter(7)")
    return nil
  }

  mutating func portPattern(_ text: Marked<String>) -> Marked<PortPattern>? {
    guard let pattern = PortPattern(text.value) else {
      report.error(
        "bad-value", "'\(text.value)' does not name ports", at: text.mark,
        hint: "write node:interface, or node:* for all ports of a node")
      return nil
    }
    return Marked(pattern, mark: text.mark)
  }

  private mutating func rotation(_ value: RawValue) -> (bytes: UInt64, files: Int?)? {
    guard let fields = fields(value, RotateKeys.object, of: "'rotate'") else { return nil }
    let files = self.value(RotateKeys.count, fields).flatMap { integer($0, RotateKeys.count, in: 1...10_000)?.value }
    guard let size = self.value(RotateKeys.size, fields, of: "'rotate'"),
      let bytes = quantity(size, RotateKeys.size, Quantity.sizes)
    else { return nil }
    guard bytes.value >= 4096 else {
      report.error("out-of-range", "'size' is less than 4096 bytes", at: bytes.mark)
      return nil
    }
    return (UInt64(bytes.value), files)
  }
}
