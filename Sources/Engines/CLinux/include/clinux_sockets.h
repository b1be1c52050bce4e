/// Internet sockets: what a program at a host sees of the network, the errors included that the kernel keeps apart.
#ifndef CLINUX_SOCKETS_H
#define CLINUX_SOCKETS_H

#include <stddef.h>
#include <stdint.h>

/// An address as numbers: version 4 in the lower half of `low`.
struct lx_endpoint {
  uint64_t high;
  uint64_t low;
  uint32_t scope;   ///< the interface of a link-local address, or 0
  uint16_t port;    ///< in the machine's byte order
  uint16_t family;  ///< AF_INET, AF_INET6, or 0 for none
};

/// One entry of a socket's error queue (ip(7), IP_RECVERR).
struct lx_socket_error {
  int32_t number;                  ///< the errno
  uint8_t origin;                  ///< SO_EE_ORIGIN_*
  uint8_t type;                    ///< ICMP type
  uint8_t code;                    ///< ICMP code
  uint32_t info;                   ///< the MTU, where it is one
  struct lx_endpoint offender;     ///< who sent the message
  struct lx_endpoint destination;  ///< where the packet was to go
  int64_t arrival;                 ///< CLOCK_REALTIME nanoseconds, or 0
};

enum lx_socket_kind { lx_socket_stream, lx_socket_datagram, lx_socket_icmp };

/// A non-blocking close-on-exec socket of the calling thread's network namespace. One for ICMP is raw, and is handed
/// echo replies alone.
int lx_socket_open(int family, enum lx_socket_kind kind);

/// Keeps echo replies of any other identifier from a socket for ICMP, so that they do not fill its buffer.
int lx_socket_accept_echoes(int socket, int family, uint16_t identifier);

/// 1 where it is connected at once, 0 where that is under way.
int lx_socket_connect(int socket, const struct lx_endpoint *peer);

/// The address that the socket is bound to.
int lx_socket_local(int socket, struct lx_endpoint *local);

/// Whether ICMP errors are kept in the error queue. Turned off, the queue is emptied.
int lx_socket_keep_errors(int socket, int family, int on);

/// Whether arrivals are stamped by the kernel (SO_TIMESTAMPNS).
int lx_socket_stamp_arrivals(int socket, int on);

/// 1: packets go out as they are, at most as long as the interface carries, and nobody may fragment them; 0: they are
/// fragmented where they are too long.
int lx_socket_set_unfragmented(int socket, int family, int on);

/// Time to live, or hop limit, of what is sent from now on: 1 to 255.
int lx_socket_set_hop_limit(int socket, int family, int hops);

/// Sends octets as one message, to the connected peer where `peer` is NULL.
long lx_socket_send(int socket, const void *bytes, size_t length, const struct lx_endpoint *peer);

/// Receives one message. Stores who sent it, and when it arrived (0: not known).
long lx_socket_receive(int socket, void *bytes, size_t capacity, struct lx_endpoint *peer, int64_t *arrival);

/// Takes the first entry of the error queue, with the first octets of the packet that it is about, from behind its IP
/// header (UDP: behind the UDP header). -EAGAIN where there is none.
long lx_socket_next_error(int socket, void *bytes, size_t capacity, struct lx_socket_error *error);

/// Takes the pending error (SO_ERROR): its errno, or 0.
int lx_socket_pending_error(int socket);

/// Octets of a TCP connection that were sent or wait to be, and are not acknowledged.
int lx_socket_unacknowledged(int socket);

/// Ends the sending half of a TCP connection.
int lx_socket_finish(int socket);

/// Waits until `socket` is ready for `events` (POLL*), or `other` (or none: -1) can be read, at most `nanoseconds`
/// (negative: for ever). Returns the events of `socket`, | 0x10000 where `other` can be read; 0 after the time.
int lx_socket_wait(int socket, int events, int other, int64_t nanoseconds);

#endif
