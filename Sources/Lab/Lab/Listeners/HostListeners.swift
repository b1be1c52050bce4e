import Linux
import Logging
import NIOCore
import NIOPosix
import Services
import Topology

/// The ports on which a host answers by itself: the sockets are the host's, made in its namespace, and the answers come
/// from this process. No program is started for them.
struct HostListeners: Sendable {
  private let channels: [any Channel]

  /// Opens every port. Throws where one cannot be opened.
  static func open(
    _ settings: HostSettings, of name: String, in namespace: NetworkNamespace, zone: DNSZone
  ) async throws -> HostListeners {
    let services = ServiceCatalogue(host: name, zone: zone)
    var channels: [any Channel] = []
    do {
      for listen in settings.listen {
        let socket = try ListeningSocket.open(listen, in: namespace).release()
        switch listen.transport {
        case .tcp: channels.append(try await stream(socket, port: listen.port, services))
        case .udp: channels.append(try await datagrams(socket, port: listen.port, services))
        }
      }
    } catch {
      for channel in channels { channel.close(promise: nil) }
      throw LabError(.environment, "\(name) cannot listen: \(error)")
    }
    return HostListeners(channels: channels)
  }

  /// Closes every port.
  func close() async {
    for channel in channels { try? await channel.close() }
  }

  private static func stream(
    _ socket: NIOBSDSocket.Handle, port: UInt16, _ services: ServiceCatalogue
  ) async throws -> any Channel {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(StreamHandler(services.stream(port: port)))
        }
      }
      .withBoundSocket(socket).get()
  }

  private static func datagrams(
    _ socket: NIOBSDSocket.Handle, port: UInt16, _ services: ServiceCatalogue
  ) async throws -> any Channel {
    try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(DatagramHandler { services.answer($0, port: port) })
        }
      }
      .withBoundSocket(socket).get()
  }
}
