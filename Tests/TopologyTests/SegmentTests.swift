import SeededRandom
import Testing
import Topology
import Wire

@Suite("broadcast domains")
struct SegmentTests {
  @Test("VLANs divide a pair of switches")
  func vlans() throws {
    let lab = try lab(TestFiles.text(TestFiles.topologies, "vlans.weft.yml"))
    #expect(
      lab.segments.map { $0.endpoints.map(\.description) } == [
        ["dev1:eth0", "dev2:eth0", "r1:eth0"], ["ops1:eth0", "ops2:eth0", "r1:eth1"],
      ])
    #expect(lab.segments.allSatisfy { !$0.isOpen })
  }

  @Test("a device of the machine opens its segment")
  func open() throws {
    let lab = try lab(
      """
      name: t
      topology:
        nodes: { a: { kind: host }, b: { kind: host }, x: { kind: tap, device: weft0 }, s: { kind: hub } }
        links:
          - endpoints: ["a:eth0", "s:1"]
          - endpoints: ["x:eth0", "s:2"]
          - endpoints: ["b:eth0", "a:eth1"]
      """)
    #expect(lab.segments.map(\.isOpen) == [true, false])
  }

  /// Follows one frame step by step, with nothing remembered but the steps taken.
  private func reached(from start: Endpoint, in lab: ResolvedLab) -> Set<Endpoint> {
    var reached: Set<Endpoint> = [start]
    var steps: Set<String> = []
    func arrive(_ at: Endpoint, _ tag: UInt16) {
      guard steps.insert("\(at)/\(tag)").inserted, let node = lab.node(named: at.node) else { return }
      guard node.kind.isBridge else {
        if tag == 0 { reached.insert(at) }
        return
      }
      var vlan = tag
      switch node.interface(named: at.interface)?.vlan {
      case .access(let own):
        guard tag == 0 else { return }
        vlan = own
      case .trunk(let vlans, let native):
        if tag == 0 {
          guard let native else { return }
          vlan = native
        } else if !vlans.contains(tag) || tag == native {
          return
        }
      case nil: break
      }
      for port in node.interfaces where port.name != at.interface {
        var outside = vlan
        switch port.vlan {
        case .access(let own):
          guard own == vlan else { continue }
          outside = 0
        case .trunk(let vlans, let native):
          if native == vlan { outside = 0 } else if !vlans.contains(vlan) { continue }
        case nil: break
        }
        if let peer = lab.peer(of: Endpoint(node: node.name, interface: port.name)) { arrive(peer, outside) }
      }
    }
    if let peer = lab.peer(of: start) { arrive(peer, 0) }
    return reached
  }

  @Test("agree with frames followed one by one, in random labs with VLANs", arguments: [11, 12, 13, 14] as [UInt64])
  func oracle(_ seed: UInt64) {
    print("segments: seed \(seed)")
    var generator = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let lab = RandomLab.lab(using: &generator, nodes: 9, links: 14)
      let segments = lab.segments
      let members = segments.flatMap(\.endpoints)
      #expect(Set(members).count == members.count)
      for segment in segments {
        for endpoint in segment.endpoints {
          #expect(reached(from: endpoint, in: lab) == Set(segment.endpoints), "\(endpoint) in \(lab)")
        }
      }
    }
  }
}
