/// A format of capture files: turns records into octets. It has no memory of files; `begin` starts each one anew.
public protocol CaptureWriter: Sendable {
  /// What every file begins with.
  func begin(into out: inout [UInt8])
  /// Says that there is a port; ports are numbered in the order in which they are declared.
  func declare(_ interface: CaptureInterface, into out: inout [UInt8])
  /// Appends one record of a port that was declared. False where the format has no way to say it.
  func write(
    _ record: CaptureRecord, _ frame: ArraySlice<UInt8>, at interface: CaptureInterface, into out: inout [UInt8]
  ) -> Bool
  /// Appends what was counted at port number `index` until `timestamp`, nanoseconds since 1970.
  func conclude(_ statistics: CaptureStatistics, interface index: Int, timestamp: UInt64, into out: inout [UInt8])
  /// Octets that `conclude` appends for each port.
  var conclusionLength: Int { get }
}

extension [UInt8] {
  /// Appends `value`, its least significant octet first.
  mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
    var rest = value
    for _ in 0..<Value.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}
