import Foundation
import NIOCore
import NIOPosix

/// Asks a running lab, by its name.
public struct ControlClient: Sendable {
  private let lab: String
  private let path: String

  /// A client of the lab of that name; nothing is sent yet.
  public init(lab: String) { self.init(lab: lab, path: LabDirectory.socketPath(lab: lab)) }

  /// A client of the lab that listens at `path`.
  init(lab: String, path: String) {
    self.lab = lab
    self.path = path
  }

  /// Sends a request and answers the reply. Throws where the lab does not run, and where the reply is a failure.
  /// Octets that follow the reply are handed to `stream` as they come.
  @discardableResult
  public func ask(
    _ request: ControlRequest, stream: @Sendable ([UInt8]) throws -> Void = { _ in }
  ) async throws -> ControlReply {
    let connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    do {
      connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(unixDomainSocketPath: path) { channel in
          channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
          }
        }
    } catch {
      throw notRunning()
    }
    return try await connection.executeThenClose { input, output in
      var line = ByteBuffer(bytes: try JSONEncoder().encode(request))
      line.writeInteger(UInt8(ascii: "\n"))
      try await output.write(line)
      return try await read(input, stream)
    }
  }

  private func read(
    _ input: NIOAsyncChannelInboundStream<ByteBuffer>, _ stream: @Sendable ([UInt8]) throws -> Void
  ) async throws -> ControlReply {
    var head = ByteBuffer()
    var reply: ControlReply?
    for try await var part in input {
      if reply != nil {
        try stream(part.readBytes(length: part.readableBytes) ?? [])
        continue
      }
      head.writeBuffer(&part)
      guard let end = head.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else { continue }
      let bytes = Data(head.readableBytesView[..<end])
      head.moveReaderIndex(forwardBy: bytes.count + 1)
      let decoded = try JSONDecoder().decode(ControlReply.self, from: bytes)
      if let error = decoded.error { throw error }
      guard case .stream = decoded else { return decoded }
      reply = decoded
      if let rest = head.readBytes(length: head.readableBytes), !rest.isEmpty { try stream(rest) }
    }
    guard let reply else { throw LabError(.failed, "the lab '\(lab)' ended before it answered") }
    return reply
  }

  private func notRunning() -> LabError {
    let running = LabDirectory.runningLabs()
    return LabError(
      .failed, "no lab named '\(lab)' is running",
      hint: running.isEmpty ? "no lab of this user is running" : "running: " + running.joined(separator: ", "))
  }
}
