import Dataplane
import SeededRandom
import Switching
import Testing
import Wire

struct MACTableTests {
  /// What the table is, as plainly as it can be said.
  struct Model {
    struct Key: Hashable {
      var vlan: UInt16
      var address: UInt64
    }

    var entries: [Key: (port: Int, seen: Instant)] = [:]
    let countMax: Int
    let ageing: Nanoseconds

    mutating func learn(_ address: MACAddress, vlan: UInt16, port: Int, now: Instant) {
      if address.isGroup { return }
      let key = Key(vlan: vlan, address: address.bits)
      if entries[key] != nil || entries.count < countMax { entries[key] = (port, now) }
    }

    func port(of address: MACAddress, vlan: UInt16, now: Instant) -> Int? {
      guard let entry = entries[Key(vlan: vlan, address: address.bits)], now - entry.seen <= ageing else { return nil }
      return entry.port
    }
  }

  @Test(
    "random learning, looking up, ageing and forgetting agrees with a dictionary",
    arguments: [(1, 40), (16, 40), (100, 120), (5000, 300), (5000, 100_000)])
  func agreesWithADictionary(_ countMax: Int, _ stations: Int) {
    let seed = 0x5eed_0010 + UInt64(countMax)
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    var table = MACTable(countMax: countMax, ageing: .seconds(300))
    var model = Model(countMax: countMax, ageing: .seconds(300))
    var now = Instant(nanoseconds: 0)
    for _ in 0..<20_000 {
      let address = MACAddress(bits: random.next() % UInt64(stations) | (random.next() % 50 == 0 ? 1 << 40 : 0))
      let vlan = UInt16(random.next() % 3) * 2047
      let port = Int(random.next() % 8)
      switch random.next() % 1000 {
      case 0..<500:
        table.learn(address, vlan: vlan, port: port, now: now)
        model.learn(address, vlan: vlan, port: port, now: now)
      case 500..<990:
        let found = table.port(of: address, vlan: vlan, now: now)
        #expect(found == model.port(of: address, vlan: vlan, now: now))
      case 990..<995: now = now + .seconds(random.next() % 60)
      case 995..<998:
        table.sweep(now: now)
        model.entries = model.entries.filter { now - $0.value.seen <= .seconds(300) }
      default:
        table.forget(port: port)
        model.entries = model.entries.filter { $0.value.port != port }
      }
      let count = table.count
      #expect(count == model.entries.count)
    }
    let live = model.entries.filter { now - $0.value.seen <= .seconds(300) }
      .sorted { ($0.key.vlan, $0.key.address) < ($1.key.vlan, $1.key.address) }
    let entries = table.entries(now: now)
    #expect(entries.map(\.address.bits) == live.map(\.key.address))
    #expect(entries.map(\.vlan) == live.map(\.key.vlan))
    #expect(entries.map(\.port) == live.map(\.value.port))
    #expect(entries.map(\.age) == live.map { now - $0.value.seen })
  }

  @Test("the same address in two VLANs is two stations")
  func vlansAreApart() {
    var table = MACTable(countMax: 10, ageing: .seconds(1))
    table.learn(station(1), vlan: 10, port: 1, now: .zero)
    table.learn(station(1), vlan: 20, port: 2, now: .zero)
    let ports = [10, 20, 30].map { table.port(of: station(1), vlan: $0, now: .zero) }
    #expect(ports == [1, 2, nil])
  }

  @Test("the highest key there is, VLAN 4095 and the last unicast address, is found again")
  func highestKey() {
    var table = MACTable(countMax: 10, ageing: .seconds(1))
    let address = MACAddress(bits: 0xfeff_ffff_ffff)
    table.learn(address, vlan: 4095, port: 3, now: .zero)
    let port = table.port(of: address, vlan: 4095, now: .zero)
    #expect(port == 3)
  }
}
