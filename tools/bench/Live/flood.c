// Sends 60-octet frames of an unassigned protocol as fast as the device takes them, for a time; prints the seconds it took.
// The receiver's kernel has no handler of that protocol and drops each frame early, so that forwarding is what is measured.
//
// usage: flood DEVICE DESTINATION-MAC SECONDS

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { frameOctets = 60, batchFrames = 64, etherTypeExperimental = 0x88b5 /* IEEE 802 local experimental 1 */ };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int fd = socket(AF_PACKET, SOCK_RAW, 0);
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(argv[1])};
  if (fd < 0 || at.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0) return perror("flood"), 1;

  unsigned char frame[frameOctets] = {0};
  unsigned mac[6];
  if (sscanf(argv[2], "%x:%x:%x:%x:%x:%x", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5) != 6) return 2;
  for (int i = 0; i < 6; i++) frame[i] = (unsigned char)mac[i];
  struct ifreq device = {0};
  strncpy(device.ifr_name, argv[1], IFNAMSIZ - 1);
  if (ioctl(fd, SIOCGIFHWADDR, &device) != 0) return perror("flood"), 1;
  memcpy(frame + 6, device.ifr_hwaddr.sa_data, 6);
  frame[12] = etherTypeExperimental >> 8;
  frame[13] = etherTypeExperimental & 0xff;

  struct iovec part = {frame, sizeof frame};
  struct mmsghdr messages[batchFrames];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < batchFrames; i++) messages[i].msg_hdr = (struct msghdr){.msg_iov = &part, .msg_iovlen = 1};

  double start = now(), end = start + atof(argv[3]), time = start;
  while (time < end) {
    sendmmsg(fd, messages, batchFrames, 0);  // a full queue refuses frames; those are not counted by the receiver
    time = now();
  }
  printf("%.6f\n", time - start);
  return 0;
}
