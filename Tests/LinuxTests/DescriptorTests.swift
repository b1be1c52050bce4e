import Linux
import SystemPackage
import Testing

@Suite("descriptors")
struct DescriptorTests {
  @Test("a descriptor is closed when its owner ends")
  func closing() throws {
    let pipe = try OwnedDescriptor.pipe()
    let reader = pipe.first
    close(pipe.second)
    #expect(try reader.read(upTo: 1) == [])
  }

  @Test("a released descriptor stays open, a duplicate keeps the file open")
  func releasing() throws {
    let pipe = try OwnedDescriptor.pipe()
    let reader = pipe.first
    let released = pipe.second.release()
    do {
      let writer = OwnedDescriptor(adopting: released)
      let copy = try writer.duplicate()
      #expect(try copy.identity() == writer.identity())
      try copy.write([1, 2, 3])
    }
    #expect(try reader.read(upTo: 8) == [1, 2, 3])
    #expect(try reader.read(upTo: 8) == [])
  }

  @Test("a non-blocking descriptor with nothing to read says so")
  func nonBlocking() throws {
    let pipe = try OwnedDescriptor.pipe()
    try pipe.first.setNonBlocking()
    #expect(throws: Errno.resourceTemporarilyUnavailable) { try pipe.first.read(upTo: 1) }
    #expect(try pipe.first.waitReadable(milliseconds: 0) == false)
    try pipe.second.write([7])
    #expect(try pipe.first.waitReadable() == true)
  }

  @Test("opening a file that does not exist throws the kernel's error")
  func missing() {
    #expect(throws: Errno.noSuchFileOrDirectory) { _ = try OwnedDescriptor.open("/proc/none", flags: 0).raw }
  }
}
