import Foundation
import Glibc

/// The control socket of a daemon of Open vSwitch: JSON-RPC over a stream, without line breaks (ovs-appctl(8)).
final class ControlSocket {
  private let descriptor: Int32
  private var number = 0

  /// Connects, as soon as the daemon listens; gives up after ten seconds.
  init(path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < capacity else { throw OpenVSwitch.Failed(description: "the path is too long: \(path)") }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    for _ in 0..<1_000 {
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      if result == 0 { return }
      usleep(10_000)
    }
    throw OpenVSwitch.Failed(description: "nobody listens at \(path)")
  }

  deinit { close(descriptor) }

  /// Calls a command and waits for its answer.
  func call(_ method: String, _ arguments: [String]) throws -> String {
    number += 1
    let request = try JSONSerialization.data(
      withJSONObject: ["id": number, "method": method, "params": arguments] as [String: Any])
    try write(request)
    var answer = Data()
    while true {
      answer.append(try read())
      if let object = try? JSONSerialization.jsonObject(with: answer) as? [String: Any] {
        if let problem = object["error"] as? String { throw OpenVSwitch.Failed(description: "\(method): \(problem)") }
        return object["result"] as? String ?? ""
      }
    }
  }

  private func write(_ data: Data) throws {
    var left = [UInt8](data)[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw OpenVSwitch.Failed(description: "the control socket closed") }
      left = left.dropFirst(count)
    }
  }

  private func read() throws -> Data {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { throw OpenVSwitch.Failed(description: "the control socket closed") }
    return Data(buffer.prefix(count))
  }
}
