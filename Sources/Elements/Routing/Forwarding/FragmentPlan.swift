import Buffers
import Wire

/// How one IPv4 datagram is cut into fragments (RFC 791, 3.2, "an example fragmentation procedure").
struct FragmentPlan: Sendable {
  /// Fragments that come out, at least two.
  let count: Int
  /// Octets of the headers of all but the first fragment.
  let laterHeaderLength: Int
  private let header: IPv4Header
  private let headerLength: Int
  private let firstLength: Int
  private let laterLength: Int

  /// Plans the fragments of the datagram in `packet`; `nil` where it is none, or there is no room for payload.
  init?(_ packet: borrowing Packet, mtu: Int) {
    guard let frame = EthernetView(packet.bytes), let view = IPv4View(frame.payload) else { return nil }
    header = IPv4Header(view)
    headerLength = view.headerLength
    let options = FragmentPlan.copiedOptions(view.options)
    laterHeaderLength = IPv4View.minimumLength + (options + 3) / 4 * 4
    firstLength = (mtu - headerLength) & ~7
    laterLength = (mtu - laterHeaderLength) & ~7
    guard firstLength > 0, laterLength > 0, header.payloadLength > firstLength else { return nil }
    let rest = header.payloadLength - firstLength
    count = 1 + (rest + laterLength - 1) / laterLength
  }

  /// Where the payload of a fragment is in the packet that is cut up.
  func payload(of index: Int) -> Range<Int> {
    let base = IPHeaders.offset + headerLength
    let start = index == 0 ? 0 : firstLength + (index - 1) * laterLength
    let end = index == 0 ? firstLength : min(start + laterLength, header.payloadLength)
    return base + start..<base + end
  }

  /// The header of a fragment, without options. The last fragment of a fragment has more behind it if that one had.
  private func header(of index: Int) -> IPv4Header {
    var header = header
    let payload = payload(of: index)
    header.fragmentOffset += payload.lowerBound - IPHeaders.offset - headerLength
    header.moreFragments = header.moreFragments || index < count - 1
    header.payloadLength = payload.count
    return header
  }

  /// Makes the packet the first fragment. It is not shared.
  func makeFirst(_ packet: inout Packet) {
    _ = packet.resize(to: IPHeaders.offset + headerLength + firstLength)
    var bytes = packet.mutableBytes
    IPv4Rewriting.setTotalLength(headerLength + firstLength, in: &bytes, at: IPHeaders.offset)
    IPv4Rewriting.setFragment(
      offset: header.fragmentOffset, moreFragments: true, in: &bytes, at: IPHeaders.offset)
  }

  /// Writes the header of a fragment other than the first, with the options of `source` that are to be copied.
  func writeHeader(of index: Int, from source: RawSpan, to bytes: inout MutableRawSpan) {
    let options = source.extracting(IPHeaders.offset + IPv4View.minimumLength..<IPHeaders.offset + headerLength)
    if laterHeaderLength == IPv4View.minimumLength {
      header(of: index).write(to: &bytes, at: IPHeaders.offset)
      return
    }
    var copy = InlineArray<40, UInt8>(repeating: 0)
    var length = 0
    var cursor = HeaderOptionCursor(options)
    while let option = cursor.next() {
      if option.kind & 0x80 == 0 { continue }
      for offset in option.data.lowerBound - 2..<option.data.upperBound {
        copy[length] = options.octet(at: offset)
        length += 1
      }
    }
    let span = copy.span
    unsafe header(of: index).write(to: &bytes, at: IPHeaders.offset, options: span.bytes.extracting(first: length))
  }

  /// Octets of the options that every fragment gets: those with the highest bit of their kind set.
  private static func copiedOptions(_ options: RawSpan) -> Int {
    var length = 0
    var cursor = HeaderOptionCursor(options)
    while let option = cursor.next() { length += option.kind & 0x80 != 0 ? option.data.count + 2 : 0 }
    return length
  }
}
