#include "diagnostics/printer.h"

#include "base/json.h"

#include <algorithm>
#include <tuple>

namespace gongwen::diagnostics {

std::vector<Diagnostic> sorted_by_place(std::span<const Diagnostic> diagnostics) {
  std::vector<Diagnostic> sorted(diagnostics.begin(), diagnostics.end());
  const auto key = [](const Diagnostic& d) {
    const Span& place = d.origin.template_place;
    const DataPlace& data = d.origin.data_place;
    // A message about data belongs to its data file, wherever in a template it arose. The unknown source has the
    // largest number, which the addition wraps around to 0, so that it sorts first.
    const std::uint32_t file = (data ? data.source : place.source).value + 1;
    return std::tuple(file, data ? data.node : place.begin, place.source.value + 1, place.begin);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  return sorted;
}

std::vector<Diagnostic> in_order(std::span<const Diagnostic> diagnostics, const Lookups& lookups) {
  std::vector<Diagnostic> sorted = sorted_by_place(diagnostics);
  if (!lookups.field_order || sorted.size() < 2) return sorted;
  const auto source_of = [](const Diagnostic& d) {
    return d.origin.data_place ? d.origin.data_place.source : SourceId();
  };
  for (auto begin = sorted.begin(); begin != sorted.end();) {
    const SourceId source = source_of(*begin);
    const auto end = std::find_if(begin, sorted.end(), [&](const Diagnostic& d) { return source_of(d) != source; });
    if (source && end - begin > 1) {
      std::vector<std::pair<std::uint64_t, Diagnostic>> ranked;
      for (auto at = begin; at != end; ++at) {
        const std::uint64_t rank = lookups.field_order(source, data_pointer(*at, lookups).value_or(std::string()));
        ranked.emplace_back(rank, std::move(*at));
      }
      std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      std::transform(ranked.begin(), ranked.end(), begin, [](auto& one) { return std::move(one.second); });
    }
    begin = end;
  }
  return sorted;
}

std::optional<std::string> data_pointer(const Diagnostic& diagnostic, const Lookups& lookups) {
  const DataPlace& place = diagnostic.origin.data_place;
  const auto data = place && lookups.data != nullptr ? lookups.data->describe(place) : std::nullopt;
  return data ? std::optional(data_pointer(diagnostic, *data)) : std::nullopt;
}

std::string applicant_text_of(const Diagnostic& diagnostic, const Lookups& lookups, Language language) {
  const std::optional<std::string> pointer = data_pointer(diagnostic, lookups);
  return pointer ? applicant_text_at(*pointer, diagnostic, lookups, language)
                 : applicant_message(diagnostic, {}, language);
}

std::string applicant_text_at(const std::string& pointer, const Diagnostic& diagnostic, const Lookups& lookups,
                              Language language) {
  const SourceId source = diagnostic.origin.data_place.source;
  const TextPair label = lookups.field_label ? lookups.field_label(source, pointer) : TextPair();
  const Asking asking = lookups.field_asking ? lookups.field_asking(source, pointer) : Asking::Type;
  return applicant_message(diagnostic, label, language, asking);
}

std::string print_for_applicants(std::span<const Diagnostic> diagnostics, const Lookups& lookups, Language language) {
  std::string out;
  for (const Diagnostic& diagnostic : in_order(diagnostics, lookups)) {
    if (diagnostic.severity != Severity::Note) out += applicant_text_of(diagnostic, lookups, language) + "\n";
  }
  return out;
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
