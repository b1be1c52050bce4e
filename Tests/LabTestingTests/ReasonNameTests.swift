import Dataplane
import Testing
import Topology

/// The reasons that a check may name, against those for which elements drop.
@Suite("names of drop reasons")
struct ReasonNameTests {
  @Test("a check may name every reason for which a packet is dropped, and no other")
  func same() {
    #expect(ReasonNames.drops == DropReason.allCases.map(\.name))
  }
}
