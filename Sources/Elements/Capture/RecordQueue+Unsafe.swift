import Dataplane

/// Records one behind the other, header and octets, in storage of fixed size.
///
/// ```
/// | header | octets | header | octets | … free …        |
/// ```
struct RecordQueue: ~Copyable {
  /// A record's fixed part as it is stored.
  struct Header: BitwiseCopyable {
    var timestamp: UInt64
    var interface: UInt32
    var originalLength: UInt32
    var capturedLength: UInt32
    var lostBefore: UInt32
    var event: UInt16
    var reason: UInt16

    init(_ record: CaptureRecord, capturedLength: Int) {
      timestamp = record.timestamp
      interface = UInt32(truncatingIfNeeded: record.interface)
      originalLength = UInt32(clamping: record.originalLength)
      self.capturedLength = UInt32(clamping: capturedLength)
      lostBefore = record.lostBefore
      reason = 0
      switch record.event {
      case .inbound: event = 0
      case .outbound: event = 1
      case .dropped(let why):
        event = 2
        reason = UInt16(why.rawValue)
      }
    }

    var record: CaptureRecord {
      let event: CaptureEvent =
        switch event {
        case 0: .inbound
        case 1: .outbound
        default: .dropped(DropReason(rawValue: UInt8(truncatingIfNeeded: reason)) ?? .undecided)
        }
      return CaptureRecord(
        timestamp: timestamp, interface: Int(interface), event: event, originalLength: Int(originalLength),
        lostBefore: lostBefore)
    }
  }

  private let capacity: Int
  private(set) var octets: [UInt8] = []

  /// An empty queue of `capacity` octets. Memory that is not reached is not touched.
  init(capacity: Int) {
    self.capacity = capacity
    octets.reserveCapacity(capacity)
  }

  var isEmpty: Bool { octets.isEmpty }

  /// Appends a record and the first `capturedLength` octets of `frame`; false, and nothing is changed, where there is
  /// no room.
  mutating func append(_ record: CaptureRecord, _ frame: RawSpan, capturedLength: Int) -> Bool {
    let length = MemoryLayout<Header>.size + capturedLength
    guard length <= capacity - octets.count else { return false }
    let header = Header(record, capturedLength: capturedLength)
    unsafe withUnsafeBytes(of: header) { bytes in unsafe octets.append(contentsOf: bytes) }
    unsafe frame.extracting(first: capturedLength).withUnsafeBytes { bytes in
      unsafe octets.append(contentsOf: bytes)
    }
    return true
  }

  /// The record at `offset` and the place of its octets; `nil` at the end.
  func record(at offset: Int) -> (record: CaptureRecord, frame: Range<Int>)? {
    let start = offset + MemoryLayout<Header>.size
    guard start <= octets.count else { return nil }
    let header = unsafe octets.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: Header.self) }
    return (header.record, start..<start + Int(header.capturedLength))
  }

  /// Forgets all records, and keeps the storage.
  mutating func removeAll() { octets.removeAll(keepingCapacity: true) }
}
