// How fast the simulator is: packet-hops a second, memory and building time of large labs.
//
//   bench-simulate row|star|bus|hub ROUND_TRIPS [digest]
//                                      the networks of ns3.cc, which has no hub; prints: CASE replies N hops N seconds S,
//                                      with `digest` also that of the run, in which every packet event is
//   bench-simulate elements COUNT      a lab of that many elements: time to build it, and its memory
//   bench-simulate pingall HOSTS       everybody pings everybody through one switch
//
// A client sends 64 octets of UDP payload at fixed intervals to a server, which sends them back. A packet-hop is a frame
// that arrives at the device of a node (a host, a router or a switch): counted are those of requests that were answered,
// and of their answers. On a bus and around a hub a frame arrives at each of the other stations, and counts so often.
// Between point-to-point nodes such a hop is two elements, the link and the node behind it; the bus is one element, as
// CSMA's cable is one channel in ns-3. Seconds are of processor time, for the run alone, without what it takes to build
// the network.

let arguments = CommandLine.arguments
let size = arguments.count > 2 ? Int(arguments[2]) : nil
let isDigested = arguments.count > 3 && arguments[3] == "digest"
switch arguments.count > 1 ? arguments[1] : "" {
case "row": try Echoes.row(roundTrips: size ?? 100_000, isDigested: isDigested)
case "bus": try Echoes.stations(roundTrips: size ?? 100_000, around: .bus, isDigested: isDigested)
case "hub": try Echoes.stations(roundTrips: size ?? 100_000, around: .hub, isDigested: isDigested)
case "star": try Echoes.stations(roundTrips: size ?? 100_000, around: .learningSwitch, isDigested: isDigested)
case "elements": try measureLab(elements: size ?? 10_000)
case "pingall": try measurePings(hosts: size ?? 300)
default: print("usage: bench-simulate row|bus|hub|star ROUND_TRIPS [digest] | elements COUNT | pingall HOSTS")
}
