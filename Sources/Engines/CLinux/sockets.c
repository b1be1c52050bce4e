#define _GNU_SOURCE
#include "clinux_sockets.h"

#include <errno.h>
#include <time.h>  // before errqueue.h, which needs timespec

#include <linux/errqueue.h>
#include <linux/filter.h>
#include <linux/icmp.h>
#include <linux/sockios.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int result(int value) { return value < 0 ? -errno : value; }

static uint64_t half(const uint8_t *octets) {
  uint64_t bits = 0;
  for (int i = 0; i < 8; i++) bits = bits << 8 | octets[i];
  return bits;
}

static socklen_t to_system(const struct lx_endpoint *endpoint, struct sockaddr_storage *storage) {
  memset(storage, 0, sizeof *storage);
  if (endpoint->family == AF_INET6) {
    struct sockaddr_in6 *address = (struct sockaddr_in6 *)storage;
    address->sin6_family = AF_INET6;
    address->sin6_port = htons(endpoint->port);
    address->sin6_scope_id = endpoint->scope;
    for (int i = 0; i < 16; i++)
      address->sin6_addr.s6_addr[i] = (uint8_t)((i < 8 ? endpoint->high : endpoint->low) >> (56 - 8 * (i & 7)));
    return sizeof *address;
  }
  struct sockaddr_in *address = (struct sockaddr_in *)storage;
  address->sin_family = AF_INET;
  address->sin_port = htons(endpoint->port);
  address->sin_addr.s_addr = htonl((uint32_t)endpoint->low);
  return sizeof *address;
}

static void from_system(const void *storage, socklen_t length, struct lx_endpoint *endpoint) {
  memset(endpoint, 0, sizeof *endpoint);
  sa_family_t family = AF_UNSPEC;
  if (length >= sizeof family) memcpy(&family, storage, sizeof family);
  if (family == AF_INET6 && length >= sizeof(struct sockaddr_in6)) {
    struct sockaddr_in6 address;
    memcpy(&address, storage, sizeof address);
    endpoint->high = half(address.sin6_addr.s6_addr);
    endpoint->low = half(address.sin6_addr.s6_addr + 8);
    endpoint->scope = address.sin6_scope_id;
    endpoint->port = ntohs(address.sin6_port);
    endpoint->family = AF_INET6;
  } else if (family == AF_INET && length >= sizeof(struct sockaddr_in)) {
    struct sockaddr_in address;
    memcpy(&address, storage, sizeof address);
    endpoint->low = ntohl(address.sin_addr.s_addr);
    endpoint->port = ntohs(address.sin_port);
    endpoint->family = AF_INET;
  }
}

static int option(int socket, int level, int name, int value) {
  return result(setsockopt(socket, level, name, &value, sizeof value));
}

/// Every kind of message but echo replies is kept from the socket.
static int admit_echo_replies(int socket, int family) {
  if (family == AF_INET6) {
    struct icmp6_filter filter;
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
    return result(setsockopt(socket, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter));
  }
  enum { icmp_filter_option = 1 };
  uint32_t blocked = ~(1u << ICMP_ECHOREPLY);
  return result(setsockopt(socket, SOL_RAW, icmp_filter_option, &blocked, sizeof blocked));
}

int lx_socket_open(int family, enum lx_socket_kind kind) {
  int type = kind == lx_socket_stream ? SOCK_STREAM : kind == lx_socket_datagram ? SOCK_DGRAM : SOCK_RAW;
  int protocol = kind != lx_socket_icmp ? 0 : family == AF_INET6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
  int opened = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
  if (opened < 0) return -errno;
  int error = kind == lx_socket_icmp ? admit_echo_replies(opened, family) : 0;
  if (error < 0) {
    close(opened);
    return error;
  }
  return opened;
}

int lx_socket_accept_echoes(int socket, int family, uint16_t identifier) {
  enum { identifier_offset = 4, whole = 0x40000 };
  // What comes by IPv4 has its header in front: x is the header's length.
  struct sock_filter by_version_4[] = {
      BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
      BPF_STMT(BPF_LD | BPF_H | BPF_IND, identifier_offset),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, identifier, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, whole),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  struct sock_filter by_version_6[] = {
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, identifier_offset),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, identifier, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, whole),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  struct sock_fprog program = {.len = sizeof by_version_4 / sizeof *by_version_4, .filter = by_version_4};
  if (family == AF_INET6)
    program = (struct sock_fprog){.len = sizeof by_version_6 / sizeof *by_version_6, .filter = by_version_6};
  return result(setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
}

int lx_socket_connect(int socket, const struct lx_endpoint *peer) {
  struct sockaddr_storage storage;
  socklen_t length = to_system(peer, &storage);
  if (connect(socket, (struct sockaddr *)&storage, length) == 0) return 1;
  return errno == EINPROGRESS || errno == EINTR ? 0 : -errno;
}

int lx_socket_local(int socket, struct lx_endpoint *local) {
  struct sockaddr_storage storage;
  socklen_t length = sizeof storage;
  if (getsockname(socket, (struct sockaddr *)&storage, &length) < 0) return -errno;
  from_system(&storage, length, local);
  return 0;
}

