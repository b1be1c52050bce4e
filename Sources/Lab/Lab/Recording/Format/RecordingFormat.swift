/// The file that keeps what came into a lab from outside, so that the run can be had again in virtual time.
///
/// A header, then records to the end of the file. Numbers are unsigned LEB128 (seven bits an octet, the lowest first); a
/// blob is a number and that many octets; words are eight octets, the lowest first.
///
/// ```
/// header   "weftrec" version(1)  blob                (JSON: `RecordingHeader`)
/// record   tag(1), then:
///   1 clock    nanoseconds since the clock before    (the worker looked at its clock, and what follows saw this)
///   2 timers                                         (those that were due were fired)
///   3 run      limit                                 (waiting batches were handed over, at most so many)
///   4 input    device  trace(1)  packet              (a packet came in)
///   5 output   device  fingerprint(word)  head       (a packet went out, in the step before)
///   6 call     blob                                  (JSON: `RecordedCall`, what a person or a file had changed)
///   7 end      outputs  digest(word)  starved        (the recording was ended)
///   8 cut      turn  nanoseconds                     (the disk did not keep up: from this turn on nothing is here)
/// packet   offload  blob
/// head     offload  length  blob                     (its first octets, to be shown)
/// offload  flags(1)  [segment size  checksum start  checksum offset]
/// ```
///
/// Flags: the segmentation in the lowest three bits, 8 for a partial checksum, 16 for a valid one, 32 for ECN, 64 where
/// the three numbers follow. A device has the number that its call gave it. `starved` counts the packets that died
/// because the lab had no buffer left; that is the one thing a replay does not repeat exactly.
///
/// A file without `end` or `cut` is of a lab that was killed.
enum RecordingFormat {
  /// What a file begins with.
  static let magic = Array("weftrec".utf8)
  /// The version of the format that is written here, and the only one that is read.
  static let version: UInt8 = 1

  /// Octets of a header or a call, at most: a topology file with room for its quoting.
  static let blobMax = 1 << 24
  /// Batches of one run, at most.
  static let limitMax = 1 << 20
  /// The largest number of a device.
  static let deviceMax = Int(UInt32.max)
  /// Octets of an outgoing packet that are kept: the headers of Ethernet, IPv6 and TCP with options.
  static let headMax = 128
  /// The latest clock, in nanoseconds: half of what signed arithmetic holds, about 146 years.
  static let clockMax = UInt64(Int64.max) / 2
  /// The longest recording, in nanoseconds: a year.
  static let lengthMax: UInt64 = 366 * 86_400 * 1_000_000_000

  enum Tag: UInt8 {
    case clock = 1
    case timers, run, input, output, call, end, cut
  }
}
