/// Network interfaces as descriptors: TAP devices, packet sockets, netlink sockets.
#ifndef CLINUX_INTERFACES_H
#define CLINUX_INTERFACES_H

#include <stddef.h>
#include <stdint.h>

/// Opens /dev/net/tun in the calling thread's network namespace as the TAP device `name` (at most 15 octets; empty:
/// the kernel picks one), without packet information, with a virtio-net header of 10 octets, non-blocking.
/// `exclusive` refuses a name that exists (-EBUSY); `multi_queue` allows further descriptors of the same device.
/// `taken` (16 octets) receives the name.
int lx_tap_open(const char *name, int exclusive, int multi_queue, char *taken);

/// Asks for the offloads of a TAP device: TUN_F_* bits. -EINVAL where the kernel does not know one of them.
int lx_tap_set_offloads(int tap, unsigned offloads);

/// The bound on octets a TAP device's writer may have in the kernel (TUNSETSNDBUF); the kernel's own is 2^31 - 1.
int lx_tap_set_send_buffer(int tap, int octets);

/// Plugs the cable of a TAP device in (1) or pulls it (0): its IFF_LOWER_UP (TUNSETCARRIER, Linux 5.0).
int lx_tap_set_carrier(int tap, int carrier);

/// A raw packet socket bound to interface `index` of the calling thread's network namespace: promiscuous, with a
/// virtio-net header of 10 octets before each frame, deaf to what the machine itself sends there, non-blocking.
int lx_packet_socket(int index);

/// One frame, with the virtio-net header. The VLAN tag that the kernel takes off a received frame is stored as
/// TPID << 16 | TCI, or 0 where there was none. Returns the octets received.
long lx_packet_receive(int socket, void *buffer, size_t length, uint32_t *tag);

/// A routing netlink socket with extended acknowledgements, in the calling thread's network namespace. A receive
/// gives up (-EAGAIN) after `milliseconds`.
int lx_netlink_socket(int milliseconds);

#endif
