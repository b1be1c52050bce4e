/// Whole frames with right lengths and checksums, for tests, traces and embedded hosts. They allocate; the packet path
/// writes headers in place instead.
///
/// ```swift
/// let path = FramePath(from: alice, to: router, source: IPv4Address(10, 1, 0, 10), destination: web)
/// let frame = EthernetFrame.tcp(path, TCPHeader(sourcePort: 43_210, destinationPort: 80, flags: .syn))
/// ```
///
/// Frames are not padded to the 60 octets that a wire would carry. A payload is cut off where the datagram would pass
/// 65,535 octets.
public enum EthernetFrame {
  /// A frame with any payload.
  public static func raw(
    from source: MACAddress, to destination: MACAddress, type: EtherType, vlan: VLANTag? = nil, payload: [UInt8]
  ) -> [UInt8] {
    var frame = head(from: source, to: destination, type: type, vlan: vlan)
    frame += payload
    return frame
  }

  /// Asks everybody on the link for the MAC address of `target` (RFC 826).
  public static func arpRequest(
    from sender: MACAddress, address: IPv4Address, target: IPv4Address, vlan: VLANTag? = nil
  ) -> [UInt8] {
    let packet = ARPPacket(operation: .request, senderMAC: sender, sender: address, target: target)
    return arp(packet, to: .broadcast, vlan: vlan)
  }

  /// Tells `target` the MAC address of `address` (RFC 826).
  public static func arpReply(
    from sender: MACAddress, address: IPv4Address, to targetMAC: MACAddress, target: IPv4Address, vlan: VLANTag? = nil
  ) -> [UInt8] {
    let packet = ARPPacket(
      operation: .reply, senderMAC: sender, sender: address, targetMAC: targetMAC, target: target)
    return arp(packet, to: targetMAC, vlan: vlan)
  }

  /// A frame with an ARP packet from the packet's sender.
  public static func arp(_ packet: ARPPacket, to destination: MACAddress, vlan: VLANTag? = nil) -> [UInt8] {
    var frame = head(from: packet.senderMAC, to: destination, type: .arp, vlan: vlan)
    append(ARPView.length, to: &frame) { bytes, offset in packet.write(to: &bytes, at: offset) }
    return frame
  }

  /// A UDP datagram (RFC 768).
  public static func udp(
    _ path: FramePath, sourcePort: UInt16, destinationPort: UInt16, payload: [UInt8] = []
  ) -> [UInt8] {
    datagram(path, .udp, headerLength: UDPView.length, payload: payload) { bytes, offset, length in
      UDPHeader(sourcePort: sourcePort, destinationPort: destinationPort, payloadLength: length)
        .write(to: &bytes, at: offset)
    }
  }

  /// A TCP segment (RFC 9293).
  public static func tcp(_ path: FramePath, _ header: TCPHeader, payload: [UInt8] = []) -> [UInt8] {
    datagram(path, .tcp, headerLength: header.length, payload: payload) { bytes, offset, _ in
      header.write(to: &bytes, at: offset)
    }
  }

  /// An echo request, or its reply, of the path's version (RFC 792; RFC 4443, 4).
  public static func icmpEcho(
    _ path: FramePath, isReply: Bool = false, identifier: UInt16 = 1, sequence: UInt16 = 1, payload: [UInt8] = []
  ) -> [UInt8] {
    switch path.version {
    case .v4:
      icmpv4(
        path,
        isReply
          ? .echoReply(identifier: identifier, sequence: sequence)
          : .echoRequest(identifier: identifier, sequence: sequence), body: payload)
    case .v6:
      icmpv6(
        path,
        isReply
          ? .echoReply(identifier: identifier, sequence: sequence)
          : .echoRequest(identifier: identifier, sequence: sequence), body: payload)
    }
  }

  /// An ICMP message with its body; meant for a path of version 4.
  public static func icmpv4(_ path: FramePath, _ message: ICMPv4Message, body: [UInt8] = []) -> [UInt8] {
    datagram(path, .icmp, headerLength: ICMPv4View.length, payload: body) { bytes, offset, _ in
      message.write(to: &bytes, at: offset)
    }
  }

  /// An ICMPv6 message with its body; meant for a path of version 6.
  public static func icmpv6(_ path: FramePath, _ message: ICMPv6Message, body: [UInt8] = []) -> [UInt8] {
    datagram(path, .icmpv6, headerLength: ICMPv6View.length, payload: body) { bytes, offset, _ in
      message.write(to: &bytes, at: offset)
    }
  }

  /// A datagram of either version with any payload. Where the protocol has a checksum inside the payload, it is made
  /// right.
  public static func ip(_ path: FramePath, _ proto: IPProtocol, payload: [UInt8] = []) -> [UInt8] {
    datagram(path, proto, headerLength: 0, payload: payload) { _, _, _ in true }
  }

  /// Ethernet header and tag.
  private static func head(
    from source: MACAddress, to destination: MACAddress, type: EtherType, vlan: VLANTag?
  ) -> [UInt8] {
    var frame: [UInt8] = []
    let header = EthernetHeader(destination: destination, source: source, type: vlan?.type ?? type)
    append(EthernetView.length, to: &frame) { bytes, offset in header.write(to: &bytes, at: offset) }
    if let vlan {
      append(4, to: &frame) { bytes, offset in
        bytes.setUInt16(vlan.control, at: offset)
        bytes.setUInt16(type.rawValue, at: offset + 2)
        return true
      }
    }
    return frame
  }

  /// Makes room for `length` octets at the end of the frame and has them written.
  private static func append(
    _ length: Int, to frame: inout [UInt8], _ write: (inout MutableRawSpan, Int) -> Bool
  ) {
    let offset = frame.count
    frame += [UInt8](repeating: 0, count: length)
    frame.withMutableBytes { bytes in write(&bytes, offset) }
  }

  /// Ethernet, IP and transport headers, the payload, and the transport checksum.
  static func datagram(
    _ path: FramePath, _ proto: IPProtocol, headerLength: Int, payload: [UInt8],
    write: (inout MutableRawSpan, Int, Int) -> Bool
  ) -> [UInt8] {
    var frame = head(from: path.from, to: path.to, type: path.version.etherType, vlan: path.vlan)
    let network = frame.count
    let room = 65_535 - headerLength - (path.version == .v4 ? IPv4View.minimumLength : 0)
    let body = payload.prefix(room)
    append(path.headerLength + headerLength, to: &frame) { bytes, offset in
      path.writeHeader(proto, payloadLength: headerLength + body.count, to: &bytes, at: offset)
        && write(&bytes, offset + path.headerLength, body.count)
    }
    frame += body
    frame.withMutableBytes { bytes in TransportChecksum.complete(in: &bytes, at: network) }
    return frame
  }
}
