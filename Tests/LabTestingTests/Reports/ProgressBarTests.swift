import LabTesting
import Testing

@Suite("the progress bar")
struct ProgressBarTests {
  @Test(
    "it fills as checks are done, and is cut to the terminal",
    arguments: [
      (0, 4, "[....................] 0/4 ping a -> b, 2 ms"), (1, 4, "[#####...............] 1/4 ping a -> b, 2 ms"),
      (4, 4, "[####################] 4/4 ping a -> b, 2 ms"), (9, 4, "[####################] 4/4 ping a -> b, 2 ms"),
      (0, 0, "[....................] 0/0 ping a -> b, 2 ms"),
    ])
  func line(_ done: Int, _ total: Int, _ line: String) {
    let progress = RunProgress(done: done, of: total, doing: "ping a -> b", at: .milliseconds(2))
    #expect(ProgressBar.line(progress, width: 80) == line)
    #expect(ProgressBar.line(progress, width: 10) == String(line.prefix(10)))
  }

  @Test(
    "durations have three digits and the unit that fits",
    arguments: [
      (0, "0 s"), (1, "1 ns"), (999, "999 ns"), (1000, "1 µs"), (1234, "1.23 µs"), (12_345, "12.3 µs"),
      (412_000, "412 µs"), (999_600, "1 ms"), (1_200_000, "1.2 ms"), (3_000_000_000, "3 s"), (119_000_000_000, "119 s"),
      (300_000_000_000, "5 min"), (301_000_000_000, "5 min 1 s"), (5_400_000_000_000, "1 h 30 min"),
    ] as [(Int64, String)])
  func durations(_ nanoseconds: Int64, _ text: String) {
    let progress = RunProgress(done: 0, of: 1, doing: "x", at: .nanoseconds(nanoseconds))
    let suffix = nanoseconds == 0 ? " x" : " x, " + text
    #expect(ProgressBar.line(progress, width: 200).hasSuffix(suffix))
  }
}
