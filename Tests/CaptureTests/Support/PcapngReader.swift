/// Reads pcapng strictly, without the code under test: every length, every padding octet and every option counts.
struct PcapngReader {
  struct Wrong: Error, CustomStringConvertible { var description: String }

  struct Interface: Equatable {
    var name = ""
    var filter: String?
    var resolution: UInt8 = 6
    var snapLength: UInt32 = 0
  }

  struct Packet: Equatable {
    var interface: Int
    var timestamp: UInt64
    var originalLength: Int
    var bytes: [UInt8]
    var direction: UInt32
    var comment: String?
    var lostBefore: UInt64?
  }

  struct Statistics: Equatable {
    var interface: Int
    var received: UInt64
    var dropped: UInt64
    var accepted: UInt64
    var delivered: UInt64
  }

  var sectionOptions: [UInt16: String] = [:]
  var interfaces: [Interface] = []
  var packets: [Packet] = []
  var statistics: [Statistics] = []

  init(_ file: [UInt8]) throws {
    var offset = 0
    while offset < file.count {
      guard file.count - offset >= 12 else { throw Wrong(description: "a block is cut off") }
      let type = file.le32(offset)
      let length = Int(file.le32(offset + 4))
      guard length >= 12, length % 4 == 0, offset + length <= file.count,
        file.le32(offset + length - 4) == UInt32(length)
      else { throw Wrong(description: "the lengths of the block at \(offset) are wrong") }
      guard (offset == 0) == (type == 0x0a0d_0d0a) else { throw Wrong(description: "a section begins at \(offset)") }
      let body = Array(file[offset + 8..<offset + length - 4])
      switch type {
      case 0x0a0d_0d0a: try readSection(body)
      case 1: try readInterface(body)
      case 5: try readStatistics(body)
      case 6: try readPacket(body)
      default: throw Wrong(description: "block type \(type)")
      }
      offset += length
    }
  }

  private mutating func readSection(_ body: [UInt8]) throws {
    guard body.le32(0) == 0x1a2b_3c4d, body.le16(4) == 1, body.le16(6) == 0, body.le64(8) == .max else {
      throw Wrong(description: "section header")
    }
    for (code, value) in try options(body, from: 16) { sectionOptions[code] = String(decoding: value, as: UTF8.self) }
  }

  private mutating func readInterface(_ body: [UInt8]) throws {
    guard body.le16(0) == 1, body.le16(2) == 0 else { throw Wrong(description: "interface: link type") }
    var interface = Interface(snapLength: body.le32(4))
    for (code, value) in try options(body, from: 8) {
      switch code {
      case 2: interface.name = String(decoding: value, as: UTF8.self)
      case 9 where value.count == 1: interface.resolution = value[0]
      case 11 where value.first == 0: interface.filter = String(decoding: value.dropFirst(), as: UTF8.self)
      default: throw Wrong(description: "interface option \(code)")
      }
    }
    interfaces.append(interface)
  }

  private mutating func readPacket(_ body: [UInt8]) throws {
    let captured = Int(body.le32(12))
    let padded = (captured + 3) / 4 * 4
    guard Int(body.le32(0)) < interfaces.count, captured <= Int(body.le32(16)), 20 + padded <= body.count,
      body[20 + captured..<20 + padded].allSatisfy({ $0 == 0 })
    else { throw Wrong(description: "packet") }
    var packet = Packet(
      interface: Int(body.le32(0)), timestamp: UInt64(body.le32(4)) << 32 | UInt64(body.le32(8)),
      originalLength: Int(body.le32(16)), bytes: Array(body[20..<20 + captured]), direction: 99)
    for (code, value) in try options(body, from: 20 + padded) {
      switch code {
      case 1: packet.comment = String(decoding: value, as: UTF8.self)
      case 2 where value.count == 4: packet.direction = value.le32(0)
      case 4 where value.count == 8: packet.lostBefore = value.le64(0)
      default: throw Wrong(description: "packet option \(code)")
      }
    }
    packets.append(packet)
  }

  private mutating func readStatistics(_ body: [UInt8]) throws {
    var values: [UInt16: UInt64] = [:]
    for (code, value) in try options(body, from: 12) {
      guard value.count == 8 else { throw Wrong(description: "statistics option \(code)") }
      values[code] = value.le64(0)
    }
    guard Int(body.le32(0)) < interfaces.count, let received = values[4], let dropped = values[5],
      let accepted = values[6], let delivered = values[8]
    else { throw Wrong(description: "statistics") }
    statistics.append(
      Statistics(
        interface: Int(body.le32(0)), received: received, dropped: dropped, accepted: accepted, delivered: delivered))
  }

  private func options(_ body: [UInt8], from start: Int) throws -> [(UInt16, [UInt8])] {
    var found: [(UInt16, [UInt8])] = []
    var offset = start
    while offset < body.count {
      guard offset + 4 <= body.count else { throw Wrong(description: "an option is cut off") }
      let code = body.le16(offset)
      let length = Int(body.le16(offset + 2))
      let padded = (length + 3) / 4 * 4
      offset += 4
      if code == 0 {
        guard length == 0, offset == body.count else { throw Wrong(description: "end of options") }
        return found
      }
      guard offset + padded <= body.count, body[offset + length..<offset + padded].allSatisfy({ $0 == 0 }) else {
        throw Wrong(description: "option \(code)")
      }
      found.append((code, Array(body[offset..<offset + length])))
      offset += padded
    }
    guard found.isEmpty else { throw Wrong(description: "options without an end") }
    return found
  }
}

extension [UInt8] {
  func le16(_ offset: Int) -> UInt16 { UInt16(self[offset]) | UInt16(self[offset + 1]) << 8 }
  func le32(_ offset: Int) -> UInt32 { UInt32(le16(offset)) | UInt32(le16(offset + 2)) << 16 }
  func le64(_ offset: Int) -> UInt64 { UInt64(le32(offset)) | UInt64(le32(offset + 4)) << 32 }
}
