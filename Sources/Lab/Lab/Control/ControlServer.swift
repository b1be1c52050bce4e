import Foundation
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Answers the commands of one lab's user on a unix socket (mode 0600): one request a connection, one line of JSON each
/// way; a capture's octets follow its reply. Commands beyond ``connectionsMax`` at once are refused with an error; `down`
/// never is.
struct ControlServer: Sendable {
  /// The longest request: a topology file of the allowed size, with room for its quoting.
  static let requestLengthMax = 16 << 20
  /// Commands that are carried out at once; as many again may be open to be told that it is too many.
  static let connectionsMax = 64
  /// How long a command may take to send its request.
  static let requestPatience = TimeAmount.seconds(10)

  private let listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>
  private let logger: Logger

  /// Listens at `path`, which must not exist.
  init(path: String, logger: Logger = Logger(label: "weft")) async throws {
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
        let open = OpenConnections()
        for try await connection in connections {
          let place = open.add()
          group.addTask {
            await serve(connection, handler, place: place)
            open.remove()
          }
        }
      }
      group.cancelAll()
    }
  }

  /// Stops listening.
  func close() { listener.channel.close(promise: nil) }

  /// Serves one command, which makes so many that are open.
  private func serve(
    _ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ handler: some ControlHandler, place: Int
  ) async {
    do {
      try await connection.executeThenClose { input, output in
        if place > 2 * ControlServer.connectionsMax { return }
        let channel = connection.channel
        let limit = channel.eventLoop.scheduleTask(in: ControlServer.requestPatience) { channel.close(promise: nil) }
        defer { limit.cancel() }
        guard let request = try await ControlServer.request(from: input) else { return }
        limit.cancel()
        let writer = ControlWriter(output: output, channel: channel)
        do {
          if place > ControlServer.connectionsMax, !request.isEnd { throw ControlServer.tooMany }
          try await handler.handle(request, writer)
        } catch {
          try await writer.reply(ControlReply(error))
        }
      }
    } catch {
      logger.debug("control connection ended", metadata: ["error": "\(error)"])
    }
  }

  private static let tooMany = LabError(
    .failed, "more than \(connectionsMax) commands at once ask the lab", hint: "end some, captures say, and try again")

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

/// How many connections are open.
private final class OpenConnections: Sendable {
  private let count = Mutex(0)

  /// Counts one more, and answers how many there are.
  func add() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }

  /// Counts one less.
  func remove() { count.withLock { $0 -= 1 } }
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
