/// Sends one packet after the other at a rate, and says when each is through.
///
/// Time is kept in whole nanoseconds and a fraction with the rate as its denominator, so that packets sent one right
/// behind the other take exactly their bits divided by the rate, however many they are. Outwards a time is rounded up:
/// nothing is through before its time.
struct Transmitter {
  private var bitsPerSecond: UInt64?
  private var time: UInt64 = 0
  /// In units of 1 / `bitsPerSecond` nanoseconds, and less than one nanosecond.
  private var fraction: UInt64 = 0
  /// How long the last packet took that began with a whole nanosecond: many are of one length, and a division is slow.
  private var last = (octets: -1, time: UInt64(0), fraction: UInt64(0))

  /// When the packet that is being sent is through, or when the last one was.
  var freeAt: UInt64 {
    @inline(__always) get { time &+ (fraction > 0 ? 1 : 0) }
  }

  /// The rate from the next packet on; `nil` where sending takes no time.
  mutating func setRate(_ rate: BitRate?) {
    guard rate?.bitsPerSecond != bitsPerSecond else { return }
    time = freeAt
    fraction = 0
    bitsPerSecond = rate?.bitsPerSecond
    last.octets = -1
  }

  /// Sends a packet that came at `arrival` as soon as those before it are through, and answers when it is.
  @inline(__always)
  mutating func send(_ octets: Int, from arrival: UInt64) -> UInt64 {
    if arrival > time {
      time = arrival
      fraction = 0
    }
    guard let bitsPerSecond else { return time }
    if fraction > 0 || octets != last.octets {
      let (whole, rest) = (fraction &+ UInt64(octets) &* 8_000_000_000).quotientAndRemainder(dividingBy: bitsPerSecond)
      if fraction == 0 { last = (octets, whole, rest) }
      time &+= whole
      fraction = rest
    } else {
      time &+= last.time
      fraction = last.fraction
    }
    return freeAt
  }

  /// Forgets the packet that is being sent.
  mutating func abort(at now: UInt64) {
    time = min(time, now)
    fraction = 0
  }
}
