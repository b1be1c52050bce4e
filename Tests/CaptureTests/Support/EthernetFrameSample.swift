import Wire

enum EthernetFrameSample {
  static let tcp = EthernetFrame.tcp(
    Traffic.path, TCPHeader(sourcePort: 40_000, destinationPort: 80, flags: .syn), payload: [1, 2, 3])
}
