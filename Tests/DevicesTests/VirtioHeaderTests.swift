import Buffers
import Testing

@testable import Devices

@Suite("The virtio header in front of a frame")
struct VirtioHeaderTests {
  /// Fields of `struct virtio_net_hdr`, as they stand in memory.
  static func octets(
    flags: UInt8 = 0, type: UInt8 = 0, headers: UInt16 = 0, size: UInt16 = 0, start: UInt16 = 0, offset: UInt16 = 0
  ) -> [UInt8] {
    [flags, type] + [headers, size, start, offset].flatMap { withUnsafeBytes(of: $0) { Array($0) } }
  }

  static func read(_ octets: [UInt8], packetLength: Int) -> OffloadMetadata? {
    octets.withUnsafeBytes { VirtioHeader.read($0.baseAddress!, packetLength: packetLength) }
  }

  static func write(_ packet: borrowing Packet) -> [UInt8] {
    var octets = [UInt8](repeating: 0xee, count: VirtioHeader.length)
    octets.withUnsafeMutableBytes { VirtioHeader.write(packet, to: $0.baseAddress!) }
    return octets
  }

  struct NoBuffer: Error {}

  /// A TCP frame over IPv4 with `payload` octets behind headers of 14, 20 and 32 octets.
  static func packet(payload: Int, from pool: PacketPool) throws -> Packet {
    var bytes = [UInt8](repeating: 0, count: 66 + payload)
    bytes[14 + 20 + 12] = 8 << 4
    guard let packet = pool.packet(copying: bytes.span.bytes) else { throw NoBuffer() }
    return packet
  }

  @Test(
    "what the kernel writes is read and written as it was",
    arguments: [
      octets(), octets(flags: 1, start: 34, offset: 16), octets(flags: 2),
      octets(flags: 1, type: 1, headers: 66, size: 1448, start: 34, offset: 16),
      octets(flags: 1, type: 4, headers: 66, size: 1428, start: 34, offset: 16),
      octets(flags: 1, type: 0x81, headers: 66, size: 1448, start: 34, offset: 16),
      octets(flags: 1, type: 5, headers: 42, size: 1200, start: 34, offset: 6),
    ])
  func roundTrip(_ octets: [UInt8]) throws {
    var packet = try VirtioHeaderTests.packet(payload: 4000, from: PacketPool())
    packet.offload = try #require(VirtioHeaderTests.read(octets, packetLength: packet.count))
    #expect(VirtioHeaderTests.write(packet) == octets)
  }

  @Test("fields arrive where they belong")
  func fields() throws {
    let metadata = try #require(
      VirtioHeaderTests.read(
        VirtioHeaderTests.octets(flags: 1, type: 0x84, headers: 86, size: 1428, start: 54, offset: 16),
        packetLength: 9000
      ))
    #expect(metadata.segmentation == .tcp6)
    #expect(metadata.hasECN && metadata.needsChecksum && !metadata.checksumIsValid)
    #expect(metadata.segmentSize == 1428)
    #expect((metadata.checksumStart, metadata.checksumOffset) == (54, 16))
  }

  @Test(
    "a header that no kernel writes is refused",
    arguments: [
      // Segmentation of a kind that there is not, or that was not agreed on (3: UDP fragmentation).
      octets(flags: 1, type: 3, size: 1400, start: 34, offset: 16), octets(type: 2, size: 1400),
      octets(type: 0x7f, size: 1400),
      // Segments of no octets, and congestion marks without segments.
      octets(flags: 1, type: 1, start: 34, offset: 16), octets(type: 0x80),
      // A checksum field that is beyond the packet's end, also by a sum that does not fit 16 bits.
      octets(flags: 1, start: 99, offset: 0), octets(flags: 1, start: 34, offset: 65),
      octets(flags: 1, start: 0xffff, offset: 0xffff),
    ])
  func bogus(_ octets: [UInt8]) {
    #expect(VirtioHeaderTests.read(octets, packetLength: 100) == nil)
  }

  @Test("a checksum field that ends with the packet is accepted")
  func boundary() {
    #expect(VirtioHeaderTests.read(VirtioHeaderTests.octets(flags: 1, start: 98), packetLength: 100) != nil)
  }

  @Test("any ten octets are read or refused, and what is read is what the packet can bear")
  func totality() {
    var state: UInt64 = 0x5eed_0003
    print("seed \(state)")
    for _ in 0..<100_000 {
      let octets = (0..<10).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56) & (state & 0x100_0000 == 0 ? 0xff : 0x07)
      }
      guard let metadata = VirtioHeaderTests.read(octets, packetLength: 1514) else { continue }
      if metadata.needsChecksum {
        #expect(Int(metadata.checksumStart) + Int(metadata.checksumOffset) + 2 <= 1514)
      }
      #expect((metadata.segmentation == .none) == (metadata.segmentSize == 0))
    }
  }
}
