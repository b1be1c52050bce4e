// What one hop costs: packets bounce between two reflectors, all in memory, with and without an element in between.
//
//   tools/bench/hop       every case, and the calls to the allocator and the reference counts
//   tools/bench/hop 64    those with batches of 64
//
// A round of the ring without a switch is a reflector's hop; with one, half of the hops are the switch's. Printed are
// the mean over both kinds of hop, as a packet sees it, and the switch's share. Figures are medians of five.

let only = CommandLine.arguments.dropFirst().first.flatMap(Int.init)
let bench = Bench()
print("batch  stations  element           ns a packet-hop   of that element   allocations  retains (a packet-hop)")
for batch in [1, 8, 64, 256] where only == nil || only == batch {
  let reflector = await bench.median(Ring(batch: batch, stations: 1, middle: .none))
  for ring in [
    Ring(batch: batch, stations: 1, middle: .hub), Ring(batch: batch, stations: 1, middle: .learningSwitch),
    Ring(batch: batch, stations: 64, middle: .learningSwitch), Ring(batch: batch, stations: 1, middle: .vlanSwitch),
    Ring(batch: batch, stations: 64, middle: .vlanSwitch),
  ] {
    let mean = await bench.median(ring)
    let calls = await bench.calls(ring)
    print(
      column(batch, 5), column(ring.stations, 9), " \(ring.middle.rawValue)".padded(17), column(tenths(mean), 16),
      column(tenths(2 * mean - reflector), 17), column(calls.map { thousandths($0.allocations) } ?? "-", 13),
      column(calls.map { thousandths($0.retains) } ?? "-", 9))
  }
}

func column(_ value: some CustomStringConvertible, _ width: Int) -> String {
  let text = value.description
  return String(repeating: " ", count: max(0, width - text.count)) + text
}

func tenths(_ value: Double) -> String { fixed(value, 10, 1) }
func thousandths(_ value: Double) -> String { fixed(value, 1000, 3) }

func fixed(_ value: Double, _ scale: Int, _ digits: Int) -> String {
  let units = Int((value * Double(scale)).rounded())
  let fraction = String(abs(units) % scale)
  return "\(units / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
}

extension String {
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
