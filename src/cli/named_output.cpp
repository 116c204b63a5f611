#include "cli/named_output.h"

#include "base/ascii.h"
#include "resources/byte_stream.h"

namespace gongwen::cli {

std::optional<Output> named_output(const std::string& path, const std::string& format) {
  if (format.empty()) return Output{path};
  const bool is_data = format == "json";
  if (resources::is_stream(path) && is_data) return Output{path};
  if (resources::is_stream(path) || (path.ends_with('/') && !is_data)) {
    return Output{path, format == "pdf" ? Format::Pdf : Format::Xlsx};
  }
  return base::ascii_lowercase(path).ends_with("." + format) ? std::optional(Output{path}) : std::nullopt;
}

}  // namespace gongwen::cli
