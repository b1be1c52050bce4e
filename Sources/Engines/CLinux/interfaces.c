#define _GNU_SOURCE
#include "clinux_interfaces.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/// Octets of struct virtio_net_hdr without num_buffers.
enum { vnet_header_length = 10 };

/// Closes `descriptor` and returns the error that was pending.
static int fail(int descriptor) {
  int error = errno;
  close(descriptor);
  return -error;
}

int lx_tap_open(const char *name, int exclusive, int multi_queue, char *taken) {
  if (strlen(name) >= IFNAMSIZ) return -ENAMETOOLONG;
  int tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tap < 0) return -errno;
  struct ifreq request = {0};
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  int flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
  if (exclusive) flags |= IFF_TUN_EXCL;
  if (multi_queue) flags |= IFF_MULTI_QUEUE;
  request.ifr_flags = (short)flags;
  if (ioctl(tap, TUNSETIFF, &request) < 0) return fail(tap);
  int length = vnet_header_length;
  if (ioctl(tap, TUNSETVNETHDRSZ, &length) < 0) return fail(tap);
  memcpy(taken, request.ifr_name, IFNAMSIZ);
  taken[IFNAMSIZ - 1] = 0;
  return tap;
}

int lx_tap_set_offloads(int tap, unsigned offloads) {
  return ioctl(tap, TUNSETOFFLOAD, (unsigned long)offloads) < 0 ? -errno : 0;
}

int lx_tap_set_send_buffer(int tap, int octets) { return ioctl(tap, TUNSETSNDBUF, &octets) < 0 ? -errno : 0; }

int lx_tap_set_carrier(int tap, int carrier) { return ioctl(tap, TUNSETCARRIER, &carrier) < 0 ? -errno : 0; }

int lx_packet_socket(int index) {
  // Protocol 0 until it is bound: nothing of other interfaces may slip in before.
  int socket_ = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return -errno;
  int on = 1;
  struct packet_mreq promiscuous = {.mr_ifindex = index, .mr_type = PACKET_MR_PROMISC};
  struct sockaddr_ll address = {
      .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = index};
  if (setsockopt(socket_, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) < 0) return fail(socket_);
  if (setsockopt(socket_, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) < 0) return fail(socket_);
  if (setsockopt(socket_, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) < 0) return fail(socket_);
  if (setsockopt(socket_, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promiscuous, sizeof promiscuous) < 0)
    return fail(socket_);
  if (bind(socket_, (struct sockaddr *)&address, sizeof address) < 0) return fail(socket_);
  return socket_;
}

long lx_packet_receive(int socket, void *buffer, size_t length, uint32_t *tag) {
  *tag = 0;
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
  } control;
  struct iovec part = {.iov_base = buffer, .iov_len = length};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  ssize_t received;
  do received = recvmsg(socket, &message, 0);
  while (received < 0 && errno == EINTR);
  if (received < 0) return -(long)errno;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_PACKET || header->cmsg_type != PACKET_AUXDATA) continue;
    struct tpacket_auxdata aux;
    memcpy(&aux, CMSG_DATA(header), sizeof aux);
    if (!(aux.tp_status & TP_STATUS_VLAN_VALID)) continue;
    uint32_t type = aux.tp_status & TP_STATUS_VLAN_TPID_VALID ? aux.tp_vlan_tpid : ETH_P_8021Q;
    *tag = type << 16 | aux.tp_vlan_tci;
  }
  return (long)received;
}

int lx_netlink_socket(int milliseconds) {
  int socket_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (socket_ < 0) return -errno;
  int on = 1;
  struct timeval timeout = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
  struct sockaddr_nl address = {.nl_family = AF_NETLINK};
  // Kernels before 4.12 have no extended acknowledgements: then errors come without a text.
  setsockopt(socket_, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
  setsockopt(socket_, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
  if (setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) < 0) return fail(socket_);
  if (bind(socket_, (struct sockaddr *)&address, sizeof address) < 0) return fail(socket_);
  return socket_;
}
