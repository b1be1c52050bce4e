/// A UDP datagram, read in place (RFC 768).
///
/// ```
/// 0             2                  4        6          8
/// +-------------+------------------+--------+----------+---------
/// | source port | destination port | length | checksum | payload
/// +-------------+------------------+--------+----------+---------
/// ```
public struct UDPView: ~Escapable {
  /// Octets of the header.
  @inlinable public static var length: Int { 8 }

  /// The datagram: header and payload, without what follows them.
  public let bytes: RawSpan

  /// Views a datagram at the front of `bytes`; `nil` where the header is cut off, or the length is below 8 or more than
  /// there is.
  @inlinable @inline(__always)
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= UDPView.length else { return nil }
    let length = Int(bytes.uint16(at: 4))
    guard length >= UDPView.length, length <= bytes.byteCount else { return nil }
    self.bytes = bytes.extracting(first: length)
  }

  /// The sender's port; 0 where no reply is expected.
  @inlinable public var sourcePort: UInt16 { bytes.uint16(at: 0) }
  /// The receiver's port.
  @inlinable public var destinationPort: UInt16 { bytes.uint16(at: 2) }
  /// Octets of header and payload.
  @inlinable public var datagramLength: Int { bytes.byteCount }
  /// The checksum; 0 where the sender made none.
  @inlinable public var checksum: UInt16 { bytes.uint16(at: 6) }
  /// What follows the header.
  @inlinable public var payload: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(droppingFirst: UDPView.length) }
  }
}

/// A UDP header as a value (RFC 768).
public struct UDPHeader: Hashable, Sendable {
  /// The sender's port.
  public var sourcePort: UInt16
  /// The receiver's port.
  public var destinationPort: UInt16
  /// Octets of the payload, at most 65,527.
  public var payloadLength: Int

  /// Makes a header of its fields.
  @inlinable
  public init(sourcePort: UInt16, destinationPort: UInt16, payloadLength: Int) {
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.payloadLength = payloadLength
  }

  /// Copies the header out of a view.
  @inlinable
  public init(_ view: borrowing UDPView) {
    self.init(
      sourcePort: view.sourcePort, destinationPort: view.destinationPort,
      payloadLength: view.datagramLength - UDPView.length)
  }

  /// Writes the 8 octets at `offset` with checksum 0, for ``TransportChecksum`` to complete; false, and nothing is
  /// written, where there is no room or the length would pass 65,535.
  @inlinable
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(UDPView.length, at: offset), 0...65_535 - UDPView.length ~= payloadLength else { return false }
    // In one piece: a load that gathers several stores still under way waits for them.
    let ports = UInt64(sourcePort) << 48 | UInt64(destinationPort) << 32
    bytes.setUInt64(ports | UInt64(UDPView.length + payloadLength) << 16, at: offset)
    return true
  }
}
