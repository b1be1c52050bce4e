#include "CPcap.h"

#include <stdio.h>

// Loads from negative offsets ask the kernel for what is not in the frame, such as its direction. Over octets in memory
// they accept nothing, which nobody would understand.
static int asks_kernel(const struct bpf_program *program) {
  for (unsigned int index = 0; index < program->bf_len; index++) {
    const struct bpf_insn *instruction = &program->bf_insns[index];
    if (BPF_CLASS(instruction->code) == BPF_LD && BPF_MODE(instruction->code) == BPF_ABS &&
        (int32_t)instruction->k < 0)
      return 1;
  }
  return 0;
}

int cpcap_compile(const char *text, int snap_length, struct bpf_program *program, char *message, size_t message_size) {
  pcap_t *handle = pcap_open_dead(DLT_EN10MB, snap_length);
  if (handle == NULL) {
    snprintf(message, message_size, "out of memory");
    return -1;
  }
  int result = pcap_compile(handle, program, text, 1, PCAP_NETMASK_UNKNOWN);
  if (result != 0) snprintf(message, message_size, "%s", pcap_geterr(handle));
  pcap_close(handle);
  if (result == 0 && asks_kernel(program)) {
    snprintf(message, message_size, "'inbound', 'outbound' and the like are not supported: a frame does not say");
    pcap_freecode(program);
    return -1;
  }
  return result == 0 ? 0 : -1;
}

void cpcap_free(struct bpf_program *program) { pcap_freecode(program); }

int cpcap_matches(const struct bpf_program *program, const void *bytes, uint32_t captured, uint32_t length) {
  const struct pcap_pkthdr header = {.caplen = captured, .len = length};
  return pcap_offline_filter(program, &header, bytes) != 0;
}
