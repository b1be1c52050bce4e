import Glibc

/// Texts that a C function borrows: they live as long as this does.
@safe
final class CStrings {
  private var texts: [UnsafeMutablePointer<CChar>] = unsafe []

  deinit {
    unsafe texts.forEach { unsafe free($0) }
  }

  /// A copy of `text` that ends in a zero, at the first zero in it if there is one.
  func pointer(_ text: String) -> UnsafePointer<CChar> {
    let copy: UnsafeMutablePointer<CChar> = unsafe strdup(text)!
    unsafe texts.append(copy)
    return unsafe UnsafePointer(copy)
  }

  /// A copy of `text`, or null.
  func pointer(_ text: String?) -> UnsafePointer<CChar>? {
    guard let text else { return nil }
    return unsafe pointer(text) as UnsafePointer<CChar>
  }

  /// A copy of octets, which may have zeros among them.
  func pointer(_ octets: [UInt8]) -> UnsafePointer<CChar> {
    let copy = unsafe malloc(max(1, octets.count))!.assumingMemoryBound(to: CChar.self)
    unsafe texts.append(copy)
    unsafe octets.withUnsafeBytes {
      unsafe UnsafeMutableRawPointer(copy).copyMemory(
        from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count)
    }
    return unsafe UnsafePointer(copy)
  }

  /// An array of texts that ends in null.
  func array(_ texts: [String]) -> [UnsafePointer<CChar>?] {
    unsafe texts.map { unsafe pointer($0) as UnsafePointer<CChar>? } + [nil]
  }
}
