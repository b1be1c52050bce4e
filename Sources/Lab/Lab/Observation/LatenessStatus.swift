import Dataplane
import Runtime

/// How far the live engine ran behind its clock over some time: what real time costs the accuracy of a lab. Virtual time
/// is never late.
///
/// Figures are nanoseconds, from histograms of three significant digits (a value is told from one that is a thousandth
/// larger) that reach to 68 s; what is above counts as 68 s.
public struct LatenessStatus: Codable, Hashable, Sendable {
  /// One of the things that may be late.
  public struct Figures: Codable, Hashable, Sendable {
    /// How many there were.
    public var count: UInt64
    /// Half of them were no later, nanoseconds.
    public var p50: UInt64
    /// Of a hundred 99 were no later, nanoseconds.
    public var p99: UInt64
    /// The latest, nanoseconds.
    public var max: UInt64

    private enum CodingKeys: String, CodingKey {
      case count
      case p50 = "p50Nanoseconds"
      case p99 = "p99Nanoseconds"
      case max = "maxNanoseconds"
    }

    /// Makes figures.
    public init(count: UInt64, p50: UInt64, p99: UInt64, max: UInt64) {
      self.count = count
      self.p50 = p50
      self.p99 = p99
      self.max = max
    }

    /// True where more than one in a hundred was later than ``LatenessStatus/tolerance``.
    var isBehind: Bool { p99 > LatenessStatus.tolerance }
  }

  /// From the moment a timer was due to when it fired: how much too late a delayed packet leaves.
  public let timers: Figures
  /// How long each turn of the worker took that moved packets: how long a packet waits that comes meanwhile.
  public let turns: Figures
  /// True where of a hundred timers or turns more than one was later than ``tolerance``.
  public let isBehind: Bool

  /// What is no longer in time, nanoseconds: 1 ms.
  public static let tolerance = Lateness.tolerance.count

  /// Makes a status of its figures.
  public init(timers: Figures, turns: Figures) {
    self.timers = timers
    self.turns = turns
    isBehind = timers.isBehind || turns.isBehind
  }

  init(_ lateness: Lateness) {
    self.init(timers: Figures(lateness.timers), turns: Figures(lateness.turns))
  }

  /// What must be said of results that came about meanwhile, as `the machine fell behind: timers up to 3.2 ms late`;
  /// `nil` where it kept up.
  public var complaint: String? {
    var late: [String] = []
    if timers.isBehind { late.append("timers up to \(LatenessStatus.text(timers.max)) late") }
    if turns.isBehind { late.append("packets waiting up to \(LatenessStatus.text(turns.max))") }
    return late.isEmpty ? nil : "the machine fell behind: " + late.joined(separator: ", ")
  }

  /// All figures on one line, as `timers p50 0.02 ms, p99 0.31 ms, max 1.2 ms; turns p50 …`.
  public var summary: String {
    [("timers", timers), ("turns", turns)].map { name, figures in
      guard figures.count > 0 else { return "\(name) none" }
      let (p50, p99, max) = (figures.p50, figures.p99, figures.max)
      return "\(name) p50 \(LatenessStatus.text(p50)), p99 \(LatenessStatus.text(p99)), max \(LatenessStatus.text(max))"
    }.joined(separator: "; ")
  }

  /// Nanoseconds in milliseconds: two digits behind the point below 10 ms, one below 100 ms.
  public static func text(_ nanoseconds: UInt64) -> String {
    let places = nanoseconds < 9_995_000 ? 2 : nanoseconds < 99_950_000 ? 1 : 0
    let scale: UInt64 = places == 2 ? 100 : places == 1 ? 10 : 1
    let step = 1_000_000 / scale
    let units = nanoseconds / step + (nanoseconds % step >= step / 2 ? 1 : 0)
    guard places > 0 else { return "\(units) ms" }
    let fraction = String(units % scale)
    return "\(units / scale)." + String(repeating: "0", count: places - fraction.count) + fraction + " ms"
  }
}

extension LatenessStatus.Figures {
  init(_ histogram: Histogram) {
    self.init(
      count: histogram.count, p50: histogram.percentile(0.5), p99: histogram.percentile(0.99), max: histogram.max)
  }
}

/// How late a lab's engine had been until some moment: of two the later tells what was between them.
public struct LatenessReading: Sendable {
  let lateness: Lateness

  /// What was late since `earlier`, a reading of the same lab.
  public func since(_ earlier: LatenessReading) -> LatenessStatus {
    LatenessStatus(lateness.since(earlier.lateness))
  }
}

extension RunningLab {
  /// How late the engine has been until now; `nil` in virtual time.
  public var latenessReading: LatenessReading? {
    get async {
      guard engine.kind == .live else { return nil }
      return await datapath.lateness.map(LatenessReading.init)
    }
  }
}

extension Datapath {
  /// How late the crank has been; `nil` where its time is virtual.
  var lateness: Lateness? { crank.latenessSoFar }
}
