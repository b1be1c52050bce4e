import Foundation

/// One process of the machine, told from a later one with its number by the time it began.
struct ProcessRecord: Hashable, Comparable, CustomStringConvertible {
  let number: Int32
  let command: String
  /// In the kernel's ticks since the machine began (proc_pid_stat(5), field 22).
  let began: UInt64

  var description: String { "\(command) (\(number))" }

  static func < (left: ProcessRecord, right: ProcessRecord) -> Bool { left.number < right.number }

  /// The living processes whose first environment has a line that begins so, which labs and what runs in their hosts inherit. A
  /// process that has ended and waits for its parent to notice (a zombie) has no environment and is not among them.
  static func all(withVariable beginning: String) -> [ProcessRecord] {
    let mark = Array(beginning.utf8)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(Int32.init).compactMap { number in
      guard let environment = FileManager.default.contents(atPath: "/proc/\(number)/environ"),
        environment.split(separator: 0).contains(where: { $0.starts(with: mark) })
      else { return nil }
      return ProcessRecord(living: number)
    }.sorted()
  }

  /// True while it lives; a zombie does not.
  var isAlive: Bool { ProcessRecord(living: number)?.began == began }

  /// Nil where no such process lives.
  private init?(living number: Int32) {
    guard
      let text = FileManager.default.contents(atPath: "/proc/\(number)/stat").map({
        String(decoding: $0, as: UTF8.self)
      }),
      let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: close)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X", let began = UInt64(fields[19]) else { return nil }
    self.number = number
    self.command = String(text[text.index(after: open)..<close])
    self.began = began
  }
}
