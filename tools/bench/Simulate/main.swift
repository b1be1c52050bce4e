// How fast the simulator is: packet-hops a second, memory and building time of large labs.
//
//   bench-simulate row|bus|star ROUND_TRIPS   the networks of ns3.cc; prints: CASE replies N hops N seconds S
//   bench-simulate digest ROUND_TRIPS         the row, with every packet event in the run's digest
//   bench-simulate elements COUNT             a lab of that many elements: time to build it, and its memory
//   bench-simulate pingall HOSTS              everybody pings everybody through one switch
//
// A client sends 64 octets of UDP payload at fixed intervals to a server, which sends them back. A packet-hop is a frame
// that arrives at the device of a node (a host, a router or a switch): counted are those of requests that were answered,
// and of their answers. Here such a hop is two elements, the link and the node behind it. Seconds are of processor time,
// for the run alone, without what it takes to build the network.

let arguments = CommandLine.arguments
let size = arguments.count > 2 ? Int(arguments[2]) : nil
switch arguments.count > 1 ? arguments[1] : "" {
case "row": try Echoes.row(roundTrips: size ?? 100_000, isDigested: false)
case "digest": try Echoes.row(roundTrips: size ?? 100_000, isDigested: true)
case "bus": try Echoes.stations(roundTrips: size ?? 100_000, around: .hub)
case "star": try Echoes.stations(roundTrips: size ?? 100_000, around: .learningSwitch)
case "elements": try measureLab(elements: size ?? 10_000)
case "pingall": try measurePings(hosts: size ?? 300)
default: print("usage: bench-simulate row|bus|star|digest ROUND_TRIPS | elements COUNT | pingall HOSTS")
}
