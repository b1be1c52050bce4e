import Glibc

/// How often the allocator and the reference counts were called, where `count-calls.c` is preloaded to count them.
struct CallCounts {
  var allocations: Double
  var retains: Double

  static func - (left: CallCounts, right: CallCounts) -> CallCounts {
    CallCounts(allocations: left.allocations - right.allocations, retains: left.retains - right.retains)
  }

  static func / (counts: CallCounts, count: Double) -> CallCounts {
    CallCounts(allocations: counts.allocations / count, retains: counts.retains / count)
  }

  /// The counts until now, or `nil` where nobody counts.
  static var now: CallCounts? {
    guard let counters else { return nil }
    return CallCounts(
      allocations: Double(counters.allocations.pointee), retains: Double(counters.retains.pointee))
  }
}

nonisolated(unsafe) private let counters: (allocations: UnsafePointer<UInt>, retains: UnsafePointer<UInt>)? = {
  guard let program = dlopen(nil, RTLD_NOW), let allocations = dlsym(program, "counted_allocations"),
    let retains = dlsym(program, "counted_retains")
  else { return nil }
  let counters = (
    allocations: UnsafePointer(allocations.assumingMemoryBound(to: UInt.self)),
    retains: UnsafePointer(retains.assumingMemoryBound(to: UInt.self))
  )
  checkCanary(counters)
  return counters
}()

/// Makes 1,000 objects and as many references, and traps where they are not counted.
private func checkCanary(_ counters: (allocations: UnsafePointer<UInt>, retains: UnsafePointer<UInt>)) {
  let before = (counters.allocations.pointee, counters.retains.pointee)
  for _ in 0..<1000 { canary = Canary(canary.map { [$0, $0] } ?? []) }
  precondition(counters.allocations.pointee - before.0 >= 1000, "allocations are not counted")
  precondition(counters.retains.pointee - before.1 >= 1000, "retains are not counted")
  canary = nil
}

private final class Canary {
  let song: [Int]
  init(_ others: [Canary]) { song = others.map { $0.song.count } }
}

nonisolated(unsafe) private var canary: Canary?
