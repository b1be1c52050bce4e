/// What to change of an interface; what is nil stays as it is.
public struct LinkChange: Sendable {
  /// Switch it on or off.
  public var isUp: Bool?
  /// A new name, at most 15 octets. The interface must be down on kernels before 6.1.
  public var name: String?
  /// The largest payload of a frame, octets.
  public var mtu: UInt32?
  /// The Ethernet address.
  public var address: HardwareAddress?
  /// Frames that may wait for transmission.
  public var queueLength: UInt32?
  /// The bridge or bond to belong to; 0 for none.
  public var master: Int32?
  /// The namespace to move to. The interface loses its addresses and is down there.
  public var namespace: NetworkNamespace?

  /// Makes a change of the given parts.
  public init(
    isUp: Bool? = nil, name: String? = nil, mtu: UInt32? = nil, address: HardwareAddress? = nil,
    queueLength: UInt32? = nil, master: Int32? = nil, namespace: NetworkNamespace? = nil
  ) {
    self.isUp = isUp
    self.name = name
    self.mtu = mtu
    self.address = address
    self.queueLength = queueLength
    self.master = master
    self.namespace = namespace
  }
}

extension NetlinkRequest {
  /// Changes interface `index`.
  public static func setLink(_ index: Int32, _ change: LinkChange) -> NetlinkRequest {
    NetlinkRequest(
      "change interface #\(index)", type: NetlinkCode.setLink, flags: 0,
      namespaces: change.namespace.map { [$0] } ?? []
    ) { message in
      message.linkFixedPart(index: index, isUp: change.isUp)
      if let name = change.name { message.attribute(NetlinkKind.linkName, name) }
      if let mtu = change.mtu { message.attribute(NetlinkKind.linkMTU, mtu) }
      if let address = change.address { message.attribute(NetlinkKind.linkAddress, address.octets) }
      if let length = change.queueLength { message.attribute(NetlinkKind.linkQueueLength, length) }
      if let master = change.master { message.attribute(NetlinkKind.linkMaster, master) }
      if let namespace = change.namespace {
        message.attribute(NetlinkKind.linkNamespace, namespace.descriptor.raw)
      }
    }
  }

  /// Removes interface `index`; of a veth pair both ends go.
  public static func deleteLink(_ index: Int32) -> NetlinkRequest {
    NetlinkRequest("delete interface #\(index)", type: NetlinkCode.deleteLink, flags: 0) {
      $0.linkFixedPart(index: index, isUp: nil)
    }
  }

  /// Makes a pair of interfaces joined by a cable: `name` here, `peer` in `peerNamespace` or here too.
  public static func addVeth(
    _ name: String, peer: String, in peerNamespace: NetworkNamespace? = nil
  ) -> NetlinkRequest {
    NetlinkRequest(
      "add veth pair \(name), \(peer)", type: NetlinkCode.newLink, flags: NetlinkCode.create | NetlinkCode.exclusive,
      namespaces: peerNamespace.map { [$0] } ?? []
    ) { message in
      message.linkFixedPart(index: 0, isUp: nil)
      message.attribute(NetlinkKind.linkName, name)
      message.nested(NetlinkKind.linkInfo) { info in
        info.attribute(NetlinkKind.linkInfoKind, "veth")
        info.nested(NetlinkKind.linkInfoData) { data in
          data.nested(NetlinkKind.vethPeer) { end in
            end.linkFixedPart(index: 0, isUp: nil)
            end.attribute(NetlinkKind.linkName, peer)
            if let peerNamespace { end.attribute(NetlinkKind.linkNamespace, peerNamespace.descriptor.raw) }
          }
        }
      }
    }
  }

  /// Makes a bridge without ports.
  public static func addBridge(_ name: String) -> NetlinkRequest {
    NetlinkRequest(
      "add bridge \(name)", type: NetlinkCode.newLink, flags: NetlinkCode.create | NetlinkCode.exclusive
    ) { message in
      message.linkFixedPart(index: 0, isUp: nil)
      message.attribute(NetlinkKind.linkName, name)
      message.nested(NetlinkKind.linkInfo) { $0.attribute(NetlinkKind.linkInfoKind, "bridge") }
    }
  }
}

extension NetlinkWriter {
  /// struct ifinfomsg.
  mutating func linkFixedPart(index: Int32, isUp: Bool?) {
    append(UInt32(0))
    append(index)
    append(isUp == true ? LinkFlags.up.rawValue : 0)
    append(isUp == nil ? 0 : LinkFlags.up.rawValue)
  }
}
