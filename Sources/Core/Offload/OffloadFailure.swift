public import Buffers

/// Why an edge could not do the work that the sender left to it.
@frozen
public enum OffloadFailure: Hashable, Sendable {
  /// The metadata contradicts the packet: what it points at lies outside, or is not the protocol that it names.
  case malformed
  /// The pool had no buffer left for a frame, or for a copy of octets that another packet shares.
  case noBuffers
}

/// What came of completing a packet: it turned into frames, or it is handed back to be dropped.
@frozen
public enum Completion: ~Copyable {
  /// So many complete frames, at least one, stand at the end of the batch.
  case completed(frames: Int)
  /// The packet, unchanged, to be dropped. After `noBuffers` the frames for which there were buffers stand at the end
  /// of the batch all the same: they are good, and TCP asks for the others again.
  case failed(Packet, OffloadFailure)
}
