import Buffers
import Dataplane
import ElementBench
import Wire

/// What happens to an element, read from any octets: frames that come in, and time that passes.
///
/// ```
///   ┌─────────┬────────┬──────────────────┐
///   │ control │ length │ frame            │ ...
///   └─────────┴────────┴──────────────────┘
///     1         2, big-endian, cut to what is there
///
///   control: port (bits 0-1) · right checksums (2) · offload (3-4) · time that passes first (5-7)
/// ```
struct FrameScript {
  static let delays: [Nanoseconds] = [
    .milliseconds(0), .milliseconds(0), .milliseconds(0), .milliseconds(10), .seconds(1), .seconds(5), .seconds(60),
    .seconds(400),
  ]

  /// Carries it out at an element with `ports` ports. Afterwards, when everything that waits has been given up, no
  /// packet buffer is in use; else it says so.
  static func run(_ bytes: RawSpan, at bench: ElementBench, ports: Int) -> String? {
    var position = 0
    while position + 3 <= bytes.byteCount {
      let control = Int(octet(bytes, position))
      let length = Int(octet(bytes, position + 1)) << 8 | Int(octet(bytes, position + 2))
      position += 3
      let end = min(position + length, bytes.byteCount)
      var frame = (position..<end).map { octet(bytes, $0) }
      position = end
      let delay = delays[control >> 5]
      if delay > .milliseconds(0) { bench.advance(by: delay) }
      if control & 4 != 0, frame.count >= 34 {
        frame.withMutableBytes { bytes in
          _ = IPv4Rewriting.completeChecksum(in: &bytes, at: 14)
          _ = TransportChecksum.complete(in: &bytes, at: 14)
        }
      }
      bench.send(frame, to: control & 3 < ports ? control & 3 : 0, offload: offload(control >> 3 & 3, frame.count))
    }
    bench.advance(by: .seconds(100_000))
    let left = bench.dispatcher.pool.inUse
    return left == 0 ? nil : "\(left) packet buffers are still in use"
  }

  /// One frame of a script, for seeds.
  static func step(port: Int, after delay: Int = 0, _ frame: [UInt8]) -> [UInt8] {
    [UInt8(port | 4 | delay << 5), UInt8(frame.count >> 8), UInt8(frame.count & 0xff)] + frame
  }

  private static func octet(_ bytes: RawSpan, _ index: Int) -> UInt8 {
    bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
  }

  private static func offload(_ kind: Int, _ length: Int) -> OffloadMetadata {
    var offload = OffloadMetadata.none
    switch kind {
    case 1: offload.checksumIsValid = true
    case 2:
      offload.needsChecksum = true
      offload.checksumStart = 34
      offload.checksumOffset = length & 1 == 0 ? 16 : 6
    case 3:
      offload.segmentation = length & 1 == 0 ? .tcp4 : .udp
      offload.segmentSize = UInt16(length & 0x3f)
    default: break
    }
    return offload
  }
}