int lx_socket_keep_errors(int socket, int family, int on) {
  return family == AF_INET6 ? option(socket, IPPROTO_IPV6, IPV6_RECVERR, on)
                            : option(socket, IPPROTO_IP, IP_RECVERR, on);
}

int lx_socket_stamp_arrivals(int socket, int on) { return option(socket, SOL_SOCKET, SO_TIMESTAMPNS, on); }

int lx_socket_set_unfragmented(int socket, int family, int on) {
  // "Probe" rather than "do": what was learnt of the path before is not to keep a packet from being sent.
  if (family == AF_INET) return option(socket, IPPROTO_IP, IP_MTU_DISCOVER, on ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT);
  int error = option(socket, IPPROTO_IPV6, IPV6_MTU_DISCOVER, on ? IPV6_PMTUDISC_PROBE : IPV6_PMTUDISC_WANT);
  return error < 0 ? error : option(socket, IPPROTO_IPV6, IPV6_DONTFRAG, on);
}

int lx_socket_set_hop_limit(int socket, int family, int hops) {
  return family == AF_INET6 ? option(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, hops)
                            : option(socket, IPPROTO_IP, IP_TTL, hops);
}

long lx_socket_send(int socket, const void *bytes, size_t length, const struct lx_endpoint *peer) {
  struct sockaddr_storage storage;
  socklen_t size = peer ? to_system(peer, &storage) : 0;
  ssize_t sent;
  do sent = sendto(socket, bytes, length, MSG_NOSIGNAL, peer ? (struct sockaddr *)&storage : NULL, size);
  while (sent < 0 && errno == EINTR);
  return sent < 0 ? -(long)errno : (long)sent;
}

/// Room for the control messages of one receive.
union control {
  struct cmsghdr header;
  char octets[512];
};

static ssize_t receive(
    int socket, struct msghdr *message, struct iovec *part, union control *control, struct sockaddr_storage *name,
    int flags) {
  memset(message, 0, sizeof *message);
  message->msg_name = name;
  message->msg_namelen = sizeof *name;
  message->msg_iov = part;
  message->msg_iovlen = 1;
  message->msg_control = control;
  message->msg_controllen = sizeof *control;
  ssize_t length;
  do length = recvmsg(socket, message, flags);
  while (length < 0 && errno == EINTR);
  return length < 0 ? -(ssize_t)errno : length;
}

static int64_t arrival_of(const struct cmsghdr *header) {
  if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_TIMESTAMPNS) return 0;
  struct timespec when;
  memcpy(&when, CMSG_DATA(header), sizeof when);
  return (int64_t)when.tv_sec * 1000000000 + when.tv_nsec;
}

long lx_socket_receive(int socket, void *bytes, size_t capacity, struct lx_endpoint *peer, int64_t *arrival) {
  struct msghdr message;
  struct iovec part = {.iov_base = bytes, .iov_len = capacity};
  struct sockaddr_storage name;
  union control control;
  *arrival = 0;
  ssize_t length = receive(socket, &message, &part, &control, &name, 0);
  if (length < 0) return length;
  from_system(&name, message.msg_namelen, peer);
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    int64_t when = arrival_of(header);
    if (when) *arrival = when;
  }
  return length;
}

long lx_socket_next_error(int socket, void *bytes, size_t capacity, struct lx_socket_error *error) {
  struct msghdr message;
  struct iovec part = {.iov_base = bytes, .iov_len = capacity};
  struct sockaddr_storage name;
  union control control;
  memset(error, 0, sizeof *error);
  ssize_t length = receive(socket, &message, &part, &control, &name, MSG_ERRQUEUE);
  if (length < 0) return length;
  from_system(&name, message.msg_namelen, &error->destination);
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    int64_t when = arrival_of(header);
    if (when) error->arrival = when;
    int is_error = (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR) ||
                   (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_RECVERR);
    struct sock_extended_err extended;
    if (!is_error || header->cmsg_len < CMSG_LEN(sizeof extended)) continue;
    memcpy(&extended, CMSG_DATA(header), sizeof extended);
    error->number = (int32_t)extended.ee_errno;
    error->origin = extended.ee_origin;
    error->type = extended.ee_type;
    error->code = extended.ee_code;
    error->info = extended.ee_info;
    // The offender's address follows the structure.
    from_system(CMSG_DATA(header) + sizeof extended, (socklen_t)(header->cmsg_len - CMSG_LEN(sizeof extended)),
                &error->offender);
  }
  return length;
}

int lx_socket_pending_error(int socket) {
  int error = 0;
  socklen_t length = sizeof error;
  return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

int lx_socket_unacknowledged(int socket) {
  int octets = 0;
  return ioctl(socket, SIOCOUTQ, &octets) < 0 ? -errno : octets;
}

int lx_socket_finish(int socket) { return result(shutdown(socket, SHUT_WR)); }

int lx_socket_wait(int socket, int events, int other, int64_t nanoseconds) {
  struct pollfd wait[2] = {{.fd = socket, .events = (short)events}, {.fd = other, .events = POLLIN}};
  struct timespec timeout = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  int count = ppoll(wait, 2, nanoseconds < 0 ? NULL : &timeout, NULL);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  return (unsigned short)wait[0].revents | (wait[1].revents ? 0x10000 : 0);
}
