public import CLinux

/// The machine's clocks, in nanoseconds.
public enum SystemClock {
  /// Time since an arbitrary moment, never set back (CLOCK_MONOTONIC).
  @inlinable @inline(__always)
  public static func monotonic() -> Int64 { lx_monotonic() }

  /// Time since 1970-01-01 00:00 UTC, which the administrator may set (CLOCK_REALTIME).
  @inlinable @inline(__always)
  public static func realtime() -> Int64 { lx_realtime() }
}
