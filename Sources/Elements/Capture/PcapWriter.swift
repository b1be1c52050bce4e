/// Classic pcap with nanoseconds (pcap-savefile(5); draft-ietf-opsawg-pcap): for readers that know nothing newer.
///
/// It has one interface for all ports, no directions, no comments and no counts; a packet's death is not written.
public struct PcapWriter: CaptureWriter {
  /// Octets kept of each frame.
  public let snapLength: Int

  /// Writes frames of up to `snapLength` octets.
  public init(snapLength: Int = CaptureSession.snapLengthMax) { self.snapLength = snapLength }

  /// Appends the file's header.
  public func begin(into out: inout [UInt8]) {
    out.append(littleEndian: PcapWriter.magic)
    out.append(littleEndian: 2 as UInt16)
    out.append(littleEndian: 4 as UInt16)
    out.append(littleEndian: 0 as UInt64)
    out.append(littleEndian: UInt32(clamping: snapLength))
    out.append(littleEndian: PcapWriter.ethernet)
  }

  /// There is but one interface.
  public func declare(_ interface: CaptureInterface, into out: inout [UInt8]) {}

  /// Appends a frame; false for a packet's death.
  public func write(
    _ record: CaptureRecord, _ frame: ArraySlice<UInt8>, at interface: CaptureInterface, into out: inout [UInt8]
  ) -> Bool {
    switch record.event {
    case .dropped: return false
    case .inbound, .outbound: break
    }
    out.append(littleEndian: UInt32(truncatingIfNeeded: record.timestamp / 1_000_000_000))
    out.append(littleEndian: UInt32(record.timestamp % 1_000_000_000))
    out.append(littleEndian: UInt32(clamping: frame.count))
    out.append(littleEndian: UInt32(clamping: record.originalLength))
    out.append(contentsOf: frame)
    return true
  }

  /// There is no place for counts.
  public func conclude(
    _ statistics: CaptureStatistics, interface index: Int, timestamp: UInt64, into out: inout [UInt8]
  ) {}

  /// Nothing.
  public var conclusionLength: Int { 0 }

  /// The file has nanoseconds.
  static let magic: UInt32 = 0xa1b2_3c4d
  /// LINKTYPE_ETHERNET.
  static let ethernet: UInt32 = 1
}
