import Devices
import Topology

/// What the machine's network stacks see of a link that is down.
extension Datapath {
  /// Tells both ends of a link whether there is a signal on it. A live host loses its carrier where neither direction
  /// passes anything, as with a pulled cable. Where only one direction is down its carrier stays: what it sends, or what it
  /// hears, still passes.
  func showCarrier(_ link: ResolvedLink) {
    let isPulled = link.forward.isDown && link.backward.isDown
    for end in [link.first, link.second] {
      if let tap = devices[end] as? TapPort { tap.assumeIsolated { $0.setCarrier(!isPulled) } }
    }
  }
}
