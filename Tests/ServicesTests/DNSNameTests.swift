import Services
import Testing
import Wire

@Suite struct DNSNameTests {
  @Test("names are read and written, and compared without regard to case (RFC 4343)")
  func text() {
    #expect(DNSName("web")?.wire == [3, 0x77, 0x65, 0x62, 0])
    #expect(DNSName("Web.Office.lab.")?.description == "Web.Office.lab.")
    #expect(DNSName("Web.office") == DNSName("wEB.OFFICE."))
    #expect(DNSName("Web")?.hashValue == DNSName("weB")?.hashValue)
    #expect(DNSName(".") == .root && DNSName.root.description == ".")
    #expect(DNSName("") == nil && DNSName("a..b") == nil && DNSName(".a") == nil)
    #expect(DNSName("a b\u{1}")?.description == "a\\032b\\001.")
    #expect(DNSName("[") != DNSName("{"))
  }

  @Test("labels of 63 and names of 255 octets are the longest")
  func bounds() {
    let label = String(repeating: "a", count: 63)
    #expect(DNSName(label) != nil && DNSName(label + "a") == nil)
    let longest = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")
    #expect(DNSName(longest)?.wire.count == 255)
    #expect(DNSName(longest + "b") == nil)
    #expect(DNSName(longest)?.prefixed(by: "x") == nil)
  }

  @Test("backward names are those of RFC 1035 3.5 and RFC 3596 2.5")
  func backward() throws {
    #expect(DNSName(reverse: .v4(IPv4Address(203, 0, 113, 80))).description == "80.113.0.203.in-addr.arpa.")
    let address = try #require(IPv6Address("4321:0:1:2:3:4:567:89ab"))
    #expect(
      DNSName(reverse: .v6(address)).description
        == "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa.")
  }

  @Test("compressed names are followed, and loops end")
  func compression() {
    let message: [UInt8] = [1, 0x61, 0, 1, 0x62, 0xc0, 0, 0xc0, 3, 0xc0, 9, 0xc0, 11, 0x40, 1, 5, 1]
    func name(_ start: Int) -> (String?, Int) {
      var offset = start
      return (DNSName(message, at: &offset)?.description, offset)
    }
    #expect(name(3) == ("b.a.", 7))
    #expect(name(7) == ("b.a.", 9))
    // To itself, in a circle, an unknown kind of label, cut off, outside.
    for start in [9, 11, 13, 15, 17, 99, -1] { #expect(name(start) == (nil, start)) }
  }

  @Test("a name lies within its ancestors")
  func ancestry() throws {
    let name = try #require(DNSName("a.b.c"))
    #expect(name.isWithin(.root) && name.isWithin(name))
    #expect(name.isWithin(try #require(DNSName("B.C"))))
    #expect(!name.isWithin(try #require(DNSName("xb.c"))) && !DNSName.root.isWithin(name))
    #expect(name.parent == DNSName("b.c") && DNSName.root.parent == nil)
  }
}
