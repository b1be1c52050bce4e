import Dataplane
import Links
import Testing

@Test("probabilities, rates and problems are told exactly and in words")
func conditionsInWords() {
  #expect(Probability(percent: 0.1)?.description == "0.1%")
  #expect(Probability(0.000_000_001)?.description == "0.0000001%")
  #expect(Probability.always.description == "100%")
  #expect(BitRate.megabits(100).description == "100Mbit/s")
  #expect(BitRate(bitsPerSecond: 1_500).description == "1.5kbit/s")
}
