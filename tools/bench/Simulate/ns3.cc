// What Weft's simulator is compared with: the same networks and traffic in ns-3, counted the same way; see main.swift.
//
//   ns3 row|bus|star ROUND_TRIPS     prints: CASE replies N hops N seconds S
//
// A client sends 64 octets of UDP payload at fixed intervals to a server, which sends them back. A packet-hop is a frame
// that arrives at the device of a node: counted are those of requests that were answered, and of their answers; on a
// cable with many stations a frame arrives at each of the others. Seconds are of processor time, for the run alone,
// without what it takes to build the network.
//
// Where there is a choice, it is what makes ns-3 faster: nodes speak IPv4 alone and have static routes and no queueing
// disciplines, checksums are neither computed nor verified (which is the default; Weft's hosts and routers do both), no
// trace is written, and the scheduler is the default one, which was the fastest here. The library is Debian's, optimised,
// with its logging compiled in and turned off.

#include <ns3/applications-module.h>
#include <ns3/bridge-module.h>
#include <ns3/core-module.h>
#include <ns3/csma-module.h>
#include <ns3/internet-module.h>
#include <ns3/network-module.h>
#include <ns3/point-to-point-module.h>
#include <ns3/traffic-control-module.h>

#include <cstdio>
#include <ctime>
#include <string>

using namespace ns3;

static const uint32_t kRouters = 6;
static const uint32_t kStations = 16;
static const double kStart = 1.0;
static uint64_t replies = 0;

static void Replied(Ptr<const Packet>) { replies++; }

