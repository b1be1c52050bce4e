/// The options of a TCP header that change what its other fields mean (RFC 9293, 3.2; RFC 7323; RFC 2018).
public struct TCPOptions: Hashable, Sendable {
  /// Largest payload that the sender of this SYN takes, octets (RFC 9293, 3.7.1).
  public var maximumSegmentSize: UInt16?
  /// Bits by which windows are to be shifted, at most 14 (RFC 7323, 2).
  public var windowScale: UInt8?
  /// True where the sender of this SYN understands selective acknowledgements (RFC 2018, 2).
  public var isSelectiveAckPermitted: Bool
  /// The sender's clock and the echo of the receiver's (RFC 7323, 3).
  public var timestamps: TCPTimestamps?
  /// What arrived out of order (RFC 2018, 3).
  public var selectiveAcks: TCPSelectiveAcks

  /// Makes options of their fields.
  @inlinable
  public init(
    maximumSegmentSize: UInt16? = nil, windowScale: UInt8? = nil, isSelectiveAckPermitted: Bool = false,
    timestamps: TCPTimestamps? = nil, selectiveAcks: TCPSelectiveAcks = TCPSelectiveAcks()
  ) {
    self.maximumSegmentSize = maximumSegmentSize
    self.windowScale = windowScale
    self.isSelectiveAckPermitted = isSelectiveAckPermitted
    self.timestamps = timestamps
    self.selectiveAcks = selectiveAcks
  }

  /// Decodes the options of a header. An unknown option, or one of a wrong length, is skipped; behind one whose length
  /// is impossible nothing is read.
  public init(_ bytes: RawSpan) {
    self.init()
    var cursor = HeaderOptionCursor(bytes)
    while let option = cursor.next() {
      let at = option.data.lowerBound
      switch (option.kind, option.data.count) {
      case (2, 2): maximumSegmentSize = bytes.uint16(at: at)
      case (3, 1): windowScale = bytes.octet(at: at)
      case (4, 0): isSelectiveAckPermitted = true
      case (5, 8), (5, 16), (5, 24), (5, 32):
        for block in stride(from: at, to: option.data.upperBound, by: 8) {
          selectiveAcks.append(TCPSelectiveAck(left: bytes.uint32(at: block), right: bytes.uint32(at: block + 4)))
        }
      case (8, 8): timestamps = TCPTimestamps(value: bytes.uint32(at: at), echo: bytes.uint32(at: at + 4))
      default: break
      }
    }
  }

  /// Octets that the options take, padding included: a multiple of 4, at most 40.
  public var encodedLength: Int {
    (maximumSegmentSize == nil ? 0 : 4) + (timestamps == nil ? (isSelectiveAckPermitted ? 4 : 0) : 12)
      + (windowScale == nil ? 0 : 4) + (fittingAcks == 0 ? 0 : 4 + 8 * fittingAcks)
  }

  /// Selective acknowledgements that there is room for beside the other options.
  var fittingAcks: Int {
    let others =
      (maximumSegmentSize == nil ? 0 : 4) + (timestamps == nil ? (isSelectiveAckPermitted ? 4 : 0) : 12)
      + (windowScale == nil ? 0 : 4)
    return min(selectiveAcks.count, (40 - others - 4) / 8)
  }

  /// Writes the options at `offset`, each aligned to 4 octets by padding in front of it (RFC 7323, appendix A). The
  /// last selective acknowledgements are left out where 40 octets do not hold them. False, and nothing is written,
  /// where there is no room.
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(encodedLength, at: offset) else { return false }
    var at = offset
    if let maximumSegmentSize {
      bytes.setUInt32(0x0204_0000 | UInt32(maximumSegmentSize), at: at)
      at += 4
    }
    if isSelectiveAckPermitted || timestamps != nil {
      bytes.setUInt16(isSelectiveAckPermitted ? 0x0402 : 0x0101, at: at)
      bytes.setUInt16(timestamps == nil ? 0x0101 : 0x080a, at: at + 2)
      at += 4
    }
    if let timestamps {
      bytes.setUInt32(timestamps.value, at: at)
      bytes.setUInt32(timestamps.echo, at: at + 4)
      at += 8
    }
    if let windowScale {
      bytes.setUInt32(0x0103_0300 | UInt32(windowScale), at: at)
      at += 4
    }
    if fittingAcks > 0 {
      bytes.setUInt32(0x0101_0500 | UInt32(truncatingIfNeeded: 2 + 8 * fittingAcks), at: at)
      at += 4
      for index in 0..<fittingAcks {
        bytes.setUInt32(selectiveAcks[index].left, at: at)
        bytes.setUInt32(selectiveAcks[index].right, at: at + 4)
        at += 8
      }
    }
    return true
  }
}

/// The timestamps option (RFC 7323, 3.2).
public struct TCPTimestamps: Hashable, Sendable {
  /// The sender's clock.
  public var value: UInt32
  /// The receiver's clock, as it was last seen; counts where ACK is set.
  public var echo: UInt32

  /// Makes timestamps of their fields.
  @inlinable
  public init(value: UInt32, echo: UInt32) {
    self.value = value
    self.echo = echo
  }
}
