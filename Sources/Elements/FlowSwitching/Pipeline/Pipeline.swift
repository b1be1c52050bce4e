import Buffers
import Dataplane

/// The switch as a plain value: everything but the executor.
///
/// A packet is read once, looked up table by table, and what its rules say is done as they are met. The last port it
/// leaves by takes the packet itself, those before it copies that share its octets until one of them is written.
struct Pipeline: ~Copyable {
  var tables = RuleTables()
  var stations = StationTable()
  /// The ports, by their OpenFlow numbers and names.
  let ports: PortDirectory
  /// The dataplane's port of each number.
  let portIndex: [PortNumber: Int]
  /// The number of each of the dataplane's ports.
  private let portNumbers: [UInt64]
  /// Room for the words that a lookup gathers.
  private var gathered = GatheredWords(repeating: 0)

  init(ports: PortDirectory) {
    self.ports = ports
    portNumbers = ports.ports.map { UInt64($0.number.rawValue) }
    portIndex = Dictionary(
      ports.ports.enumerated().map { ($0.element.number, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// Sends every packet of the batch where the rules say.
  mutating func process(_ batch: inout PacketBatch, from port: Int, _ context: ElementContext) {
    let number = port < portNumbers.count ? portNumbers[port] : 0
    while let packet = batch.popFirst() { process(packet, from: port, number: number, context) }
  }

  private mutating func process(
    _ packet: consuming Packet, from port: Int, number: UInt64, _ context: ElementContext
  ) {
    var packet = packet
    var run = PacketRun(ingress: port)
    run.key.words[0] = number << 48
    guard let layers = FlowKeyReader.read(packet.bytes, into: &run.key) else {
      return context.drop(packet, .malformed)
    }
    run.layers = layers
    walk(from: 0, &packet, &run, context)
    if run.isOver {
      // What was held back was meant to leave before whatever ended the run.
      run.flush(packet, context)
      context.drop(packet, run.reason)
    } else if run.pending >= 0 {
      context.emit(packet, to: run.pending)
    } else if run.copies == 0 {
      context.drop(packet, run.reason)
    }
  }

  /// Looks the packet up in `table`, does what is found there, and goes on where that says.
  private mutating func walk(
    from table: Int, _ packet: inout Packet, _ run: inout PacketRun, _ context: ElementContext
  ) {
    var table = table
    while table >= 0 {
      let rule = lookUp(table, run.key)
      guard rule >= 0 else {
        if packet.traceID != 0 { context.note(packet, "table \(table): no rule matches") }
        return
      }
      count(rule, packet.count, context.now)
      if packet.traceID != 0, let found = tables.currentRule(rule) {
        context.note(packet, found.traceText(ports: ports))
      }
      run.reason = .droppedByRule
      table = perform(firstStep(of: rule), &packet, &run, context)
    }
  }

  @inline(__always)
  private mutating func lookUp(_ table: Int, _ key: borrowing FlowKey) -> Int32 {
    let index = Int(tables.indexOfTable[table])
    if index < 0 { return -1 }
    return tables.tables[index].lookUp(key, version: tables.version, tables.records, &gathered)
  }

  @inline(__always)
  private mutating func count(_ rule: Int32, _ bytes: Int, _ now: Instant) {
    tables.records[Int(rule)].packets &+= 1
    tables.records[Int(rule)].bytes &+= UInt64(bytes)
    tables.records[Int(rule)].lastUsed = now
  }

  @inline(__always)
  private func firstStep(of rule: Int32) -> Int32 {
    tables.records[Int(rule)].changed <= tables.version
      ? tables.records[Int(rule)].nextSteps : tables.records[Int(rule)].steps
  }

  /// Does the steps from `first` on; answers the table to go on in, or −1.
  private mutating func perform(
    _ first: Int32, _ packet: inout Packet, _ run: inout PacketRun, _ context: ElementContext
  ) -> Int {
    var index = first
    while index >= 0, !run.isOver {
      let step = tables.steps[index]
      index = step.next
      switch step.kind {
      case .output:
        if step.number == run.ingress {
          run.reason = .sameAsIngress
        } else {
          run.send(packet, to: step.number, context)
        }
      case .inPort: run.send(packet, to: run.ingress, context)
      case .flood: run.flood(packet, context)
      case .normal: forwardNormally(packet, &run, context)
      case .goToTable: return run.isOver ? -1 : step.number
      case .resubmit: resubmit(to: step.number, &packet, &run, context)
      case .setField, .pushVLAN, .popVLAN, .decrementTTL: change(step, &packet, &run, context)
      }
    }
    return -1
  }

  /// Changes the packet, of which a copy leaves as it was if it has been sent somewhere already.
  private func change(_ step: Step, _ packet: inout Packet, _ run: inout PacketRun, _ context: ElementContext) {
    run.flush(packet, context)
    let isDone: Bool?
    switch step.kind {
    case .setField: isDone = FieldWriter.set(step, &packet, &run)
    case .pushVLAN: isDone = FieldWriter.push(UInt16(truncatingIfNeeded: step.number), &packet, &run)
    case .popVLAN: isDone = FieldWriter.pop(&packet, &run)
    case .decrementTTL: isDone = FieldWriter.decrementTTL(&packet, &run)
    case .output, .inPort, .flood, .normal, .resubmit, .goToTable: isDone = true
    }
    if isDone != true { run.end(isDone == nil ? .ttlExpired : .noBuffers) }
  }

  private mutating func resubmit(
    to table: Int, _ packet: inout Packet, _ run: inout PacketRun, _ context: ElementContext
  ) {
    guard run.depth < FlowAction.resubmitDepthMax, run.resubmits < FlowAction.resubmitsMax else {
      if packet.traceID != 0 { context.note(packet, "resubmitted too often: resubmit(,\(table)) is not done") }
      return
    }
    run.depth += 1
    run.resubmits += 1
    walk(from: table, &packet, &run, context)
    run.depth -= 1
  }

  /// Forwards as a learning switch does: to the port of the station, or to all.
  private mutating func forwardNormally(
    _ packet: borrowing Packet, _ run: inout PacketRun, _ context: ElementContext
  ) {
    let source = run.key.words[2] >> 16
    let destination = run.key.words[1] >> 16
    let vlan = run.key.words[0] >> 16 & 0xfff
    stations.learn(source, vlan: vlan, port: run.ingress, now: context.now)
    if destination & 0xffff_ffff_fff0 == 0x0180_c200_0000 {
      run.reason = .reservedGroup
    } else if destination & 0x0100_0000_0000 == 0,
      let port = stations.port(of: destination, vlan: vlan, now: context.now)
    {
      if port == run.ingress { run.reason = .sameAsIngress } else { run.send(packet, to: port, context) }
    } else {
      run.flood(packet, context)
    }
  }
}
