import Glibc

/// What libFuzzer calls with each input. The target beside this file defines `violation(in:)`, which says what does not
/// hold of the bytes, or `nil`, and `seeds`, a few small valid inputs to begin with.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
  let buffer = UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
  if let problem = violation(in: buffer.bytes) { fatalError(problem) }
  return 0
}

/// What libFuzzer calls first. Where `FUZZ_SEEDS` names a folder, the seeds are written there and the process ends.
@_cdecl("LLVMFuzzerInitialize")
public func fuzzInitialize(
  _ argc: UnsafeMutablePointer<CInt>?,
  _ argv: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
  guard let folder = getenv("FUZZ_SEEDS") else { return 0 }
  for (number, seed) in seeds.enumerated() {
    guard let file = fopen("\(String(cString: folder))/seed-\(number)", "wb") else { exit(1) }
    let written = fwrite(seed, 1, seed.count, file)
    guard fclose(file) == 0, written == seed.count else { exit(1) }
  }
  exit(0)
}
