/// A TCP header as a value (RFC 9293, 3.1).
public struct TCPHeader: Hashable, Sendable {
  /// The sender's port.
  public var sourcePort: UInt16
  /// The receiver's port.
  public var destinationPort: UInt16
  /// Number of the first octet of the payload.
  public var sequence: UInt32
  /// Number of the next octet that the sender expects.
  public var acknowledgement: UInt32
  /// The control bits.
  public var flags: TCPFlags
  /// Octets that the sender will take, before window scaling.
  public var window: UInt16
  /// End of the urgent data.
  public var urgentPointer: UInt16
  /// The options.
  public var options: TCPOptions

  /// Makes a header of its fields.
  @inlinable
  public init(
    sourcePort: UInt16, destinationPort: UInt16, sequence: UInt32 = 0, acknowledgement: UInt32 = 0,
    flags: TCPFlags = [], window: UInt16 = 64_240, urgentPointer: UInt16 = 0, options: TCPOptions = TCPOptions()
  ) {
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.sequence = sequence
    self.acknowledgement = acknowledgement
    self.flags = flags
    self.window = window
    self.urgentPointer = urgentPointer
    self.options = options
  }

  /// Copies the header out of a view; options that ``TCPOptions`` does not know are left out.
  public init(_ view: borrowing TCPView) {
    self.init(
      sourcePort: view.sourcePort, destinationPort: view.destinationPort, sequence: view.sequence,
      acknowledgement: view.acknowledgement, flags: view.flags, window: view.window,
      urgentPointer: view.urgentPointer, options: TCPOptions(view.options))
  }

  /// Octets of the header with its options, 20…60.
  public var length: Int { TCPView.minimumLength + options.encodedLength }

  /// Writes the header at `offset` with checksum 0, for ``TransportChecksum`` to complete; false, and nothing is
  /// written, where there is no room.
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    let length = length
    guard bytes.holds(length, at: offset) else { return false }
    bytes.setUInt16(sourcePort, at: offset)
    bytes.setUInt16(destinationPort, at: offset + 2)
    bytes.setUInt32(sequence, at: offset + 4)
    bytes.setUInt32(acknowledgement, at: offset + 8)
    bytes.setOctet(UInt8(truncatingIfNeeded: length / 4) << 4, at: offset + 12)
    bytes.setOctet(flags.rawValue, at: offset + 13)
    bytes.setUInt16(window, at: offset + 14)
    bytes.setUInt16(0, at: offset + 16)
    bytes.setUInt16(urgentPointer, at: offset + 18)
    return options.write(to: &bytes, at: offset + TCPView.minimumLength)
  }
}
