import Dataplane

extension Datapath {
  /// Batches that are handed over before a change: a lab with a loop may never run out of them.
  private static var turnsBeforeChange: Int { 1024 }

  /// Lets every packet that is on its way reach what it was going to, so that a change comes before or after it and not
  /// in the middle. What a link delays, or an element holds (for an answer to ARP, say), is not waited for.
  func settle() { crank.dispatcher.runReady(limit: Datapath.turnsBeforeChange) }
}
