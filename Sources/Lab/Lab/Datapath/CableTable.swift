import Capture
import Dataplane
import Links
import Topology

/// A link of the running lab: joined directly where it is a plain cable that was never anything else, and by an element
/// where it has conditions or will have some.
struct Cable {
  /// The link as it is now.
  var link: ResolvedLink
  /// What carries its packets; `nil` where its two ports are joined directly. Port 0 is the first end.
  var element: Link?
  /// What passed while it was a plain cable, before it became an element.
  var passed = LinkTraffic()
  /// What changes it over time; `nil` where it has no schedule.
  var timetable: LinkTimetable?
  /// Why a step of the schedule could not be carried out.
  var problem: String?
}

/// Links between the ports of a datapath.
extension Datapath {
  /// Joins two ports. The link's schedule begins, or goes on from where it had come.
  func connect(_ link: ResolvedLink, _ progress: LinkTimetable.Progress? = nil) throws {
    note(.connect(RecordedLink.text(link), progress.map { RecordedProgress($0) }))
    let (first, second) = (try port(link.first), try port(link.second))
    var cable = Cable(link: link)
    if link.forward.isNone, link.backward.isNone, link.schedule == nil {
      crank.dispatcher.connect(first, second)
    } else {
      cable.element = try insert(link, first, second)
      cable.timetable = timetable(of: link, progress)
    }
    cables[link.ends] = cable
    showCarrier(link)
  }

  /// The link at a port as it is now, told from there.
  func link(at end: Endpoint) throws -> ResolvedLink {
    guard let link = cables.values.first(where: { $0.link.ends.contains(end) })?.link else {
      throw LabError(.failed, "no link is plugged into \(end)")
    }
    return link.first == end ? link : link.reversed
  }

  /// Sets something of the link at a port, told from there. Answers how it was and how it is.
  func change(at end: Endpoint, by change: LinkChange) throws -> (old: ResolvedLink, new: ResolvedLink) {
    let old = try link(at: end)
    let new = change.applied(to: old, at: end)
    if new != old { try self.change(new) }
    return (old, new)
  }

  /// Takes a link away; what was in it is dropped as `removed`.
  func disconnect(_ link: ResolvedLink) throws {
    note(.disconnect(RecordedLink.text(link)))
    guard let cable = cables.removeValue(forKey: link.ends) else { return }
    if let timetable = cable.timetable { crank.dispatcher.detach(timetable.context) }
    let (first, second) = (try port(link.first), try port(link.second))
    if let element = cable.element {
      captureHub.unwatch(element.context)
      crank.dispatcher.detach(element.context)
    } else {
      crank.dispatcher.disconnect(first, second)
    }
    forgetStations(behind: [link.first, link.second])
  }

  /// Gives a link other conditions. What is on it arrives as it was going to. Its schedule goes on; another one begins.
  func change(_ link: ResolvedLink) throws {
    note(.change(RecordedLink.text(link)))
    guard let cable = cables[link.ends] else { throw LabError(.failed, "there is no link \(link)") }
    let link = cable.link.first == link.first ? link : link.reversed
    try adopt(link)
    guard link.schedule != cable.link.schedule else { return }
    if let timetable = cable.timetable { crank.dispatcher.detach(timetable.context) }
    cables[link.ends]?.timetable = timetable(of: link, nil)
    cables[link.ends]?.problem = nil
  }

  /// Gives a link, told from its first end, the conditions of `link`.
  func adopt(_ link: ResolvedLink) throws {
    guard var cable = cables[link.ends] else { return }
    let (forward, backward) = (try LinkConditions(link.forward), try LinkConditions(link.backward))
    if let element = cable.element {
      element.assumeIsolated { element in
        element.setConditions(forward, .forward)
        element.setConditions(backward, .backward)
        element.setUp(!link.forward.isDown, .forward)
        element.setUp(!link.backward.isDown, .backward)
      }
    } else if cable.link != link {
      let (first, second) = (try port(link.first), try port(link.second))
      // What waits in the direct link is handed over first, so that nothing is lost on the way to the new one.
      settle()
      crank.dispatcher.disconnect(first, second)
      cable.passed = try passedDirectly(link)
      cable.element = try insert(link, first, second)
    }
    cable.link = link
    cables[link.ends] = cable
    showCarrier(link)
  }

  /// Puts an element between two free ports.
  private func insert(_ link: ResolvedLink, _ first: PortReference, _ second: PortReference) throws -> Link {
    let (forward, backward) = (try LinkConditions(link.forward), try LinkConditions(link.backward))
    let context = makeContext(
      name: link.description, ports: [link.first.description, link.second.description])
    let element = Link(context: context, forward: forward, backward: backward)
    crank.dispatcher.attach(element)
    crank.dispatcher.connect(first, PortReference(context, 0))
    crank.dispatcher.connect(PortReference(context, 1), second)
    element.assumeIsolated { element in
      if link.forward.isDown { element.setUp(false, .forward) }
      if link.backward.isDown { element.setUp(false, .backward) }
    }
    return element
  }
}
