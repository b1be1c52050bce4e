import Testing

@testable import Hosts

struct PortMapTests {
  @Test("a map of ports is a dictionary")
  func agreesWithDictionary() {
    var state: UInt64 = 0x5eed_0400
    print("seed \(state)")
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    var map = PortMap<UInt64>()
    var model: [UInt16: UInt64] = [:]
    for _ in 0..<5000 {
      let port = UInt16(next(8) == 0 ? 65_500 + next(36) : next(200))
      let value = next(3) == 0 ? nil : next(1000)
      map[port] = value
      model[port] = value
      let asked = UInt16(next(8) == 0 ? 65_500 + next(36) : next(200))
      #expect(map[asked] == model[asked])
    }
    for port in UInt16.min...UInt16.max { #expect(map[port] == model[port]) }
  }
}
