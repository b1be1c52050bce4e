/// Where a capture's octets go: a file, a pipe, a socket. The capture itself opens nothing.
public protocol CaptureSink: ~Copyable {
  /// What can go wrong while writing.
  associatedtype Failure: Error

  /// The octets that follow are file number `number`, from 1; called once before anything is written, and again
  /// whenever the capture rotates. A sink of one stream has nothing to do.
  mutating func begin(file number: Int) throws(Failure)

  /// Takes all of `bytes`, whole blocks or records, and may wait for as long as it likes. What it takes is to be seen
  /// by whoever reads at once, without another buffer in between.
  mutating func write(_ bytes: [UInt8]) throws(Failure)
}
