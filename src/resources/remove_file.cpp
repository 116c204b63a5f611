#include "resources/remove_file.h"

#include "diagnostics/catalogue/resources.h"

#include <cerrno>
#include <system_error>

#include <unistd.h>

namespace gongwen::resources {

bool remove_file(const std::string& path, diagnostics::DiagnosticSink& sink) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return true;
  sink.report(diagnostics::messages::ResourcesUnwritable, diagnostics::Origin{}, path,
              std::generic_category().message(errno));
  return false;
}

}  // namespace gongwen::resources
