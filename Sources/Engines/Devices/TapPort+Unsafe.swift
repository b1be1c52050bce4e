public import Buffers
public import Dataplane
import Linux

/// The lab's end of a TAP device: what the kernel's stack sends there enters the lab, and what the lab sends there is
/// received by the stack.
///
/// Frames are read straight into packet buffers and written straight out of them, with the offload metadata that the
/// kernel attached: a segmentation super-packet stays one packet all the way.
///
/// - Ports: one.
/// - Drops: `deviceError` where the kernel refuses the frame (the interface is down), `malformed` for metadata that
///   contradicts the frame, `noBuffers`.
/// - Standard: Linux, Documentation/networking/tuntap.rst; virtio 1.2, 5.1.6.
public actor TapPort: DeviceElement {
  /// The way into the lab, port 0.
  public nonisolated let context: ElementContext
  /// Readable when the kernel has sent a frame.
  public nonisolated let pollDescriptor: Int32
  private var device: TapDevice?
  private var spare: Packet?
  private var hasCarrier = true
  private var recorder: (any TurnRecorder)?

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes the port of `device`, which it keeps open.
  public init(context: ElementContext, device: consuming TapDevice) {
    self.context = context
    pollDescriptor = device.descriptor.raw
    self.device = consume device
  }

  /// Takes frames from the kernel.
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
      let length = unsafe RawIO.read(
        pollDescriptor,
        into: UnsafeMutableRawBufferPointer(
          start: packet.unsafeAddress(offset: -VirtioHeader.length), count: packet.fillCapacity))
      guard length > VirtioHeader.length else {
        spare = consume packet
        return taken
      }
      taken += 1
      accept(packet, length: length - VirtioHeader.length)
    }
    return taken
  }

  private func accept(_ packet: consuming Packet, length: Int) {
    guard packet.resize(to: length),
      let offload = unsafe VirtioHeader.read(packet.unsafeAddress(offset: -VirtioHeader.length), packetLength: length)
    else { return context.drop(packet, .malformed) }
    packet.offload = offload
    recorder?.packetCameIn(packet, at: context)
    context.emit(packet, to: 0)
  }

  /// Reads a frame that there is no buffer for, so that the device does not stay readable for ever.
  private func discardOne() -> Int {
    var octet: UInt8 = 0
    let length = unsafe withUnsafeMutableBytes(of: &octet) { unsafe RawIO.read(pollDescriptor, into: $0) }
    // The kernel took the frame off its queue also where it answers that not even the header fits (EINVAL).
    guard length > 0 || length == -22 else { return 0 }
    context.countDrop(.noBuffers)
    return 1
  }

  /// Pulls the cable of the interface, or plugs it in again: programs see the carrier go, and nothing is sent. A kernel
  /// that cannot (before Linux 5.0) leaves the carrier on, and what is sent ends in the lab.
  public func setCarrier(_ carrier: Bool) {
    guard carrier != hasCarrier else { return }
    hasCarrier = carrier
    try? device?.setCarrier(carrier)
  }

  /// Gives the device away.
  public func releaseDescriptor() -> Int32? { device.take()?.release() }

  /// Who is told of packets that come in and go out.
  public func setRecorder(_ recorder: (any TurnRecorder)?) { self.recorder = recorder }

  /// Gives frames to the kernel.
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
