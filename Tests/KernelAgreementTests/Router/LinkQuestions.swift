import Wire

/// Questions of stations for the addresses of a link, each right and in one way wrong: ARP and neighbour solicitation.
enum LinkQuestions {
  /// ARP packets, with the port they come in by.
  static var arp: [(port: Int, frame: [UInt8])] {
    var all: [(port: Int, frame: [UInt8])] = []
    for port in 0..<RoutedNet.ports {
      let targets = [
        RoutedNet.router4(port), RoutedNet.router4((port + 1) % 4), RoutedNet.station4(port),
        RoutedNet.station4(port, 20),
        IPv4Address(10, UInt8(port + 1), 0, 255), .unspecified, IPv4Address(172, 16, 0, 1), .allSystems,
      ]
      for target in targets {
        for sender in [RoutedNet.station4(port), .unspecified] {
          for operation in [ARPOperation.request, .reply, ARPOperation(rawValue: 3)] {
            let packet = ARPPacket(
              operation: operation, senderMAC: RoutedNet.stationMAC(port), sender: sender, target: target)
            for receiver in [MACAddress.broadcast, RoutedNet.mac(port), RoutedNet.stationMAC(port, 77)] {
              let frame = EthernetFrame.arp(packet, to: receiver)
              all.append((port, frame))
              // Another hardware, another protocol, other lengths, and the end missing.
              for place in [15, 17, 18, 19] where target == targets[0] {
                var wrong = frame
                wrong[place] ^= 3
                all.append((port, wrong))
              }
              all.append((port, Array(frame.dropLast(4))))
            }
          }
        }
      }
    }
    return all
  }

  /// Neighbour solicitations, with the port they come in by.
  static var solicitations: [(port: Int, frame: [UInt8])] {
    var all: [(port: Int, frame: [UInt8])] = []
    for port in 0..<RoutedNet.ports6 {
      let targets = [
        RoutedNet.router6(port), IPv6Address(linkLocal: RoutedNet.mac(port)), RoutedNet.router6((port + 1) % 3),
        RoutedNet.station6(port), IPv6Address("2001:db8:aaaa::1")!, .allNodes,
      ]
      let mac = RoutedNet.stationMAC(port)
      for target in targets {
        for sender in [RoutedNet.station6(port), IPv6Address(linkLocal: mac), .unspecified] {
          var frame = EthernetFrame.neighborSolicitation(from: mac, address: sender, target: target)
          all.append((port, frame))
          // To the station alone, which knows the router and asks whether it is still there.
          let path = FramePath(
            from: mac, to: RoutedNet.mac(port), source: sender, destination: target, hopLimit: 255)
          if !sender.isUnspecified, targets.prefix(2).contains(target) {
            all.append((port, EthernetFrame.ip(path, .icmpv6, payload: Array(frame.dropFirst(54)))))
          }
          for change in [(21, UInt8(1)), (55, 1), (60, 7)] {
            var wrong = frame
            wrong[change.0] ^= change.1
            // Of these the checksum covers all but the hop limit; it is wrong as well in every second.
            if target.low & 1 == 0 { wrong.withMutableBytes { _ = TransportChecksum.complete(in: &$0, at: 14) } }
            all.append((port, wrong))
          }
          if !sender.isUnspecified {
            // An option of length 0 (RFC 4861, 7.1.1).
            frame[frame.count - 7] = 0
            frame.withMutableBytes { _ = TransportChecksum.complete(in: &$0, at: 14) }
            all.append((port, frame))
          }
        }
      }
    }
    return all
  }
}
