/// What Weft uses of libpcap: capture filters, compiled once and run over octets in memory. Nothing is opened.
///
/// Contract: functions return a value or -1 with a message; none keeps state from one call to the next.
#ifndef CPCAP_H
#define CPCAP_H

#include <pcap/pcap.h>
#include <stddef.h>
#include <stdint.h>

/// Compiles pcap-filter(7) text for Ethernet frames of up to `snap_length` octets into `program`. 0, or -1 with
/// libpcap's message, ended by a zero, in `message`. The program is freed with `cpcap_free`.
int cpcap_compile(const char *text, int snap_length, struct bpf_program *program, char *message, size_t message_size);

/// Gives back what `cpcap_compile` allocated inside `program`.
void cpcap_free(struct bpf_program *program);

/// 1 where the program accepts a frame of `length` octets, of which the first `captured` are at `bytes`; else 0.
int cpcap_matches(const struct bpf_program *program, const void *bytes, uint32_t captured, uint32_t length);

#endif
