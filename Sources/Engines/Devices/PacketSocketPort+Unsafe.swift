public import Buffers
public import Dataplane
public import Linux

/// The lab's end of an interface that the machine has already: what arrives there enters the lab, and what the lab sends
/// there leaves by it.
///
/// - Ports: one.
/// - Drops: `deviceError` where the kernel refuses the frame (the interface is down, or the frame is longer than its
///   MTU), `malformed` for metadata that contradicts the frame, `noBuffers`.
/// - Standard: packet(7), with the virtio header of PACKET_VNET_HDR (virtio 1.2, 5.1.6).
///
/// See also: `TapPort`.
public actor PacketSocketPort: DeviceElement {
  /// The way into the lab, port 0.
  public nonisolated let context: ElementContext
  /// Readable when a frame has arrived.
  public nonisolated let pollDescriptor: Int32
  private var socket: OwnedDescriptor?
  private var spare: Packet?
  private var recorder: (any TurnRecorder)?

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes the port of a socket that `PacketSocket.open` made, and keeps it open.
  public init(context: ElementContext, socket: consuming OwnedDescriptor) {
    self.context = context
    pollDescriptor = socket.raw
    self.socket = consume socket
  }

  /// Takes frames from the interface.
  public func poll(budget: Int) -> Int {
    var taken = 0
    while taken < budget {
      var packet: Packet
      if let kept = spare.take() {
        packet = kept
      } else if let fresh = context.allocate() {
        packet = fresh
      } else {
        return taken + discardOne()
      }
      var tag: UInt32 = 0
      let length = unsafe PacketSocket.receive(
        pollDescriptor,
        into: UnsafeMutableRawBufferPointer(
          start: packet.unsafeAddress(offset: -VirtioHeader.length), count: packet.fillCapacity), tag: &tag)
      guard length > VirtioHeader.length else {
        spare = consume packet
        return taken
      }
      taken += 1
      accept(packet, length: length - VirtioHeader.length, tag: tag)
    }
    return taken
  }

  /// Takes a frame that there is no buffer for, so that the socket does not stay readable for ever.
  private func discardOne() -> Int {
    var header: (UInt64, UInt64) = (0, 0)
    let length = unsafe withUnsafeMutableBytes(of: &header) { unsafe RawIO.receive(pollDescriptor, into: $0) }
    guard length >= 0 else { return 0 }
    context.countDrop(.noBuffers)
    return 1
  }

  /// Puts the tag back that the kernel took off, and sends the frame into the lab.
  private func accept(_ packet: consuming Packet, length: Int, tag: UInt32) {
    guard packet.resize(to: length),
      let offload = unsafe VirtioHeader.read(packet.unsafeAddress(offset: -VirtioHeader.length), packetLength: length)
    else { return context.drop(packet, .malformed) }
    packet.offload = offload
    if tag != 0 {
      guard packet.openGap(at: 12, length: 4) else { return context.drop(packet, .malformed) }
      unsafe packet.unsafeAddress(offset: 12).storeBytes(of: tag.bigEndian, as: UInt32.self)
    }
    recorder?.packetCameIn(packet, at: context)
    context.emit(packet, to: 0)
  }

  /// Gives the socket away.
  public func releaseDescriptor() -> Int32? { socket.take()?.release() }

  /// Who is told of packets that come in and go out.
  public func setRecorder(_ recorder: (any TurnRecorder)?) { self.recorder = recorder }

  /// Sends frames out of the interface.
  public func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() {
      let isMadeForTrace = DeviceWriter.isMadeForTrace(packet)
      if let recorder, !isMadeForTrace { recorder.packetGoesOut(packet, at: context) }
      if isMadeForTrace || DeviceWriter.write(packet, to: pollDescriptor) {
        context.deliver(packet)
      } else {
        context.drop(packet, .deviceError)
      }
    }
  }
}
