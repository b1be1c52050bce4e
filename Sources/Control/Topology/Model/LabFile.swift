import Wire

/// A topology file as typed: every value that could be read, with its place, after `defaults`, `kinds` and `groups` have
/// gone into the nodes. Names are not resolved yet; ``Resolver`` does that.
struct LabFile: Sendable {
  var name: Marked<String>?
  var nodes: [NodeSpec] = []
  var links: [LinkSpec] = []
  /// False where a link could not be read at all, so that an interface without a link may only seem to be.
  var hasAllLinks = true
  var flows: [MarkedFlowList] = []
  var captures: [MarkedCapture] = []
  /// Checks, scenario and test settings, which are read once the lab is known.
  var checks: RawValue?
  var scenario: RawValue?
  var test: RawValue?
}

/// A node as typed.
struct NodeSpec: Sendable {
  var name: Marked<String>
  /// `nil` where the file names no kind, or none that exists; that is reported already.
  var role: RoleSpec?
  /// Interfaces that the node's settings name: `interfaces` of a host, router or NAT, `ports` of a switch.
  var interfaces: [InterfaceSpec] = []
  /// Settings of a host that go to the interface of its first link.
  var plain = PlainInterfaceSpec()
  /// False where something about the node could not be read, so that what is missing may only seem to be.
  var isWhole = true
}

/// Address, MAC address and MTU written at a node, not at one of its interfaces.
struct PlainInterfaceSpec: Sendable {
  var addresses: [Marked<InterfaceAddress>] = []
  var mac: Marked<MACAddress>?
  var mtu: Marked<Int>?

  var firstMark: SourceMark? { addresses.first?.mark ?? mac?.mark }
}

/// An interface as typed.
struct InterfaceSpec: Sendable {
  var name: Marked<String>
  var addresses: [Marked<InterfaceAddress>] = []
  var mac: Marked<MACAddress>?
  var mtu: Marked<Int>?
  var vlan: PortVLAN?
  var number: Marked<UInt32>?
}

/// A link as typed.
struct LinkSpec: Sendable {
  var mark: SourceMark
  /// The ends that could be read, at most two.
  var ends: [LinkEndSpec] = []
  var mtu: Marked<Int>?
  var conditions = LinkConditionSpec()
  var schedule: LinkScheduleSpec?
  /// False where the link could not be read in full.
  var isWhole = true
}

/// One end of a link as typed.
struct LinkEndSpec: Sendable {
  var node: Marked<String>
  /// `nil` where it is missing, which is reported already.
  var interface: Marked<String>?
  var addresses: [Marked<InterfaceAddress>] = []
  var mac: Marked<MACAddress>?
}

/// A link's schedule as typed.
struct LinkScheduleSpec: Sendable {
  var steps: [LinkStepSpec] = []
  var period: Duration?
}

/// One step of it as typed.
struct LinkStepSpec: Sendable {
  var at: Duration
  var conditions: LinkConditionSpec
}

/// What is set of a link's conditions, as typed.
struct LinkConditionSpec: Sendable {
  /// For both directions.
  var both: [Marked<LinkSetting>] = []
  /// For one direction each.
  var directions: [LinkDirectionSpec] = []

  /// What is set for packets that come from `endpoint`, in the order to be set.
  func settings(from endpoint: Endpoint) -> [Marked<LinkSetting>] {
    both + directions.filter { $0.names(endpoint) }.flatMap(\.settings)
  }
}

/// What is set for one direction of a link, as typed.
struct LinkDirectionSpec: Sendable {
  /// The end that packets come from: a node, or one of its ports.
  var from: Marked<String>
  var settings: [Marked<LinkSetting>]

  func names(_ endpoint: Endpoint) -> Bool { from.value == endpoint.node || from.value == endpoint.description }
}

/// The flows of one flow switch as typed.
struct MarkedFlowList: Sendable {
  var node: Marked<String>
  var flows: [FlowSpec]
}

/// A capture as typed.
struct MarkedCapture: Sendable {
  var capture: CaptureSpec
  var ports: [Marked<PortPattern>]
  var file: Marked<String>
}
