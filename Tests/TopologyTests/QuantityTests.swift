import Testing

@testable import Topology

@Suite("numbers with units")
struct QuantityTests {
  @Test(
    "are exact",
    arguments: [
      ("20ms", 20_000_000), ("1.5s", 1_500_000_000), ("0.001us", 1), ("2h", 7_200_000_000_000), ("3µs", 3000),
      ("0.0001us", 0), ("10ns", 10), ("0s", 0), ("1.25m", 75_000_000_000),
    ])
  func durations(_ text: String, _ nanoseconds: Int) throws {
    #expect(try Quantity.parse(text, Quantity.durations) == nanoseconds)
  }

  @Test("of rates, sizes and percentages")
  func others() throws {
    #expect(try Quantity.parse("100Mbit/s", Quantity.rates) == 100_000_000)
    #expect(try Quantity.parse("1.5GiB", Quantity.sizes) == 1_610_612_736)
    #expect(try Quantity.parse("0.1%", Quantity.percentages) == 1_000_000)
  }

  @Test("are refused where they are none")
  func problems() {
    func problem(_ text: String) -> Quantity.Problem? {
      do throws(Quantity.Problem) {
        _ = try Quantity.parse(text, Quantity.durations)
        return nil
      } catch { return error }
    }
    #expect(problem("20") == .noUnit)
    #expect(problem("20 ms") == .unknownUnit(" ms"))
    #expect(problem("20sec") == .unknownUnit("sec"))
    #expect(problem("ms") == .notANumber && problem("") == .notANumber && problem("-1s") == .notANumber)
    #expect(problem("1.s") == .notANumber && problem(".5s") == .notANumber && problem("1.2.3s") == .notANumber)
    #expect(problem("99999999999999999999s") == .outOfRange && problem("9999999999999h") == .outOfRange)
    #expect(problem("9223372036.9s") == .outOfRange)
  }

  @Test("durations are printed as they are read")
  func text() throws {
    for text in ["20ms", "300s", "2h", "1s", "1500us", "7ns", "0s", "90s"] {
      let duration = Duration.nanoseconds(try Quantity.parse(text, Quantity.durations))
      #expect(Duration.nanoseconds(try Quantity.parse(duration.text, Quantity.durations)) == duration)
    }
    #expect(Duration.seconds(7440).text == "124m" && Duration.milliseconds(1500).text == "1500ms")
  }
}
