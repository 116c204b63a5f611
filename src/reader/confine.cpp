#include "resources/confine.h"

#include "reader/reader.h"

#include <vector>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

namespace gongwen::reader {

void give_up_rights() {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_FSIZE, &none);
  const auto outside = resources::outside_calls();
  std::vector<int> refused(outside.begin(), outside.end());
  refused.insert(refused.end(), {SYS_execve, SYS_execveat, SYS_socketpair});
  resources::refuse_calls(refused);
}

void close_file_system() { resources::allow_files({}); }

}  // namespace gongwen::reader
