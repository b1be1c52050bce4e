import SeededRandom
import SystemPackage
import Testing

@testable import Linux

@Suite("netlink messages")
struct NetlinkParsingTests {
  @Test("what the writer composes the reader takes apart")
  func roundTrip() throws {
    var writer = NetlinkWriter(type: 16, flags: 3)
    writer.append(UInt64(7))
    writer.attribute(1, [1, 2, 3])
    writer.attribute(2, "eth0")
    writer.nested(3) { $0.attribute(4, UInt32(0xdead_beef)) }
    let bytes = writer.finished()
    #expect(bytes.count % 4 == 0)
    var reader = NetlinkReader((bytes + bytes)[...])
    for _ in 0..<2 {
      let next = reader.next()
      let message = try #require(next)
      #expect(message.type == 16 && message.flags == 3 && message.sequence == 0)
      let attributes = NetlinkAttributes(message.payload, after: 8)
      #expect(attributes[1].map(Array.init) == [1, 2, 3])
      #expect(attributes.text(2) == "eth0")
      let inner = try #require(attributes[3])
      #expect(NetlinkAttributes(inner).number(4, as: UInt32.self) == 0xdead_beef)
      #expect(attributes.number(1, as: UInt32.self) == nil)
    }
    #expect(reader.next() == nil)
  }

  @Test("random octets never trap a reader")
  func totality() {
    var random = SplitMix64(seed: 0x6e65_746c_696e_6b, for: #function)
    for _ in 0..<20_000 {
      var bytes = (0..<Int(random.next() % 120)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      // Half of them are made to look like a message, so that the attributes are reached.
      if bytes.count >= 16, random.next() % 2 == 0 {
        bytes.replaceSubrange(0..<4, with: [UInt8(bytes.count), 0, 0, 0])
        for offset in stride(from: 20, to: bytes.count - 1, by: 4) where random.next() % 3 == 0 {
          bytes[offset] = UInt8(random.next() % 24)
          bytes[offset + 1] = 0
        }
      }
      var reader = NetlinkReader(bytes[...])
      while let message = reader.next() {
        _ = Link(answer: message.payload)
        _ = InterfaceAddress(answer: message.payload)
        _ = Route(answer: message.payload)
        _ = Neighbour(answer: message.payload)
        _ = NetlinkSocket.error(in: message, of: "")
      }
    }
  }

  @Test("addresses are written as the kernel and people write them")
  func addresses() throws {
    let four = try #require(InetAddress(octets: [192, 0, 2, 1]))
    #expect(four == .v4(0xc000_0201))
    #expect(four.octets == [192, 0, 2, 1])
    #expect(InetPrefix(four, length: 99).description == "192.0.2.1/32")
    let octets = [UInt8](1...16)
    let six = try #require(InetAddress(octets: octets))
    #expect(six.octets == octets)
    #expect(six.description == "102:304:506:708:90a:b0c:d0e:f10")
    #expect(InetAddress(octets: [1, 2, 3]) == nil)
    #expect(HardwareAddress(octets: [2, 0, 0, 0, 0, 0x1f])?.description == "02:00:00:00:00:1f")
    #expect(HardwareAddress(octets: [2]) == nil)
  }

  @Test("an IPv4 address gets the last address of its network as broadcast")
  func broadcast() {
    #expect(InterfaceAddress(InetPrefix(.v4(0x0a01_0203), length: 24), on: 1).broadcast == 0x0a01_02ff)
    #expect(InterfaceAddress(InetPrefix(.v4(0x0a01_0203), length: 0), on: 1).broadcast == 0xffff_ffff)
    #expect(InterfaceAddress(InetPrefix(.v4(0x0a01_0203), length: 31), on: 1).broadcast == nil)
    #expect(InterfaceAddress(InetPrefix(.v6(high: 0, low: 1), length: 64), on: 1).broadcast == nil)
  }
}
