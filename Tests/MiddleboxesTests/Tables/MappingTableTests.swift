import SeededRandom
import Testing
import Wire

@testable import Middleboxes

@Suite("Mapping table")
struct MappingTableTests {
  private let alice = IPv4Endpoint(IPv4Address(10, 1, 0, 10), 5000)
  private let outside = IPv4Endpoint(IPv4Address(198, 51, 100, 2), 5000)
  private let web = IPv4Endpoint(IPv4Address(203, 0, 113, 80), 80)

  private func record(_ inside: IPv4Endpoint, _ outside: IPv4Endpoint, servesInside: Bool = true) -> MappingRecord {
    MappingRecord(
      proto: .udp, inside: inside, outside: outside, remote: .none, isForward: false, servesInside: servesInside)
  }

  @Test("is found from both sides, for its protocol and remote end only")
  func findsBothWays() {
    var table = MappingTable(seed: 1)
    let place = table.insert(record(alice, outside))
    #expect(table.find(.udp, inside: alice, remote: .none) == place)
    #expect(table.find(.udp, outside: outside) == place)
    #expect(table.find(.tcp, inside: alice, remote: .none) == nil)
    #expect(table.find(.tcp, outside: outside) == nil)
    #expect(table.find(.udp, inside: alice, remote: web) == nil)
    table.remove(place)
    #expect(table.find(.udp, inside: alice, remote: .none) == nil)
    #expect(table.find(.udp, outside: outside) == nil)
    #expect(table.count == 0)
  }

  @Test("a mapping that does not serve the inside is found from outside alone")
  func oneSided() {
    var table = MappingTable(seed: 1)
    let place = table.insert(record(alice, outside, servesInside: false))
    #expect(table.find(.udp, inside: alice, remote: .none) == nil)
    #expect(table.find(.udp, outside: outside) == place)
    table.remove(place)
    #expect(table.count == 0)
  }

  @Test("behaves as two dictionaries under random changes")
  func agreesWithDictionaries() {
    let seed: UInt64 = 4
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    var table = MappingTable(seed: random.next())
    var byInside: [IPv4Endpoint: IPv4Endpoint] = [:]
    for _ in 0..<10_000 {
      let inside = IPv4Endpoint(alice.address, UInt16.random(in: 1...300, using: &random))
      let outside = IPv4Endpoint(self.outside.address, inside.port ^ 0x1234)
      if let place = table.find(.udp, inside: inside, remote: .none) {
        #expect(byInside[inside] == outside)
        #expect(table[place].outside == outside)
        #expect(table.find(.udp, outside: outside) == place)
        if random.oneIn(2) {
          table.remove(place)
          byInside[inside] = nil
        }
      } else {
        #expect(byInside[inside] == nil)
        #expect(table.find(.udp, outside: outside) == nil)
        _ = table.insert(record(inside, outside))
        byInside[inside] = outside
      }
      #expect(table.count == byInside.count)
    }
  }
}

@Suite("Peer table")
struct PeerTableTests {
  @Test("admits an address as long as one of its connections lives, for each mapping apart")
  func counts() {
    var table = PeerTable(seed: 1)
    let peer = IPv4Address(203, 0, 113, 9)
    table.add(peer, of: 3)
    table.add(peer, of: 3)
    #expect(table.contains(peer, of: 3) == true)
    #expect(table.contains(peer, of: 4) == false)
    table.remove(peer, of: 3)
    #expect(table.contains(peer, of: 3) == true)
    table.remove(peer, of: 3)
    #expect(table.contains(peer, of: 3) == false)
    #expect(table.count == 0)
    table.remove(peer, of: 3)
    #expect(table.count == 0)
  }
}
