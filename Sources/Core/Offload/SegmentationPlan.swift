public import Buffers
import Wire

/// How a super-packet is cut into frames: each gets a copy of all headers and the next piece of the payload, and is
/// then finished.
///
/// ```
///   super-packet  | headers |        payload                     |
///   frame 0       | headers'| piece |
///   frame 1                         | headers"| piece |
/// ```
///
/// A plan is a value without memory of its own: whoever cuts brings the packets for the frames, all at once or one after
/// the other.
public struct SegmentationPlan: Sendable {
  /// The most frames that one super-packet becomes: 64 KB in pieces of 8 octets, which is the least that Linux leaves of
  /// a TCP segment when options take the rest (`TCP_MIN_SND_MSS`).
  public static let framesMax = 8192

  /// Octets in front of the payload: Ethernet, VLAN tags, IP with options or extension headers, TCP or UDP.
  public let headerLength: Int
  /// Frames that come out, 1…``framesMax``.
  public let count: Int
  /// Octets of the longest frame.
  public var longestFrame: Int { headerLength + min(segmentSize, payloadLength) }

  let network: Int
  let version: IPVersion
  let transport: Int
  let `protocol`: IPProtocol
  let segmentSize: Int
  let payloadLength: Int
  /// The sum of the pseudo-header but for the length; `nil` where the sender of UDP wants no checksum.
  let pseudoHeader: InternetChecksum?

  /// Plans the segments of `packet`. `nil` where `offload` asks for none, names another protocol than the packet has,
  /// contradicts its headers, or would make more than ``framesMax`` frames.
  public init?(_ packet: RawSpan, _ offload: OffloadMetadata) {
    guard offload.segmentSize > 0, let layer = EthernetView(packet)?.networkLayer,
      let datagram = DatagramLayout(packet, layer), !datagram.upper.isFragment,
      SegmentationPlan.allows(offload.segmentation, datagram.version, datagram.upper.protocol)
    else { return nil }
    network = layer.offset
    version = datagram.version
    transport = layer.offset + datagram.upper.offset
    `protocol` = datagram.upper.protocol
    let segment = packet.extracting(transport..<layer.offset + datagram.length)
    if `protocol` == .tcp {
      guard let length = TCPView(segment)?.headerLength else { return nil }
      headerLength = transport + length
    } else {
      guard segment.byteCount >= UDPView.length else { return nil }
      headerLength = transport + UDPView.length
    }
    payloadLength = transport + segment.byteCount - headerLength
    segmentSize = Int(offload.segmentSize)
    count = max(1, (payloadLength + segmentSize - 1) / segmentSize)
    guard count <= SegmentationPlan.framesMax else { return nil }

    let field = `protocol` == .tcp ? SegmentationPlan.tcpChecksum : SegmentationPlan.udpChecksum
    let written = packet.uint16(at: transport + field)
    if offload.needsChecksum {
      guard Int(offload.checksumStart) == transport, Int(offload.checksumOffset) == field else { return nil }
      // The field holds the sum of the whole pseudo-header; taking the super-packet's length out leaves what the
      // frames have in common, even where a routing header hides the last destination.
      var sum = InternetChecksum()
      sum.add(written)
      sum.add(~UInt16(truncatingIfNeeded: segment.byteCount))
      pseudoHeader = sum
    } else {
      pseudoHeader = `protocol` == .udp && version == .v4 && written == 0 ? nil : datagram.pseudoHeader
    }
  }

  /// Where the payload of frame `index` is in the super-packet.
  func payload(of index: Int) -> Range<Int> {
    let start = index * segmentSize
    return headerLength + start..<headerLength + min(start + segmentSize, payloadLength)
  }

  /// True where a packet of this kind may be segmented so.
  private static func allows(
    _ segmentation: OffloadMetadata.Segmentation, _ version: IPVersion, _ transport: IPProtocol
  ) -> Bool {
    switch segmentation {
    case .none: false
    case .tcp4: version == .v4 && transport == .tcp
    case .tcp6: version == .v6 && transport == .tcp
    case .udp: transport == .udp
    }
  }

  static let tcpChecksum = 16
  static let udpChecksum = 6
}

/// The IP datagram of either version in a frame: how long it is, and what it carries.
private struct DatagramLayout {
  let version: IPVersion
  let upper: UpperLayer
  let length: Int
  /// The sum of the pseudo-header with length 0.
  let pseudoHeader: InternetChecksum

  init?(_ packet: RawSpan, _ layer: NetworkLayer) {
    let bytes = packet.extracting(droppingFirst: layer.offset)
    if layer.type == .ipv4, let view = IPv4View(bytes) {
      version = .v4
      upper = view.upperLayer
      length = view.bytes.byteCount
      pseudoHeader = InternetChecksum(
        pseudoHeader: view.source, view.destination, protocol: upper.protocol, length: 0)
    } else if layer.type == .ipv6, let view = IPv6View(bytes), let upper = view.upperLayer {
      version = .v6
      self.upper = upper
      length = view.bytes.byteCount
      pseudoHeader = InternetChecksum(
        pseudoHeader: view.source, view.destination, protocol: upper.protocol, length: 0)
    } else {
      return nil
    }
  }
}
