/// pcapng (draft-ietf-opsawg-pcapng): one section, an interface a port, nanoseconds, directions, and comments where
/// packets died.
///
/// - Section: hardware, operating system and application.
/// - Interface: `if_name` (`r1:eth0`), `if_tsresol` 9, `if_filter`, the snap length.
/// - Packet: `epb_flags` with the direction; `epb_dropcount` where captures were lost before it; for a packet's death
///   `opt_comment` and no direction.
/// - Statistics at the end of each file: seen, lost, accepted and recorded frames.
public struct PcapngWriter: CaptureWriter {
  /// What a section says of where it was made.
  public struct Section: Hashable, Sendable {
    /// `shb_hardware`: the lab.
    public var hardware: String
    /// `shb_os`.
    public var operatingSystem: String
    /// `shb_userappl`.
    public var application: String
    /// `opt_comment`: how to repeat a simulation, for instance.
    public var comment: String

    /// Describes a section; what is empty is left out.
    public init(
      hardware: String = "", operatingSystem: String = "", application: String = "Weft", comment: String = ""
    ) {
      self.hardware = hardware
      self.operatingSystem = operatingSystem
      self.application = application
      self.comment = comment
    }
  }

  /// What each file says of where it was made.
  public let section: Section
  /// Octets kept of each frame.
  public let snapLength: Int
  /// The filter's text; empty for none.
  public let filter: String

  /// Writes frames of up to `snapLength` octets that `filter` accepted.
  public init(
    section: Section = Section(), snapLength: Int = CaptureSession.snapLengthMax, filter: String = ""
  ) {
    self.section = section
    self.snapLength = snapLength
    self.filter = filter
  }

  /// Appends the section header block (4.1).
  public func begin(into out: inout [UInt8]) {
    var block = PcapngBlock(.section, in: &out)
    out.append(littleEndian: 0x1a2b_3c4d as UInt32)
    out.append(littleEndian: 1 as UInt16)
    out.append(littleEndian: 0 as UInt16)
    out.append(littleEndian: -1 as Int64)
    block.option(Option.comment, text: section.comment, in: &out)
    block.option(2, text: section.hardware, in: &out)
    block.option(3, text: section.operatingSystem, in: &out)
    block.option(4, text: section.application, in: &out)
    block.end(in: &out)
  }

  /// Appends an interface description block (4.2).
  public func declare(_ interface: CaptureInterface, into out: inout [UInt8]) {
    var block = PcapngBlock(.interface, in: &out)
    out.append(littleEndian: 1 as UInt16)
    out.append(littleEndian: 0 as UInt16)
    out.append(littleEndian: UInt32(clamping: snapLength))
    block.option(2, text: interface.name, in: &out)
    block.option(9, 9 as UInt8, in: &out)
    block.option(11, prefix: [0], text: filter, in: &out)
    block.end(in: &out)
  }

  /// Appends an enhanced packet block (4.3).
  public func write(
    _ record: CaptureRecord, _ frame: ArraySlice<UInt8>, at interface: CaptureInterface, into out: inout [UInt8]
  ) -> Bool {
    var block = PcapngBlock(.packet, in: &out)
    out.append(littleEndian: UInt32(clamping: record.interface))
    PcapngBlock.append(time: record.timestamp, to: &out)
    out.append(littleEndian: UInt32(clamping: frame.count))
    out.append(littleEndian: UInt32(clamping: record.originalLength))
    out.append(contentsOf: frame)
    block.pad(&out)
    switch record.event {
    case .inbound: block.option(2, 1 as UInt32, in: &out)
    case .outbound: block.option(2, 2 as UInt32, in: &out)
    case .dropped(let reason):
      block.option(Option.comment, text: "dropped by \(interface.element): \(reason)", in: &out)
      block.option(2, 0 as UInt32, in: &out)
    }
    if record.lostBefore > 0 { block.option(4, UInt64(record.lostBefore), in: &out) }
    block.end(in: &out)
    return true
  }

  /// Appends an interface statistics block (4.6).
  public func conclude(
    _ statistics: CaptureStatistics, interface index: Int, timestamp: UInt64, into out: inout [UInt8]
  ) {
    var block = PcapngBlock(.statistics, in: &out)
    out.append(littleEndian: UInt32(clamping: index))
    PcapngBlock.append(time: timestamp, to: &out)
    block.option(3, time: timestamp, in: &out)
    block.option(4, statistics.received, in: &out)
    block.option(5, statistics.lost, in: &out)
    block.option(6, statistics.accepted, in: &out)
    block.option(8, statistics.recorded, in: &out)
    block.end(in: &out)
  }

  /// A statistics block: 24 octets, five options of 12, and their end.
  public var conclusionLength: Int { 88 }

  private enum Option {
    static let comment: UInt16 = 1
  }
}
