import Capture

/// Keeps what a capture writes, a list of octets a file; breaks down after as many writes as it is told.
struct MemorySink: CaptureSink {
  typealias Failure = Broken
  struct Broken: Error, Equatable {}

  var files: [[UInt8]] = []
  var writes = 0
  var writesMax = Int.max

  mutating func begin(file number: Int) {
    files.append([])
    precondition(files.count == number)
  }

  mutating func write(_ bytes: [UInt8]) throws(Broken) {
    writes += 1
    if writes > writesMax { throw Broken() }
    files[files.count - 1] += bytes
  }
}
