import Wire

/// Small valid inputs for a fuzzer to begin with.
enum Seeds {
  /// Where in a generated frame an input begins.
  enum Layer { case frame, network, transport }

  /// One input of each kind of frame that `isWanted` takes.
  static func of(_ layer: Layer, where isWanted: (EtherType, IPProtocol?) -> Bool = { _, _ in true }) -> [[UInt8]] {
    var generator = PacketGenerator(seed: 0x5eed_00ff)
    var seeds: [[UInt8]] = []
    for round in 0..<4 {
      for kind in 0..<PacketGenerator.kinds {
        let frame = generator.frame(kind: kind)
        guard let network = EthernetView(frame.span.bytes)?.networkLayer else { continue }
        let upper = upperLayer(frame, at: network.offset)
        guard isWanted(network.type, upper?.protocol), round == 0 || seeds.count < 4 else { continue }
        switch layer {
        case .frame: seeds.append(frame)
        case .network: seeds.append(Array(frame[network.offset...]))
        case .transport: if let upper { seeds.append(Array(frame[(network.offset + upper.offset)...])) }
        }
      }
    }
    return seeds
  }

  private static func upperLayer(_ frame: [UInt8], at offset: Int) -> UpperLayer? {
    let datagram = frame.span.bytes.extracting(droppingFirst: offset)
    return IPv4View(datagram)?.upperLayer ?? IPv6View(datagram)?.upperLayer
  }
}

extension Seeds {
  /// A datagram with hop-by-hop options, a routing header, an authentication header, a fragment header and destination
  /// options in front of UDP.
  static var extended: [UInt8] {
    let chain: [UInt8] =
      [43, 0, 5, 2, 0, 0, 1, 0] + [51, 0, 0, 0, 0, 0, 0, 0] + [44, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2]
      + [60, 0, 0, 0, 0, 0, 0, 9] + [17, 0, 1, 4, 0, 0, 0, 0]
    let udp: [UInt8] = [0x9c, 0x40, 0, 53, 0, 8, 0, 0]
    var datagram = [UInt8](repeating: 0, count: IPv6View.length)
    let header = IPv6Header(
      source: .loopback, destination: .loopback, nextHeader: .hopByHop, payloadLength: chain.count + udp.count)
    datagram.withMutableBytes { header.write(to: &$0) }
    return datagram + chain + udp
  }
}
