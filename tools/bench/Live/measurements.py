"""What is measured on a network: each function gives one figure of one round."""

import json
import re
import subprocess
import time

from networks import ADDRESS, Failure, run, stop

STREAM_SECONDS = 2
FLOOD_SECONDS = 2
PINGS = 5000


def tcp_stream(network):
    """One TCP stream from a to b, in Gb/s as its receiver saw it."""
    server = subprocess.Popen(
        network.command("b", ["iperf3", "-s", "-1"]), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if b":5201" in subprocess.run(network.command("b", ["ss", "-ltnH"]), capture_output=True).stdout:
                break
            time.sleep(0.02)
        report = json.loads(run(network.command("a", ["iperf3", "-c", ADDRESS["b"], "-t", str(STREAM_SECONDS), "-J"])))
        return report["end"]["sum_received"]["bits_per_second"] / 1e9
    finally:
        stop(server)


def link(network, host):
    return json.loads(run(network.command(host, ["ip", "-j", "-s", "link", "show", "eth0"])))[0]


def frames(network, sender):
    """60-octet frames a second that b's device was given while a sent as fast as it could, in thousands."""
    run(network.command("a", ["ping", "-c1", "-W2", "-q", ADDRESS["b"]]))  # the switch knows both stations now
    before = link(network, "b")
    seconds = float(run(network.command("a", [sender, "eth0", before["address"], str(FLOOD_SECONDS)])))
    time.sleep(0.1)
    after = link(network, "b")
    return (after["stats64"]["rx"]["packets"] - before["stats64"]["rx"]["packets"]) / seconds / 1e3


def small_datagrams(network, _):
    """The same with iperf3's datagrams of 18 octets, for machines without a C compiler; b's stack takes them in."""
    server = subprocess.Popen(
        network.command("b", ["iperf3", "-s", "-1"]), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.3)
        before = link(network, "b")["stats64"]["rx"]["packets"]
        run(network.command(
            "a", ["iperf3", "-u", "-l", "18", "-b", "0", "-c", ADDRESS["b"], "-t", str(FLOOD_SECONDS)]))
        return (link(network, "b")["stats64"]["rx"]["packets"] - before) / FLOOD_SECONDS / 1e3
    finally:
        stop(server)


def round_trip(network):
    """The mean round trip of a flood ping, in microseconds."""
    text = run(network.command("a", ["ping", "-f", "-c", str(PINGS), "-q", ADDRESS["b"]]))
    found = re.search(r"= [\d.]+/([\d.]+)/", text)
    if not found:
        raise Failure(f"ping printed no round-trip time: {text.strip()[-200:]}")
    return float(found.group(1)) * 1e3
