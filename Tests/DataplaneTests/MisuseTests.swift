import Buffers
import Dataplane
import ElementBench
import Testing

/// What would break the dataplane's rules stops the program with a message, and never touches memory that is not there.
struct MisuseTests {
  @Test("a port has one link")
  func twoLinksAtOnePort() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let rig = Rig()
      let (a, b, c) = (rig.probe("a"), rig.probe("b"), rig.probe("c"))
      rig.join(a, b)
      rig.join(c, b)
    }
    expectMessage("a port has one link", result)
  }

  @Test("a link has two ends")
  func linkToItself() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let rig = Rig()
      let probe = rig.probe("a")
      rig.join(probe, probe)
    }
    expectMessage("a link has two ends", result)
  }

  @Test("a link joins elements of one dispatcher")
  func twoDispatchers() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (one, two) = (Rig(), Rig())
      one.join(one.probe("a"), two.probe("b"))
    }
    expectMessage("the element belongs to another dispatcher", result)
  }

  @Test("a port that the element does not have has no counters")
  func noSuchPort() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Rig().probe("a").context.counters(port: 1)
    }
    expectMessage("the element has no such port", result)
  }

  @Test("an element on another executor is not called")
  func otherExecutor() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let rig = Rig()
      let left = rig.probe("left")
      let stray = Stray(rig.dispatcher.makeContext(name: "stray", ports: ["a"]))
      rig.dispatcher.attach(stray)
      rig.dispatcher.connect(PortReference(left.context, 0), PortReference(stray.context, 0))
      rig.emit(1, from: left)
      rig.dispatcher.runReady()
    }
    expectMessage("Incorrect actor executor assumption", result)
  }

  @Test("an element cannot turn the crank that turns it")
  func nestedTurns() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let rig = Rig()
      nonisolated(unsafe) let unsafeRig = rig
      let left = rig.probe("left")
      let right = rig.probe("right", .forward(to: 0)) { _ in
        unsafeRig.emit(1, from: left)
        unsafeRig.dispatcher.runReady()
      }
      rig.join(left, right)
      rig.emit(1, from: left)
      rig.dispatcher.runReady()
    }
    expectMessage("an element may not turn the crank that turns it", result)
  }
}

/// An element that lives on the default executor, whatever its context says.
private actor Stray: Element {
  nonisolated let context: ElementContext
  init(_ context: ElementContext) { self.context = context }
  func receive(_ batch: inout PacketBatch, on port: Int) { batch.removeAll() }
}

/// Records an issue where the process did not say `message` before it ended.
private func expectMessage(
  _ message: String, _ result: ExitTest.Result?, sourceLocation: SourceLocation = #_sourceLocation
) {
  let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(output.contains(message), sourceLocation: sourceLocation)
}
