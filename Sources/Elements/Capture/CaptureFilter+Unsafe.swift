import CPcap

/// A capture filter in libpcap's language (pcap-filter(7)), compiled for Ethernet: `tcp port 80`, `host 10.1.0.10`.
///
/// As with every program on libpcap, `tcp port 80` does not see into VLAN tags; `vlan and tcp port 80` does. A filter
/// that names a host asks the machine's resolver while it is compiled, so the names of a lab's own hosts are to be
/// written as addresses. What is not in the frame (`inbound`, `outbound`) cannot be asked for, and is refused.
///
/// Immutable once made: every worker may run it at once.
@safe
public final class CaptureFilter: @unchecked Sendable {
  /// Octets of the longest text that is compiled.
  public static let textMax = 65_536

  /// The text that it was made of.
  public let text: String
  private let program: UnsafeMutablePointer<bpf_program>

  /// Compiles `text`; an empty one accepts every frame.
  public init(_ text: String) throws(CaptureFilterError) {
    guard text.utf8.count <= CaptureFilter.textMax, !text.utf8.contains(0) else {
      throw CaptureFilterError(text: text, message: "the filter is too long or holds a zero octet")
    }
    self.text = text
    unsafe program = .allocate(capacity: 1)
    unsafe program.initialize(to: bpf_program())
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    let result = unsafe message.withUnsafeMutableBufferPointer { buffer in
      unsafe cpcap_compile(text, Int32(CaptureSession.snapLengthMax), program, buffer.baseAddress, buffer.count)
    }
    guard result == 0 else {
      let octets = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw CaptureFilterError(text: text, message: String(decoding: octets, as: UTF8.self))
    }
  }

  deinit {
    unsafe cpcap_free(program)
    unsafe program.deallocate()
  }

  /// True where the filter accepts a frame that begins with `bytes` and is `length` octets long in all (as many as
  /// `bytes` where nothing else is said).
  public func matches(_ bytes: RawSpan, length: Int? = nil) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      // An empty buffer has no address, but a filter may still ask for its length.
      var nothing: UInt8 = 0
      return unsafe withUnsafePointer(to: &nothing) { fallback in
        let start = unsafe buffer.baseAddress ?? UnsafeRawPointer(fallback)
        let whole = UInt32(clamping: max(buffer.count, length ?? 0))
        return unsafe cpcap_matches(program, start, UInt32(clamping: buffer.count), whole) != 0
      }
    }
  }
}

/// A filter that libpcap did not understand.
public struct CaptureFilterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The filter.
  public var text: String
  /// What libpcap says of it.
  public var message: String

  /// The filter and what is wrong with it.
  public var description: String { "capture filter \"\(text)\": \(message)" }
}