static double ProcessorTime()
{
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void InstallStack(NodeContainer nodes)
{
  InternetStackHelper stack;
  stack.SetRoutingHelper(Ipv4StaticRoutingHelper());
  stack.SetIpv6StackInstall(false);
  stack.Install(nodes);
}

// Addresses without the queueing disciplines that come with them.
static Ipv4InterfaceContainer Assign(Ipv4AddressHelper& addresses, NetDeviceContainer devices)
{
  Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
  TrafficControlHelper().Uninstall(devices);
  return interfaces;
}

static Ipv4Address AddressIn(uint32_t net, uint32_t station)
{
  return Ipv4Address(("10.0." + std::to_string(net) + "." + std::to_string(station)).c_str());
}

// Routes of the node `index` in the row: the ends have a default route, a router one to each net that it is not on.
static void AddRoutes(Ptr<Node> node, uint32_t index)
{
  Ptr<Ipv4StaticRouting> routes = Ipv4StaticRoutingHelper().GetStaticRouting(node->GetObject<Ipv4>());
  if (index == 0) {
    routes->SetDefaultRoute(AddressIn(0, 2), 1);
  } else if (index == kRouters + 1) {
    routes->SetDefaultRoute(AddressIn(kRouters, 1), 1);
  } else {
    for (uint32_t net = 0; net <= kRouters; net++) {
      if (net + 1 < index) routes->AddNetworkRouteTo(AddressIn(net, 0), "255.255.255.0", AddressIn(index - 1, 1), 1);
      if (net > index) routes->AddNetworkRouteTo(AddressIn(net, 0), "255.255.255.0", AddressIn(index, 2), 2);
    }
  }
}

// `count` echoes from `client` to `server` at `address`, one every `interval`, the first `offset` after the start.
static void Echo(Ptr<Node> client, Ptr<Node> server, Ipv4Address address, uint32_t count, Time interval, Time offset)
{
  UdpEchoServerHelper serverHelper(7);
  serverHelper.Install(server).Start(Seconds(0));
  UdpEchoClientHelper clientHelper(address, 7);
  clientHelper.SetAttribute("MaxPackets", UintegerValue(count));
  clientHelper.SetAttribute("Interval", TimeValue(interval));
  clientHelper.SetAttribute("PacketSize", UintegerValue(64));
  ApplicationContainer clients = clientHelper.Install(client);
  clients.Start(Seconds(kStart) + offset);
  clients.Get(0)->TraceConnectWithoutContext("Rx", MakeCallback(&Replied));
}

// client - r1 - … - r6 - server, each link with 1 Gbit/s and 1 ms.
static uint64_t Row(uint32_t roundTrips)
{
  NodeContainer nodes;
  nodes.Create(kRouters + 2);
  InstallStack(nodes);
  PointToPointHelper link;
  link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
  link.SetChannelAttribute("Delay", StringValue("1ms"));
  Ipv4Address last;
  for (uint32_t index = 0; index + 1 < nodes.GetN(); index++) {
    NetDeviceContainer devices = link.Install(nodes.Get(index), nodes.Get(index + 1));
    Ipv4AddressHelper addresses;
    addresses.SetBase(AddressIn(index, 0), "255.255.255.0");
    last = Assign(addresses, devices).GetAddress(1);
  }
  for (uint32_t index = 0; index < nodes.GetN(); index++) AddRoutes(nodes.Get(index), index);
  Echo(nodes.Get(0), nodes.Get(nodes.GetN() - 1), last, roundTrips, MicroSeconds(100), Seconds(0));
  return 2 * (kRouters + 1);
}

// The first half of the stations are clients, each of one in the second half.
static void EchoPairs(NodeContainer stations, Ipv4InterfaceContainer interfaces, uint32_t roundTrips)
{
  uint32_t pairs = kStations / 2;
  for (uint32_t index = 0; index < pairs; index++) {
    Echo(stations.Get(index), stations.Get(index + pairs), interfaces.GetAddress(index + pairs), roundTrips / pairs,
         MicroSeconds(200), MicroSeconds(25 * index));
  }
}

// Sixteen stations on one cable.
static uint64_t Bus(uint32_t roundTrips)
{
  NodeContainer stations;
  stations.Create(kStations);
  InstallStack(stations);
  CsmaHelper cable;
  cable.SetChannelAttribute("DataRate", StringValue("1Gbps"));
  cable.SetChannelAttribute("Delay", StringValue("6560ns"));
  NetDeviceContainer devices = cable.Install(stations);
  Ipv4AddressHelper addresses;
  addresses.SetBase("10.0.0.0", "255.255.255.0");
  EchoPairs(stations, Assign(addresses, devices), roundTrips);
  return 2 * (kStations - 1);
}

// Sixteen stations, each with a cable to one switch.
static uint64_t Star(uint32_t roundTrips)
{
  NodeContainer stations;
  stations.Create(kStations);
  Ptr<Node> middle = CreateObject<Node>();
  InstallStack(stations);
  CsmaHelper cable;
  cable.SetChannelAttribute("DataRate", StringValue("1Gbps"));
  cable.SetChannelAttribute("Delay", StringValue("6560ns"));
  NetDeviceContainer devices;
  NetDeviceContainer ports;
  for (uint32_t index = 0; index < kStations; index++) {
    NetDeviceContainer ends = cable.Install(NodeContainer(stations.Get(index), middle));
    devices.Add(ends.Get(0));
    ports.Add(ends.Get(1));
  }
  BridgeHelper().Install(middle, ports);
  Ipv4AddressHelper addresses;
  addresses.SetBase("10.0.0.0", "255.255.255.0");
  EchoPairs(stations, Assign(addresses, devices), roundTrips);
  return 4;
}

int main(int count, char** arguments)
{
  std::string name = count > 1 ? arguments[1] : "";
  uint32_t roundTrips = count > 2 ? std::stoul(arguments[2]) : 60000;
  uint64_t hops;
  if (name == "row") {
    hops = Row(roundTrips);
  } else if (name == "bus") {
    hops = Bus(roundTrips);
  } else if (name == "star") {
    hops = Star(roundTrips);
  } else {
    std::fprintf(stderr, "usage: ns3 row|bus|star ROUND_TRIPS\n");
    return 2;
  }
  double start = ProcessorTime();
  Simulator::Run();
  double seconds = ProcessorTime() - start;
  Simulator::Destroy();
  std::printf("%s replies %lu hops %lu seconds %.6f\n", name.c_str(), replies, replies * hops, seconds);
  return 0;
}
