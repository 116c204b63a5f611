#include "resources/confine.h"

#include "resources/file_descriptor.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

#if defined(__x86_64__)
#define GONGWEN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define GONGWEN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/// More address space than any process uses without sanitizers.
constexpr std::uint64_t kOfSanitizers = std::uint64_t{1} << 40;

/// Refused calls; a list of allowed ones would break with the next version of a library. The first three are those that
/// clients need: a name resolver binds sockets, too.
constexpr std::size_t kOfClients = 3;
constexpr std::array kOutside = {SYS_socket,
                                 SYS_connect,
                                 SYS_bind,
                                 SYS_listen,
                                 SYS_accept,
                                 SYS_accept4,
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
                                 SYS_umount2,
                                 SYS_pivot_root,
                                 SYS_unshare,
                                 SYS_setns,
                                 SYS_chroot,
                                 SYS_truncate,
                                 SYS_open_by_handle_at,
                                 SYS_init_module,
                                 SYS_finit_module};

using Filter = std::vector<sock_filter>;

void add(Filter& filter, unsigned code, std::size_t if_true, std::size_t if_false, std::uint32_t value) {
  filter.push_back({static_cast<std::uint16_t>(code), static_cast<std::uint8_t>(if_true),
                    static_cast<std::uint8_t>(if_false), value});
}

#ifdef GONGWEN_ARCHITECTURE

/// A foreign architecture ends the process; a refused call fails. A jump skips at most 255 steps.
Filter filter_of(std::span<const int> calls) {
  constexpr std::uint32_t kOtherNumbers = 0x4000'0000;  // the x32 numbers of the same calls
  constexpr std::uint32_t kRefused = SECCOMP_RET_ERRNO | EPERM;
  Filter filter;
  add(filter, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, arch));
  add(filter, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, GONGWEN_ARCHITECTURE);
  add(filter, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS);
  add(filter, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr));
  add(filter, BPF_JMP | BPF_JGE | BPF_K, 0, 1, kOtherNumbers);
  add(filter, BPF_RET | BPF_K, 0, 0, kRefused);
  for (const int call : calls) {
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, static_cast<std::uint32_t>(call));
    add(filter, BPF_RET | BPF_K, 0, 0, kRefused);
  }
  add(filter, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
  return filter;
}

#else

Filter filter_of(std::span<const int>) { return {}; }

#endif

/// All access rights of the first Landlock version; those that no rule allows are refused.
constexpr std::uint64_t kAllWays = (std::uint64_t{LANDLOCK_ACCESS_FS_MAKE_SYM} << 1) - 1;
constexpr std::uint64_t kReading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kStarting = kReading | LANDLOCK_ACCESS_FS_EXECUTE;
constexpr std::uint64_t kWriting = kReading | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                   LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                   LANDLOCK_ACCESS_FS_MAKE_REG;
/// The access rights that apply to files that are not folders.
constexpr std::uint64_t kOfFiles =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE;

std::uint64_t ways_of(FileUse use) {
  switch (use) {
    case FileUse::Read: return kReading;
    case FileUse::Start: return kStarting;
    case FileUse::Write: return kWriting;
  }
  return 0;
}

void add_rule(int set, const AllowedFiles& allowed) {
  const FileDescriptor file(::open(allowed.path.c_str(), O_PATH | O_CLOEXEC));
  struct stat status {};
  if (!file || ::fstat(file.number(), &status) != 0) return;
  const std::uint64_t ways = ways_of(allowed.use);
  const landlock_path_beneath_attr rule{S_ISDIR(status.st_mode) ? ways : ways & kOfFiles, file.number()};
  ::syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

}  // namespace

std::span<const int> outside_calls() {
  static constexpr auto kCalls = [] {
    std::array<int, kOutside.size()> calls{};
    for (std::size_t i = 0; i < calls.size(); ++i) calls[i] = static_cast<int>(kOutside[i]);
    return calls;
  }();
  return kCalls;
}

std::span<const int> outside_calls_of_clients() { return outside_calls().subspan(kOfClients); }

bool can_refuse_calls() {
  const std::uint32_t action = SECCOMP_RET_ERRNO;
  return !filter_of({}).empty() && ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

bool refuse_calls(std::span<const int> calls) {
  Filter filter = filter_of(calls);
  if (filter.empty()) return false;
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool allow_files(const std::vector<AllowedFiles>& allowed) {
  landlock_ruleset_attr rules{};  // newer headers have more members, which stay 0
  rules.handled_access_fs = kAllWays;
  const FileDescriptor set(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules.handled_access_fs, 0)));
  if (!set) return false;
  for (const AllowedFiles& one : allowed) add_rule(set.number(), one);
  return ::syscall(SYS_landlock_restrict_self, set.number(), 0) == 0;
}

std::uint64_t address_space() {
  const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  std::array<char, 64> text{};
  const ssize_t count = ::read(file, text.data(), text.size());
  ::close(file);
  std::uint64_t pages = 0;
  for (std::size_t i = 0; static_cast<ssize_t>(i) < count && text[i] >= '0' && text[i] <= '9'; ++i) {
    pages = pages * 10 + static_cast<std::uint64_t>(text[i] - '0');
  }
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void limit_address_space(std::uint64_t most) { limit_address_space(most, address_space()); }

void limit_address_space(std::uint64_t most, std::uint64_t now) {
  rlimit limit{};
  if (now >= kOfSanitizers || ::getrlimit(RLIMIT_AS, &limit) != 0) return;
  limit.rlim_cur = std::min(static_cast<rlim_t>(most), limit.rlim_max);
  limit.rlim_max = limit.rlim_cur;
  ::setrlimit(RLIMIT_AS, &limit);
}

void limit_program(const ProgramLimits& limits) {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // SIGXCPU comes at the first limit, SIGKILL at the second.
  const rlimit processor{limits.seconds, limits.seconds + 1};
  const rlimit file{limits.file_size, limits.file_size};
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CPU, &processor);
  ::setrlimit(RLIMIT_FSIZE, &file);
  ::setrlimit(RLIMIT_CORE, &none);
  if (!limits.starts_programs) ::setrlimit(RLIMIT_NPROC, &none);
  limit_address_space(limits.memory);
}

}  // namespace gongwen::resources
#undef GONGWEN_ARCHITECTURE
