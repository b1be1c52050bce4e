/// One step of what a rule does, in the form in which it is carried out; the steps of a rule are chained.
struct Step: BitwiseCopyable {
  /// What the step does; the counterpart of ``FlowAction``.
  enum Kind: UInt8 {
    case output
    case inPort
    case flood
    case normal
    case setField
    case pushVLAN
    case popVLAN
    case decrementTTL
    case resubmit
    case goToTable
  }

  let kind: Kind
  /// The field that is set.
  var field: MatchField = .inPort
  /// The dataplane's port, the type of a tag, or a table.
  var number: Int = 0
  /// What the field's bits become, and which of them.
  var value: UInt128 = 0
  var mask: UInt128 = 0
  /// The next step of the rule, or −1; of a free step, the next free one.
  var next: Int32 = -1

  init(_ kind: Kind, number: Int = 0) {
    self.kind = kind
    self.number = number
  }
}

/// The steps of all rules of a switch.
struct StepStore: ~Copyable {
  private var steps = OwnedArray<Step>()
  private var free: Int32 = -1

  /// The step at `index`.
  @inline(__always)
  subscript(index: Int32) -> Step { steps[Int(index)] }

  /// Chains the steps of `actions`, and answers the first, or −1 where there are none. `portIndex` has the dataplane's
  /// port of every number that the actions name.
  mutating func make(_ actions: [FlowAction], portIndex: [PortNumber: Int]) -> Int32 {
    var next: Int32 = -1
    for action in actions.reversed() {
      var step = StepStore.step(action, portIndex)
      step.next = next
      next = take(step)
    }
    return next
  }

  /// Gives the steps of a rule back.
  mutating func release(_ first: Int32) {
    var current = first
    while current >= 0 {
      let next = steps[Int(current)].next
      steps[Int(current)].next = free
      (free, current) = (current, next)
    }
  }

  private mutating func take(_ step: Step) -> Int32 {
    guard free >= 0 else {
      steps.append(step)
      return Int32(steps.count - 1)
    }
    let index = free
    free = steps[Int(index)].next
    steps[Int(index)] = step
    return index
  }

  private static func step(_ action: FlowAction, _ portIndex: [PortNumber: Int]) -> Step {
    switch action {
    case .output(let port): return Step(.output, number: portIndex[port] ?? -1)
    case .inPort: return Step(.inPort)
    case .flood, .all: return Step(.flood)
    case .normal: return Step(.normal)
    case .pushVLAN(let type): return Step(.pushVLAN, number: Int(type))
    case .popVLAN: return Step(.popVLAN)
    case .decrementTTL: return Step(.decrementTTL)
    case .resubmit(let table): return Step(.resubmit, number: Int(table))
    case .goToTable(let table): return Step(.goToTable, number: Int(table))
    case .setField(let field, let value, let mask):
      var step = Step(.setField)
      step.field = field
      step.value = value & mask & field.fullMask
      step.mask = mask & field.fullMask
      return step
    }
  }
}
