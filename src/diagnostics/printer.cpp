#include "diagnostics/printer.h"

#include "base/json_pointer.h"

#include <algorithm>
#include <tuple>

namespace gongwen::diagnostics {

std::vector<Diagnostic> sorted_by_place(std::span<const Diagnostic> diagnostics) {
  std::vector<Diagnostic> sorted(diagnostics.begin(), diagnostics.end());
  const auto key = [](const Diagnostic& d) {
    const Span& place = d.origin.template_place;
    const DataPlace& data = d.origin.data_place;
    // A message about data belongs to its data file, wherever in a template it came up. An unknown source has the
    // largest number; adding one makes it the smallest.
    const std::uint32_t file = (data ? data.source : place.source).value + 1;
    return std::tuple(file, data ? data.node : place.begin, place.source.value + 1, place.begin);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  return sorted;
}

std::string data_pointer(const Diagnostic& diagnostic, const DataDescription& data) {
  std::string pointer = data.pointer;
  if (!diagnostic.absent_member.empty()) base::append_pointer_token(pointer, diagnostic.absent_member);
  return pointer;
}

std::string message_text(const Diagnostic& diagnostic, Language language) {
  return fill_pattern(catalogue_entry(diagnostic.id).message.in(language), diagnostic.arguments);
}

std::string hint_text(const Diagnostic& diagnostic, Language language) {
  const std::string_view pattern = catalogue_entry(diagnostic.id).hint.in(language);
  return has_all_arguments(pattern, diagnostic.arguments) ? fill_pattern(pattern, diagnostic.arguments) : std::string();
}

}  // namespace gongwen::diagnostics
