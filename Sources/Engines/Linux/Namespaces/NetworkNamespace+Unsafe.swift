import CLinux
public import SystemPackage

/// A network namespace: interfaces, addresses, routes and sockets of its own (network_namespaces(7)).
///
/// Nothing but descriptors keeps it, so it is gone with the last reference to this object and with the last program
/// in it, however they end. There is no name in /run/netns.
///
/// No method moves the caller's thread: what must happen inside happens on a thread of its own.
public final class NetworkNamespace: Sendable {
  /// An open file of the namespace, for setns(2) and for netlink.
  public let descriptor: OwnedDescriptor

  /// Takes over an open namespace file.
  public init(adopting descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  /// A new namespace that holds nothing but a loopback interface that is down. `EPERM` without CAP_SYS_ADMIN.
  public static func create() throws(Errno) -> NetworkNamespace {
    NetworkNamespace(adopting: OwnedDescriptor(adopting: try checked(lx_netns_create())))
  }

  /// The namespace of the calling thread.
  public static func current() throws(Errno) -> NetworkNamespace {
    NetworkNamespace(adopting: OwnedDescriptor(adopting: try checked(lx_netns_current())))
  }

  /// Runs `body` on a thread inside the namespace, waits for it and hands on what it returned or threw. Sockets that
  /// it opens belong to the namespace wherever they are used later. `EPERM` without CAP_SYS_ADMIN.
  public func perform<Value: ~Copyable & Sendable>(
    _ body: @Sendable () throws(Errno) -> Value
  ) throws(Errno) -> Value {
    var outcome: Result<Value, Errno> = .failure(.interrupted)
    try perform { () in
      do throws(Errno) {
        outcome = .success(try body())
      } catch {
        outcome = .failure(error)
      }
    }
    return try outcome.get()
  }

  private func perform(job: () -> Void) throws(Errno) {
    let result = withoutActuallyEscaping(job) { job in
      var job: () -> Void = job
      return unsafe withUnsafeMutablePointer(to: &job) { pointer in
        unsafe lx_netns_perform(
          descriptor.raw,
          { unsafe $0!.assumingMemoryBound(to: (() -> Void).self).pointee() }, pointer)
      }
    }
    try checked(result)
  }
}
