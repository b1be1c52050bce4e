import Foundation
import Logging
import NIOCore
import NIOPosix

/// Answers the commands of one lab's user on a unix socket (mode 0600): one request a connection, one line of JSON each
/// way; a capture's octets follow its reply.
struct ControlServer: Sendable {
  /// The longest request: a topology file of the allowed size, with room for its quoting.
  static let requestLengthMax = 16 << 20

  private let listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>
  private let logger: Logger

  /// Listens at `path`, which must not exist.
  init(path: String, logger: Logger) async throws {
    self.logger = logger
    listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(unixDomainSocketPath: path) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    guard unsafe chmod(path, 0o600) == 0 else {
      throw LabError(.environment, "cannot protect the control socket \(path)")
    }
  }

  /// Serves until cancelled.
  func run(_ handler: some ControlHandler) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      try await listener.executeThenClose { connections in
        for try await connection in connections {
          group.addTask { await serve(connection, handler) }
        }
      }
      group.cancelAll()
    }
  }

  /// Stops listening.
  func close() { listener.channel.close(promise: nil) }

  private func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ handler: some ControlHandler) async {
    do {
      try await connection.executeThenClose { input, output in
        guard let request = try await ControlServer.request(from: input) else { return }
        let writer = ControlWriter(output: output, channel: connection.channel)
        do {
          try await handler.handle(request, writer)
        } catch {
          try await writer.reply(ControlReply(error))
        }
      }
    } catch {
      logger.debug("control connection ended", metadata: ["error": "\(error)"])
    }
  }

  private static func request(from input: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> ControlRequest? {
    var line = ByteBuffer()
    for try await var part in input {
      line.writeBuffer(&part)
      if let end = line.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
        let bytes = Data(line.readableBytesView[..<end])
        return try JSONDecoder().decode(ControlRequest.self, from: bytes)
      }
      guard line.readableBytes <= requestLengthMax else { throw LabError(.failed, "the request is too long") }
    }
    return nil
  }
}

/// Carries out what a command asks.
protocol ControlHandler: Sendable {
  /// Carries out `request` and replies; an error that is thrown is the reply.
  func handle(_ request: ControlRequest, _ writer: ControlWriter) async throws
}

/// The way back to a command.
struct ControlWriter: Sendable {
  let output: NIOAsyncChannelOutboundWriter<ByteBuffer>
  let channel: any Channel

  /// Sends one reply.
  func reply(_ reply: ControlReply) async throws {
    var line = ByteBuffer(bytes: try JSONEncoder().encode(reply))
    line.writeInteger(UInt8(ascii: "\n"))
    try await output.write(line)
  }

  /// Sends capture octets. Waits while the reader is slow.
  func stream(_ bytes: [UInt8]) async throws { try await output.write(ByteBuffer(bytes: bytes)) }

  /// Calls `body` once the command has gone away.
  func whenClosed(_ body: @escaping @Sendable () -> Void) { channel.closeFuture.whenComplete { _ in body() } }
}
