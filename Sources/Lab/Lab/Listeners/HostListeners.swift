import Linux
import Logging
import NIOCore
import NIOPosix
import Services
import Topology

/// The ports on which a host answers by itself: the sockets are the host's, made in its namespace, and the answers come
/// from this process. No program is started for them.
///
/// Port 80 and 8080 of TCP give a page, 53 is the lab's name server, every other port sends back what it is sent.
struct HostListeners: Sendable {
  private let channels: [any Channel]

  /// Opens every port. Throws where one cannot be opened.
  static func open(
    _ settings: HostSettings, of name: String, in namespace: NetworkNamespace, zone: DNSZone
  ) async throws -> HostListeners {
    var channels: [any Channel] = []
    do {
      for listen in settings.listen {
        let socket = try ListeningSocket.open(listen, in: namespace).release()
        switch listen.transport {
        case .tcp: channels.append(try await stream(socket, port: listen.port, name, zone))
        case .udp: channels.append(try await datagrams(socket, port: listen.port, zone))
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
    _ socket: NIOBSDSocket.Handle, port: UInt16, _ name: String, _ zone: DNSZone
  ) async throws -> any Channel {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let responder: any StreamResponder =
            switch port {
            case 80, 8080: HTTPResponder(host: name)
            case DNSResponder.port: DNSStream(DNSResponder(zone))
            default: EchoResponder()
            }
          try channel.pipeline.syncOperations.addHandler(StreamHandler(responder))
        }
      }
      .withBoundSocket(socket).get()
  }

  private static func datagrams(
    _ socket: NIOBSDSocket.Handle, port: UInt16, _ zone: DNSZone
  ) async throws -> any Channel {
    try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let responder = port == DNSResponder.port ? DNSResponder(zone) : nil
          try channel.pipeline.syncOperations.addHandler(DatagramHandler(responder))
        }
      }
      .withBoundSocket(socket).get()
  }
}
