/// One extension header of an IPv6 datagram (RFC 8200, 4).
public struct IPv6ExtensionHeader: Hashable, Sendable {
  /// Which header it is: hop-by-hop options, routing, fragment, authentication or destination options.
  public let kind: IPProtocol
  /// Octets from the start of the IPv6 header to this one.
  public let offset: Int
  /// Octets of this header.
  public let length: Int

  /// Makes an extension header of its fields.
  @inlinable
  public init(kind: IPProtocol, offset: Int, length: Int) {
    self.kind = kind
    self.offset = offset
    self.length = length
  }
}

extension IPProtocol {
  /// True for the IPv6 extension headers that can be walked over (RFC 8200, 4; RFC 4302).
  @inlinable public var isIPv6Extension: Bool {
    switch self {
    case .hopByHop, .routing, .fragment, .authentication, .destinationOptions: true
    default: false
    }
  }
}

/// Walks the extension headers of an IPv6 datagram (RFC 8200, 4). After the last one, ``nextHeader`` and ``offset``
/// are the upper layer's.
///
/// The walk ends after ``headersMax`` headers, and behind a fragment header that is not the first fragment's, where
/// there are no more headers but a piece of the payload (RFC 8200, 4.5).
public struct IPv6ExtensionCursor: ~Escapable {
  /// Most extension headers that are walked; datagrams with more are treated as malformed.
  @inlinable public static var headersMax: Int { 16 }

  /// The datagram.
  public let bytes: RawSpan
  /// What is at ``offset``.
  public private(set) var nextHeader: IPProtocol
  /// Octets from the start of the IPv6 header to what comes next.
  public private(set) var offset = 40
  /// Where the octet is that says what comes next.
  public private(set) var nextHeaderOffset = 6
  /// True once a header was found that is cut off, or one too many; the walk ends there.
  public private(set) var isMalformed = false
  /// Headers walked so far.
  public private(set) var count = 0
  /// True behind the fragment header of a later fragment.
  private var isInsideFragment = false

  /// Begins a walk.
  @_lifetime(copy view)
  public init(_ view: borrowing IPv6View) {
    bytes = view.bytes
    nextHeader = view.nextHeader
  }

  /// The next extension header, or `nil` at the upper layer.
  public mutating func next() -> IPv6ExtensionHeader? {
    guard !isMalformed, !isInsideFragment, nextHeader.isIPv6Extension else { return nil }
    guard count < IPv6ExtensionCursor.headersMax, bytes.holds(8, at: offset), bytes.holds(lengthHere, at: offset)
    else {
      isMalformed = true
      return nil
    }
    let header = IPv6ExtensionHeader(kind: nextHeader, offset: offset, length: lengthHere)
    if header.kind == .fragment { isInsideFragment = bytes.uint16(at: offset + 2) & 0xfff8 != 0 }
    nextHeader = IPProtocol(rawValue: bytes.octet(at: offset))
    nextHeaderOffset = offset
    offset += header.length
    count += 1
    return header
  }

  /// Octets of the header at ``offset``, 8…2,048. Eight octets must be there.
  private var lengthHere: Int {
    switch nextHeader {
    case .fragment: 8
    case .authentication: (Int(bytes.octet(at: offset + 1)) + 2) * 4
    default: (Int(bytes.octet(at: offset + 1)) + 1) * 8
    }
  }
}

extension IPv6View {
  /// What the datagram carries behind its extension headers; `nil` where one of them is cut off or they are more than
  /// ``IPv6ExtensionCursor/headersMax``.
  @inlinable public var upperLayer: UpperLayer? {
    nextHeader.isIPv6Extension ? walkToUpperLayer() : UpperLayer(protocol: nextHeader, offset: IPv6View.length)
  }

  /// The fragment header, where the datagram has one.
  public var fragment: IPv6FragmentHeader? {
    var cursor = IPv6ExtensionCursor(self)
    while let header = cursor.next() {
      if header.kind == .fragment { return IPv6FragmentHeader(bytes, at: header.offset) }
    }
    return nil
  }

  @usableFromInline
  func walkToUpperLayer() -> UpperLayer? {
    var cursor = IPv6ExtensionCursor(self)
    var fragment: IPv6FragmentHeader?
    while let header = cursor.next() {
      if header.kind == .fragment { fragment = IPv6FragmentHeader(bytes, at: header.offset) }
    }
    guard !cursor.isMalformed else { return nil }
    return UpperLayer(
      protocol: cursor.nextHeader, offset: cursor.offset, fragmentOffset: fragment?.fragmentOffset ?? 0,
      moreFragments: fragment?.moreFragments ?? false)
  }
}
