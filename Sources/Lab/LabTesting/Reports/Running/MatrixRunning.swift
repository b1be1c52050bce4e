public import Lab

/// What a matrix is made of.
public struct MatrixOptions: Sendable {
  /// The seed of chance in elements and links; `nil` for the file's own.
  public var seed: UInt64?
  /// What is tried from each host to each other, in this order.
  public var probes: [Probe]

  /// Makes options.
  public init(seed: UInt64? = nil, probes: [Probe] = [.ping]) {
    self.seed = seed
    self.probes = probes
  }
}

/// What finds out who reaches whom in the lab of one file.
///
/// Errors: ``InvalidFile`` and ``LabError`` mean that nothing could be tried; what goes wrong with one pair is its outcome,
/// ``Reach/Kind/undecided``.
public protocol MatrixRunning {
  /// Prepares the probes of a file. The file has no errors.
  init(file: LabFile, options: MatrixOptions) throws
  /// Tries every pair in virtual time.
  func simulated(progress: @escaping ProgressHandler) throws -> ReachabilityMatrix
  /// Tries every pair with real sockets in the namespaces of a live lab, which is brought up for it and taken down.
  func live(progress: @escaping ProgressHandler) async throws -> ReachabilityMatrix
}
