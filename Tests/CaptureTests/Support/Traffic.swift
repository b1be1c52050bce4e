import Buffers
import Capture
import Dataplane
import SeededRandom
import Wire

/// Frames for tests.
enum Traffic {
  static let path = FramePath(
    from: MACAddress(bits: 0x0200_0000_0001), to: MACAddress(bits: 0x0200_0000_0002),
    source: IPv4Address(10, 1, 0, 10), destination: IPv4Address(203, 0, 113, 80))

  /// Any of the kinds of frames that filters tell apart.
  static func frame(_ random: inout SplitMix64) -> [UInt8] {
    var path = path
    if Bool.random(using: &random) {
      path = FramePath(
        from: path.from, to: path.to, source: IPv6Address(high: 0x2001_0db8_0000_0000, low: random.next()),
        destination: IPv6Address(high: 0x2001_0db8_0000_0001, low: 80))
    } else if Bool.random(using: &random) {
      path = FramePath(
        from: path.from, to: path.to,
        source: IPv4Address(10, 1, 0, UInt8.random(in: 9...11, using: &random)),
        destination: IPv4Address(203, 0, 113, 80))
    }
    if Int.random(in: 0...4, using: &random) == 0 { path.vlan = VLANTag(id: UInt16.random(in: 9...11, using: &random)) }
    let port: UInt16 = [53, 80, 443].randomElement(using: &random)!
    let payload = random.bytes(Int.random(in: 0...400, using: &random))
    switch Int.random(in: 0...4, using: &random) {
    case 0: return EthernetFrame.udp(path, sourcePort: 5353, destinationPort: port, payload: payload)
    case 1: return EthernetFrame.icmpEcho(path, payload: payload)
    case 2:
      return EthernetFrame.arpRequest(
        from: path.from, address: IPv4Address(10, 1, 0, 10), target: IPv4Address(10, 1, 0, 1))
    default:
      let flags: TCPFlags = [.syn, .ack, [.fin, .ack], [.psh, .ack]].randomElement(using: &random)!
      return EthernetFrame.tcp(
        path, TCPHeader(sourcePort: 40_000, destinationPort: port, flags: flags), payload: payload)
    }
  }

  static func frames(_ count: Int, seed: UInt64, for purpose: String) -> [[UInt8]] {
    var random = SplitMix64(seed: seed, for: purpose)
    return (0..<count).map { _ in frame(&random) }
  }

  /// A TCP super-packet with a partial checksum, and its metadata.
  static func superPacket(payload: [UInt8], segmentSize: UInt16) -> ([UInt8], OffloadMetadata) {
    var frame = EthernetFrame.tcp(
      path, TCPHeader(sourcePort: 40_000, destinationPort: 80, sequence: 1000, flags: [.psh, .ack]), payload: payload)
    frame.withMutableBytes { bytes in TransportChecksum.prepare(in: &bytes, at: 14) }
    var offload = OffloadMetadata()
    offload.segmentation = .tcp4
    offload.segmentSize = segmentSize
    offload.needsChecksum = true
    offload.checksumStart = 34
    offload.checksumOffset = 16
    return (frame, offload)
  }
}

extension CaptureSession {
  /// As `offer`, with octets in an array.
  func offer(_ frame: [UInt8], _ event: CaptureEvent, interface: Int, at nanoseconds: UInt64) {
    frame.withUnsafeBytes { offer($0.bytes, event, interface: interface, at: Instant(nanoseconds: nanoseconds)) }
  }
}

extension CaptureFilter {
  /// As `matches`, with octets in an array.
  func matches(_ frame: [UInt8]) -> Bool { frame.withUnsafeBytes { matches($0.bytes) } }
}
