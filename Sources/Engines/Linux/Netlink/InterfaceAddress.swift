/// An address of an interface.
public struct InterfaceAddress: Hashable, Sendable {
  /// The address and the length of its network.
  public var prefix: InetPrefix
  /// The interface that has it.
  public var interface: Int32
  /// The IPv4 broadcast address; nil for none.
  public var broadcast: UInt32?
  /// Use it at once, without looking for a duplicate (IFA_F_NODAD; IPv6).
  public var skipsDuplicateDetection: Bool
  /// It may not be used yet, duplicate detection is under way (IFA_F_TENTATIVE).
  public var isTentative: Bool

  /// Makes an address. Where `broadcast` is not given, an IPv4 network of 30 bits or fewer gets its last address.
  public init(
    _ prefix: InetPrefix, on interface: Int32, broadcast: UInt32? = nil, skipsDuplicateDetection: Bool = true
  ) {
    self.prefix = prefix
    self.interface = interface
    self.broadcast = broadcast
    self.skipsDuplicateDetection = skipsDuplicateDetection
    isTentative = false
    if broadcast == nil, case .v4(let bits) = prefix.address, prefix.length <= 30 {
      self.broadcast = bits | (UInt32.max >> prefix.length)
    }
  }
}
