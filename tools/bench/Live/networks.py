"""The networks that are compared: each one switch with two hosts, in namespaces of its own.

A network has `open()`, `close()`, and `command(host, argv)`: the command line that runs a program in host `a` or `b`.
`missing` names the program that is not installed, if one is. Nothing here touches a device that it did not make.
"""

import os
import shutil
import subprocess
import tempfile
import time

ADDRESS = {"a": "10.77.0.1", "b": "10.77.0.2"}


class Failure(Exception):
    """A network could not be made, or a measurement gave no result."""


def run(argv, **options):
    """Runs a program to its end; its output. A failing program is a Failure that quotes it."""
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, **options)
    if done.returncode != 0:
        raise Failure(f"{' '.join(argv)}: {(done.stderr or done.stdout).strip()[-400:]}")
    return done.stdout


def stop(process):
    """Ends a child, by force where it must be."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Network:
    programs = ()

    def __init__(self, prefix):
        self.prefix = prefix
        self.folder = tempfile.mkdtemp(prefix="weft-bench-")

    @property
    def missing(self):
        path = os.environ["PATH"]
        return next((name for name in self.programs if not shutil.which(name, path=path)), None)

    def open(self):
        raise NotImplementedError

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Namespaces(Network):
    """Hosts as plain network namespaces, and one more, `s`, where the switch is."""

    def __init__(self, prefix):
        super().__init__(prefix)
        self.made = []
        self.children = []

    def namespace(self, part):
        return f"{self.prefix}{part}"

    def command(self, host, argv):
        return ["ip", "netns", "exec", self.namespace(host), *argv]

    def make_namespaces(self):
        for part in "sab":
            run(["ip", "netns", "add", self.namespace(part)])
            self.made.append(part)
            run(self.command(part, ["ip", "link", "set", "lo", "up"]))

    def give(self, device, host):
        """Makes a device of the switch's namespace the `eth0` of a host."""
        run(self.command("s", ["ip", "link", "set", device, "netns", self.namespace(host)]))
        run(self.command(host, ["ip", "link", "set", device, "name", "eth0"]))
        run(self.command(host, ["ip", "address", "add", ADDRESS[host] + "/24", "dev", "eth0"]))
        run(self.command(host, ["ip", "link", "set", "eth0", "up"]))

    def start(self, argv, **options):
        """Starts a program of the switch, which runs until the network is closed."""
        log = open(os.path.join(self.folder, "log"), "a")
        child = subprocess.Popen(
            self.command("s", argv), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)
        log.close()
        self.children.append(child)

    def close(self):
        for child in reversed(self.children):
            stop(child)
        for part in self.made:
            subprocess.run(["ip", "netns", "delete", self.namespace(part)], capture_output=True)
        super().close()


class Weft(Network):
    name = "Weft"

    def __init__(self, prefix, binary):
        super().__init__(prefix)
        self.binary = binary
        self.lab = f"{prefix}lab"
        self.up = False

    def write(self, hosts):
        """The file of a lab with one switch."""
        path = os.path.join(self.folder, "bench.weft.yml")
        nodes = [f"    {name}: {{ kind: host, address: {address}/16 }}" for name, address in hosts.items()]
        links = [f'    - endpoints: ["{name}:eth0", "sw:eth{i}"]' for i, name in enumerate(hosts, 1)]
        with open(path, "w") as file:
            file.write("\n".join([
                f"name: {self.lab}", "topology:", "  nodes:", "    sw: { kind: switch }", *nodes, "  links:", *links, ""]))
        return path

    def bring_up(self, hosts):
        """Brings the lab up and returns the seconds that took."""
        path = self.write(hosts)
        start = time.monotonic()
        self.up = True
        run([self.binary, "up", "--detach", "--quiet", path])
        return time.monotonic() - start

    def take_down(self):
        """Takes the lab down and returns the seconds that took."""
        start = time.monotonic()
        run([self.binary, "down", self.lab])
        self.up = False
        return time.monotonic() - start

    def open(self):
        self.bring_up(ADDRESS)

    def command(self, host, argv):
        return [self.binary, "exec", self.lab, host, "--", *argv]

    def close(self):
        if self.up:
            subprocess.run([self.binary, "down", self.lab], capture_output=True)
        super().close()


class OpenVSwitch(Namespaces):
    name = "Open vSwitch (netdev)"
    programs = ("ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-vsctl")

    def open(self):
        self.make_namespaces()
        folder, socket = self.folder, f"unix:{self.folder}/db.sock"
        environment = dict(os.environ, OVS_RUNDIR=folder, OVS_DBDIR=folder, OVS_LOGDIR=folder)
        run(["ovsdb-tool", "create", f"{folder}/conf.db", "/usr/share/openvswitch/vswitch.ovsschema"])
        self.start(
            ["ovsdb-server", f"{folder}/conf.db", f"--remote=p{socket}", "--no-chdir", f"--unixctl={folder}/db.ctl"],
            env=environment)
        for _ in range(100):
            if os.path.exists(f"{folder}/db.sock"):
                break
            time.sleep(0.05)
        configure = ["ovs-vsctl", f"--db={socket}", "--timeout=10"]
        run([*configure, "--no-wait", "init"])
        self.start(["ovs-vswitchd", socket, "--no-chdir", f"--unixctl={folder}/switch.ctl"], env=environment)
        run([*configure, "add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=netdev"])
        for host in "ab":
            run([*configure, "add-port", "br0", f"tap-{host}", "--", "set", "interface", f"tap-{host}", "type=tap"])
            self.give(f"tap-{host}", host)


class VDE(Namespaces):
    name = "vde_switch"
    programs = ("vde_switch",)

    def open(self):
        self.make_namespaces()
        # The switch ends where its console does, so it is given one that stays open.
        child = subprocess.Popen(
            self.command("s", ["vde_switch", "-s", f"{self.folder}/ctl", "-tap", "tap-a", "-tap", "tap-b"]),
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.children.append(child)
        for _ in range(100):
            if subprocess.run(self.command("s", ["ip", "link", "show", "tap-b"]), capture_output=True).returncode == 0:
                break
            time.sleep(0.05)
        for host in "ab":
            self.give(f"tap-{host}", host)


class Bridge(Namespaces):
    name = "Linux bridge + veth"

    def open(self):
        self.make_namespaces()
        ip = lambda *words: run(self.command("s", ["ip", "link", *words]))
        ip("add", "br0", "type", "bridge")
        ip("set", "br0", "up")
        for host in "ab":
            ip("add", f"port-{host}", "type", "veth", "peer", "name", f"peer-{host}")
            ip("set", f"port-{host}", "master", "br0", "up")
            self.give(f"peer-{host}", host)
