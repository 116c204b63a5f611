#include "resources/memory_file.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/read_file.h"

#include <cerrno>
#include <limits>
#include <system_error>

#include <sys/mman.h>

namespace gongwen::resources {

bool MemoryFile::open(diagnostics::DiagnosticSink& sink) {
  file_ = FileDescriptor(::memfd_create(name_.c_str(), MFD_CLOEXEC));
  if (file_) return true;
  sink.report(diagnostics::messages::ResourcesUnwritable, diagnostics::Origin{}, name_, last_error().message());
  return false;
}

std::string MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(file_.number()); }

std::string MemoryFile::read(diagnostics::DiagnosticSink& sink) const {
  ReadLimits limits;
  limits.max_bytes = std::numeric_limits<std::size_t>::max() - 1;
  base::Expected<std::string> bytes = read_bytes(path(), limits, sink);
  return bytes ? *std::move(bytes) : std::string();
}

}  // namespace gongwen::resources
