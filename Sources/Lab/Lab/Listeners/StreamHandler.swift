import NIOCore
import Services

/// Carries a connection's octets to a responder and its answers back. A peer that does not read is not read from: what
/// waits to be sent is bounded by what the channel lets through.
final class StreamHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var responder: any StreamResponder

  init(_ responder: any StreamResponder) { self.responder = responder }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    let reply = responder.receive(buffer.readBytes(length: buffer.readableBytes) ?? [])
    if !reply.bytes.isEmpty {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: reply.bytes)), promise: nil)
    }
    if reply.isLast { context.close(promise: nil) }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    let isWritable = context.channel.isWritable
    context.channel.setOption(.autoRead, value: isWritable).whenFailure { _ in }
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Answers datagrams.
final class DatagramHandler: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  typealias OutboundOut = AddressedEnvelope<ByteBuffer>

  private let answer: ([UInt8]) -> [UInt8]?

  init(_ answer: @escaping ([UInt8]) -> [UInt8]?) { self.answer = answer }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var envelope = unwrapInboundIn(data)
    guard let reply = answer(envelope.data.readBytes(length: envelope.data.readableBytes) ?? []) else { return }
    envelope.data = ByteBuffer(bytes: reply)
    context.writeAndFlush(wrapOutboundOut(envelope), promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
