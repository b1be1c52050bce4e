import Linux
import SystemPackage
import Topology

/// Nodes that stand for a device of the machine: a TAP made for a virtual machine, or an interface that is there.
struct MachineDevices {
  let node: ResolvedNode
  let settings: DeviceSettings

  /// Makes the TAP in the machine's own namespace, up. It goes with the lab.
  func addTap(to datapath: Datapath) async throws {
    let namespace = try currentNamespace()
    let device: TapDevice
    do {
      device = try TapDevice.create(name: settings.device, in: namespace)
    } catch .resourceBusy {
      throw LabError(
        .environment, "device \(settings.device) of \(node.name) is taken: the machine has an interface of that name",
        hint: "choose another name in 'device:'")
    } catch {
      throw LabError(.environment, "cannot make device \(settings.device) of \(node.name): \(error)")
    }
    do {
      var netlink = try NetlinkSocket(in: namespace)
      let index = try netlink.link(named: settings.device).index
      try netlink.perform(.setLink(index, LinkChange(isUp: true, mtu: node.interfaces.first.map { UInt32($0.mtu) })))
    } catch {
      throw LabError(.environment, "cannot bring device \(settings.device) up: \(error)")
    }
    try await datapath.add(device, at: endpoint)
  }

  /// Opens a packet socket on the interface, which keeps its addresses and its name.
  func addSocket(to datapath: Datapath) async throws {
    let namespace = try currentNamespace()
    let socket: OwnedDescriptor
    do {
      var netlink = try NetlinkSocket(in: namespace)
      socket = try PacketSocket.open(interface: try netlink.link(named: settings.device).index, in: namespace)
    } catch {
      throw LabError(
        .environment, "cannot attach to interface \(settings.device) of \(node.name): \(error)",
        hint: "'ip link' lists the machine's interfaces")
    }
    try await datapath.add(packetSocket: socket, at: endpoint)
  }

  private var endpoint: Endpoint { Endpoint(node: node.name, interface: node.interfaces.first?.name ?? "eth0") }

  private func currentNamespace() throws -> NetworkNamespace {
    do { return try NetworkNamespace.current() } catch {
      throw LabError(.environment, "cannot open the machine's network namespace: \(error)")
    }
  }
}
