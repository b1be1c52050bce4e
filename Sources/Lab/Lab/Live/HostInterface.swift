import Linux
import SystemPackage
import Topology
import Wire

/// Gives a host its interfaces: each is the TAP device itself, made inside the host's network namespace, with the
/// address, routes and settings of the file. No pair of devices, no bridge, and nothing of it in the machine's namespace.
struct HostInterfaces {
  let node: ResolvedNode
  let settings: HostSettings
  let namespace: NetworkNamespace

  /// Makes the device of one interface; it stays down until `configure`.
  func makeDevice(_ interface: ResolvedInterface) throws -> TapDevice {
    do {
      return try TapDevice.create(name: interface.name, in: namespace)
    } catch .noSuchFileOrDirectory {
      throw LabError(.environment, "/dev/net/tun is missing", hint: "load the kernel module tun")
    } catch .permissionDenied, .notPermitted {
      throw LabError(
        .environment, "no permission to use /dev/net/tun",
        hint: "run as root, or let users open the device: chmod 666 /dev/net/tun")
    } catch {
      throw LabError(.environment, "cannot make interface \(interface.name) of \(node.name): \(error)")
    }
  }

  /// Brings the host's interfaces up, with addresses and routes.
  func configure() throws {
    do {
      try Sysctl.set(HostInterfaces.usual + settings.sysctls.map { ($0.name, $0.value) }, in: namespace)
    } catch {
      throw LabError(.environment, "cannot set the sysctls of \(node.name): \(error)")
    }
    do {
      var netlink = try NetlinkSocket(in: namespace)
      try configure(&netlink)
    } catch let error as NetlinkError {
      throw LabError(.environment, "cannot configure \(node.name): \(error)")
    }
  }

  /// What holds in a host where the file's sysctls, which come behind these, do not say otherwise. Nothing in the lab
  /// advertises routers: hosts do not ask for them. Each packet that is refused is answered, however many are, so that what
  /// a check sees does not depend on what was refused before it.
  private static let usual = [
    (name: "net.ipv6.conf.default.router_solicitations", value: "0"),
    (name: "net.ipv6.conf.default.accept_dad", value: "0"),
    (name: "net.ipv4.icmp_ratelimit", value: "0"),
    (name: "net.ipv6.icmp.ratelimit", value: "0"),
  ]

  private func configure(_ netlink: inout NetlinkSocket) throws(NetlinkError) {
    var requests: [NetlinkRequest] = [.setLink(1, LinkChange(isUp: true))]
    for interface in node.interfaces {
      let index = try netlink.link(named: interface.name).index
      requests.append(
        .setLink(
          index,
          LinkChange(isUp: true, mtu: UInt32(interface.mtu), address: HardwareAddress(bits: interface.mac.bits))))
      for address in interface.addresses {
        requests.append(.addAddress(Linux.InterfaceAddress(InetPrefix(address), on: index)))
      }
    }
    try netlink.perform(requests)
    var routes: [NetlinkRequest] = []
    for route in settings.routes {
      var interface: Int32?
      if let name = route.interface { interface = try netlink.link(named: name).index }
      routes.append(
        .replaceRoute(
          Linux.Route(
            to: InetPrefix(InetAddress(route.destination.network), length: UInt8(route.destination.length)),
            via: route.via.map(InetAddress.init), on: interface)))
    }
    for gateway in settings.gateways {
      routes.append(
        .replaceRoute(
          Linux.Route(to: gateway.version == .v4 ? .anyV4 : .anyV6, via: InetAddress(gateway))))
    }
    if !routes.isEmpty { try netlink.perform(routes) }
  }
}

extension InetAddress {
  /// The same address in the kernel's terms.
  init(_ address: IPAddress) {
    switch address {
    case .v4(let address): self = .v4(address.bits)
    case .v6(let address):
      self = .v6(high: UInt64(address.bits >> 64), low: UInt64(truncatingIfNeeded: address.bits))
    }
  }
}

extension InetPrefix {
  /// The same address and length in the kernel's terms.
  init(_ address: Wire.InterfaceAddress) {
    self.init(InetAddress(address.address), length: UInt8(address.length))
  }
}
