#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"

#include <charconv>

namespace gongwen::data {

namespace messages = diagnostics::messages;

bool is_in_range_of_double(std::string_view written) {
  constexpr std::size_t kAlwaysInRange = 300;
  const bool plain = written.find_first_of("eE") == std::string_view::npos;
  if (plain && written.size() < kAlwaysInRange) return true;
  double value = 0;
  return std::from_chars(written.data(), written.data() + written.size(), value).ec == std::errc();
}

bool check_number(std::string_view written, const diagnostics::Origin& origin, const JsonLimits& limits,
                  diagnostics::DiagnosticSink& sink) {
  if (written.size() > limits.max_number_length) {
    sink.report(messages::DataNumberTooLong, origin, written.size(), limits.max_number_length);
    return false;
  }
  if (is_in_range_of_double(written)) return true;
  sink.report(messages::DataNumberRange, origin, shown_text(written));
  return false;
}

bool check_names(const DocumentBuilder& builder, diagnostics::DiagnosticSink& sink) {
  for (const DuplicateKey& duplicate : builder.duplicate_keys()) {
    sink.report(messages::DataDuplicateName, {duplicate.second, {}}, shown_text(duplicate.key))
        .note(messages::DataFirstHere, {duplicate.first, {}});
  }
  return builder.duplicate_keys().empty();
}

bool check_size(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                diagnostics::DiagnosticSink& sink) {
  if (text.size() <= limits.max_bytes) return true;
  sink.report(messages::DataTooLarge, {{source, 0, 0}, {}}, text.size(), limits.max_bytes);
  return false;
}

}  // namespace gongwen::data
