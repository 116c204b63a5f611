#include "reader/reader.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace gongwen::reader {
namespace {

#if defined(__x86_64__)
#define GONGWEN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define GONGWEN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef GONGWEN_ARCHITECTURE

/// Calls that fail from now on as for a user who may not make them. A list of what is allowed would break with the next
/// version of a library; these no reader of files needs.
constexpr std::array kRefused = {SYS_execve,
                                 SYS_execveat,
                                 SYS_socket,
                                 SYS_socketpair,
                                 SYS_connect,
                                 SYS_bind,
                                 SYS_listen,
                                 SYS_ptrace,
                                 SYS_process_vm_readv,
                                 SYS_process_vm_writev,
                                 SYS_pidfd_getfd,
                                 SYS_io_uring_setup,
                                 SYS_bpf,
                                 SYS_perf_event_open,
                                 SYS_userfaultfd,
                                 SYS_keyctl,
                                 SYS_add_key,
                                 SYS_request_key,
                                 SYS_mount,
                                 SYS_unshare,
                                 SYS_setns,
                                 SYS_chroot,
                                 SYS_init_module,
                                 SYS_finit_module};

/// The filter: for another architecture the process ends, for a refused call the next step but `left` says so.
void refuse_calls() {
  constexpr std::size_t kHead = 5;
  constexpr std::uint32_t kOtherNumbers = 0x4000'0000;  // another way to make the same calls
  std::array<sock_filter, kHead + kRefused.size() + 2> filter{};
  std::size_t at = 0;
  const auto add = [&](unsigned code, std::size_t if_true, std::size_t if_false, std::uint32_t value) {
    filter[at++] = {static_cast<std::uint16_t>(code), static_cast<std::uint8_t>(if_true),
                    static_cast<std::uint8_t>(if_false), value};
  };
  add(BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, arch));
  add(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, GONGWEN_ARCHITECTURE);
  add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS);
  add(BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr));
  add(BPF_JMP | BPF_JGE | BPF_K, kRefused.size() + 1, 0, kOtherNumbers);
  for (std::size_t i = 0; i < kRefused.size(); ++i) {
    const std::size_t left = kRefused.size() - i;
    add(BPF_JMP | BPF_JEQ | BPF_K, left, 0, static_cast<std::uint32_t>(kRefused[i]));
  }
  add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
  add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM);
  const sock_fprog program{static_cast<unsigned short>(at), filter.data()};
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#else

void refuse_calls() {}

#endif

/// From now on nothing of the file system may be used in these ways.
void refuse_files(std::uint64_t ways) {
  const landlock_ruleset_attr rules{ways};
  const auto set = static_cast<int>(syscall(SYS_landlock_create_ruleset, &rules, sizeof rules.handled_access_fs, 0));
  if (set < 0) return;  // a system without it
  syscall(SYS_landlock_restrict_self, set, 0);
  close(set);
}

/// All ways of the first version of that interface; none of them names a rule, so none is allowed.
constexpr std::uint64_t kAllWays = (std::uint64_t{LANDLOCK_ACCESS_FS_MAKE_SYM} << 1) - 1;
}  // namespace

void give_up_rights() {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_FSIZE, &none);
  refuse_calls();
}

void close_file_system() { refuse_files(kAllWays); }

}  // namespace gongwen::reader
