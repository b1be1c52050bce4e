import Dataplane
import Topology

/// Links that change over time by themselves.
extension Datapath {
  /// Begins the schedule of a link, or has it go on; `nil` where it has none.
  func timetable(of link: ResolvedLink, _ progress: LinkTimetable.Progress?) -> LinkTimetable? {
    guard let schedule = link.schedule else { return nil }
    let context = makeContext(name: "schedule of \(link)", ports: [])
    let timetable = LinkTimetable(
      context: context, schedule, progress ?? LinkTimetable.Progress(start: crank.dispatcher.now)
    ) { [weak self] change in
      self?.assumeIsolated { $0.follow(change, at: link) }
    }
    crank.dispatcher.attach(timetable)
    timetable.assumeIsolated { $0.begin() }
    return timetable
  }

  /// Carries out a step of a link's schedule. One that makes no sense with what was set by command is left out.
  private func follow(_ change: LinkChange, at link: ResolvedLink) {
    guard let now = cables[link.ends]?.link else { return }
    let new = change.applied(to: now, at: link.first)
    do {
      if new != now { try adopt(new) }
      cables[link.ends]?.problem = nil
    } catch {
      cables[link.ends]?.problem = "a step was left out: \((error as? LabError)?.message ?? "\(error)")"
    }
  }

  /// Takes the links of a node away for a moment, in the order of their ends. Answers how they were.
  func unplug(_ node: String) throws -> [(link: ResolvedLink, progress: LinkTimetable.Progress?)] {
    let own = cables.values.filter { $0.link.first.node == node || $0.link.second.node == node }
    return try own.sorted { $0.link.ends < $1.link.ends }.map { cable in
      let progress = cable.timetable?.assumeIsolated { $0.progress }
      try disconnect(cable.link)
      return (cable.link, progress)
    }
  }
}
