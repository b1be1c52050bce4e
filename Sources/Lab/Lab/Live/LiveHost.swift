import Foundation
import Linux
import SystemPackage
import Topology

/// A host of the running lab: a network namespace that lives as long as this object, and the programs in it.
final class LiveHost: Sendable {
  let node: ResolvedNode
  let settings: HostSettings
  let namespace: NetworkNamespace
  let programs: HostPrograms

  init(_ node: ResolvedNode, _ settings: HostSettings, folder: URL) throws {
    self.node = node
    self.settings = settings
    do {
      namespace = try NetworkNamespace.create()
    } catch .notPermitted {
      throw LabError(
        .environment, "no permission to make a network namespace",
        hint: "run as root, or allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1)")
    } catch {
      throw LabError(.environment, "cannot make the network namespace of \(node.name): \(error)")
    }
    programs = HostPrograms(name: node.name, settings: settings, namespace: namespace, folder: folder)
  }

  /// Makes the host's devices, which stay down; `attach` is handed each with its place in the lab.
  func makeDevices(_ attach: (consuming TapDevice, Endpoint) async throws -> Void) async throws {
    for interface in node.interfaces {
      let device = try interfaces.makeDevice(interface)
      try await attach(device, Endpoint(node: node.name, interface: interface.name))
    }
  }

  /// Brings the devices up, with addresses and routes.
  func configure() throws { try interfaces.configure() }

  private var interfaces: HostInterfaces {
    HostInterfaces(node: node, settings: settings, namespace: namespace)
  }
}
