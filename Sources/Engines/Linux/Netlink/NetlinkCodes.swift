/// The numbers of rtnetlink(7) that are used here, by the kernel's names.
enum NetlinkCode {
  // Message types.
  static let error: UInt16 = 2
  static let done: UInt16 = 3
  static let newLink: UInt16 = 16
  static let deleteLink: UInt16 = 17
  static let getLink: UInt16 = 18
  static let setLink: UInt16 = 19
  static let newAddress: UInt16 = 20
  static let deleteAddress: UInt16 = 21
  static let getAddress: UInt16 = 22
  static let newRoute: UInt16 = 24
  static let deleteRoute: UInt16 = 25
  static let getRoute: UInt16 = 26
  static let newNeighbour: UInt16 = 28
  static let deleteNeighbour: UInt16 = 29
  static let getNeighbour: UInt16 = 30

  // Flags of requests.
  static let request: UInt16 = 0x1
  static let acknowledge: UInt16 = 0x4
  static let dump: UInt16 = 0x300
  static let replace: UInt16 = 0x100
  static let exclusive: UInt16 = 0x200
  static let create: UInt16 = 0x400

  // Flags of answers.
  static let multipart: UInt16 = 0x2
  static let dumpInterrupted: UInt16 = 0x10
  static let capped: UInt16 = 0x100
  static let acknowledgementAttributes: UInt16 = 0x200
}

/// Kinds of attributes: NLMSGERR_ATTR, IFLA, IFA, RTA, NDA.
enum NetlinkKind {
  static let errorMessage: UInt16 = 1

  static let linkAddress: UInt16 = 1
  static let linkName: UInt16 = 3
  static let linkMTU: UInt16 = 4
  static let linkMaster: UInt16 = 10
  static let linkQueueLength: UInt16 = 13
  static let linkOperationalState: UInt16 = 16
  static let linkInfo: UInt16 = 18
  static let linkNamespace: UInt16 = 28
  static let linkInfoKind: UInt16 = 1
  static let linkInfoData: UInt16 = 2
  static let vethPeer: UInt16 = 1

  static let addressPeer: UInt16 = 1
  static let addressLocal: UInt16 = 2
  static let addressBroadcast: UInt16 = 4
  static let addressFlags: UInt16 = 8

  static let routeDestination: UInt16 = 1
  static let routeInterface: UInt16 = 4
  static let routeGateway: UInt16 = 5
  static let routePriority: UInt16 = 6
  static let routeSource: UInt16 = 7
  static let routeTable: UInt16 = 15

  static let neighbourAddress: UInt16 = 1
  static let neighbourHardwareAddress: UInt16 = 2
}

/// Octets of the fixed part of each family of messages.
enum NetlinkFixedPart {
  static let link = 16
  static let address = 8
  static let route = 12
  static let neighbour = 12
}
