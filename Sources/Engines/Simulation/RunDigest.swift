public import Buffers
public import Dataplane

/// A digest over all that befell packets in a run: two runs with the same digest were, but for a chance of about 2⁻¹²⁸,
/// the same run.
///
/// Each packet that left an element, came in at one or was dropped is folded in, in the order in which that happened: the
/// virtual time, the element's name, the port, what happened and why, the packet's offload metadata, its length and its
/// octets. What a trace alone is told (notes, deliveries) is left out, so that a run has the same digest with a trace and
/// without. `EventMixer` has the arithmetic. The digest of a history is the same in every build and on every machine;
/// it is for comparing runs, not for proof against somebody who wants to deceive.
///
/// Only tapped ports are reported to an observer: call `tapAll` when the lab is wired, and again when elements came.
///
/// ```swift
/// let digest = RunDigest()
/// simulator.dispatcher.observer = digest
/// digest.tapAll(of: simulator.dispatcher)
/// …
/// print(digest)  // 32 hexadecimal digits
/// ```
public final class RunDigest: PacketObserver {
  private enum Kind: UInt64 {
    case emitted = 1
    case received = 2
    case dropped = 3
  }

  /// How many events were folded in.
  public private(set) var events: UInt64 = 0
  private var mixer = EventMixer()
  /// For each element by its number, a word made of its name; 0 where it was not met yet.
  private var names: [UInt64] = []
  private var tapped: [ElementContext] = []

  /// A digest of a run in which nothing has happened.
  public init() {}

  /// The digest of what has happened so far: 32 hexadecimal digits.
  public var text: String {
    var mixer = mixer
    mixer.mix(events, 0)
    let (high, low) = mixer.result
    return RunDigest.hexadecimal(high) + RunDigest.hexadecimal(low)
  }

  /// Folds one event in.
  public func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
    switch event {
    case .emitted(let port): fold(packet, .emitted, 0, port, element, now)
    case .received(let port): fold(packet, .received, 0, port, element, now)
    case .dropped(let reason, let port): fold(packet, .dropped, UInt64(reason.rawValue) + 1, port, element, now)
    case .delivered, .noted: break
    }
  }

  private func fold(
    _ packet: borrowing Packet, _ kind: Kind, _ reason: UInt64, _ port: Int, _ element: ElementContext, _ now: Instant
  ) {
    events &+= 1
    mixer.mix(now.nanoseconds, name(of: element))
    let place = kind.rawValue << 56 | reason << 48 | UInt64(port & 0xffff) << 32 | UInt64(packet.count)
    mixer.mix(place, RunDigest.word(packet.offload))
    mixer.mix(packet.bytes)
  }

  private func name(of element: ElementContext) -> UInt64 {
    let number = element.number
    if number < names.count, names[number] != 0 { return names[number] }
    return remember(element)
  }

  /// Makes the word of a name.
  private func remember(_ element: ElementContext) -> UInt64 {
    var mixer = EventMixer()
    for octet in element.name.utf8 { mixer.mix(UInt64(octet), 0) }
    if element.number >= names.count {
      names.append(contentsOf: repeatElement(0, count: element.number + 1 - names.count))
    }
    let word = mixer.result.0 | 1
    names[element.number] = word
    return word
  }

  /// The metadata in one word, whatever its layout in memory.
  private static func word(_ offload: OffloadMetadata) -> UInt64 {
    let flags: UInt64 = (offload.needsChecksum ? 8 : 0) | (offload.checksumIsValid ? 16 : 0) | (offload.hasECN ? 32 : 0)
    let sizes = UInt64(offload.segmentSize) << 16 | UInt64(offload.checksumOffset) << 32
    return UInt64(offload.segmentation.rawValue) | flags | sizes | UInt64(offload.checksumStart) << 48
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension RunDigest: CustomStringConvertible {
  /// As `text`.
  public var description: String { text }
}

/// Watching every port.
extension RunDigest {
  /// Taps every port of every attached element that this digest has not tapped yet.
  public func tapAll(of dispatcher: Dispatcher) {
    let known = Set(tapped.map(\.number))
    for element in dispatcher.elements where !known.contains(element.number) {
      for port in 0..<element.portCount { element.tap(port: port) }
      tapped.append(element)
    }
  }

  /// Takes the taps off again.
  public func untapAll() {
    for element in tapped {
      for port in 0..<element.portCount { element.untap(port: port) }
    }
    tapped = []
  }
}
