// needs: Sources/Core/Wire Sources/Elements/Services Tests/ServicesTests/Invariants
import Services
import Wire

/// Requests to the web page of a host.
func violation(in bytes: RawSpan) -> String? {
  ServiceInvariants.http(bytes.withUnsafeBytes { Array($0) })
}

let seeds: [[UInt8]] = [Array("GET / HTTP/1.1\r\nHost: web\r\n\r\n".utf8)]
