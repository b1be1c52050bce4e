import Testing
import Wire

@Suite("Addresses of any kind")
struct AddressTests {
  @Test(
    "MAC addresses are read with colons or hyphens",
    arguments: ["02:00:5e:10:00:01", "2:0:5e:10:0:1", "02-00-5E-10-00-01"])
  func macText(text: String) throws {
    #expect(try #require(MACAddress(text)).description == "02:00:5e:10:00:01")
  }

  @Test(
    "other MAC addresses are refused",
    arguments: [
      "", "02:00:5e:10:00", "02:00:5e:10:00:01:02", "02:00:5e-10:00:01", "002:0:5e:10:0:1", "02::5e:10:0:1",
      "0g:0:0:0:0:0",
    ])
  func macRefused(text: String) { #expect(MACAddress(text) == nil) }

  @Test("an IP address reads either notation and keeps its version")
  func ipAddress() throws {
    #expect(IPAddress("10.0.0.1") == .v4(IPv4Address(10, 0, 0, 1)) && IPAddress("::1") == .v6(.loopback))
    #expect(IPAddress("10.0.0") == nil && IPAddress("web") == nil)
    #expect(try #require(IPAddress("255.255.255.255")) < #require(IPAddress("::")))
    #expect(try #require(IPAddress("10.0.0.9")) < #require(IPAddress("10.0.0.10")))
    #expect(try #require(IPAddress("ff02::1")).isMulticast && #require(IPAddress("224.0.0.1")).isMulticast)
    #expect(IPVersion.v4.etherType == .ipv4 && IPVersion.v6.addressWidth == 128)
  }

  @Test("a prefix of one version contains nothing of the other")
  func prefixVersions() throws {
    let (v4, v6) = (try #require(IPPrefix("0.0.0.0/0")), try #require(IPPrefix("::/0")))
    #expect(v4.contains(.v4(.loopback)) && !v4.contains(.v6(.loopback)) && !v6.contains(.v4(.loopback)))
    #expect(!v4.overlaps(v6) && v4 < v6 && v4.version == .v4)
    #expect(IPPrefix(.v6(.loopback), length: 129) == nil && IPPrefix(host: .v6(.loopback)).length == 128)
    #expect(try #require(IPPrefix("10.0.0.0/8")) < #require(IPPrefix("10.0.0.0/9")))
  }

  @Test("an interface's address keeps the host's bits", arguments: ["10.1.0.1/24", "2001:db8::1/64", "10.0.0.0/8"])
  func interfaceAddress(text: String) throws {
    let address = try #require(InterfaceAddress(text))
    #expect(address.description == text && address.prefix.contains(address.address))
    #expect(address.prefix.length == address.length)
  }

  @Test(
    "other interface addresses are refused",
    arguments: ["10.1.0.1", "10.1.0.1/33", "::1/129", "/24", "a/24", "::1", "10.1.0.1/24/24"])
  func interfaceRefused(text: String) { #expect(InterfaceAddress(text) == nil) }
}
