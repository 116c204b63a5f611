
#include "engine/returned/detail/shown_form.h"
#include "intake/field_data.h"

#include <algorithm>
#include <set>

namespace gongwen::engine {
namespace {

/// Fewer are not a form, and may be in any.
constexpr std::size_t kFewest = 5;

std::set<std::string> patterns_of(const intake::ReturnedFile& file) {
  std::set<std::string> patterns;
  for (const auto* const list : {&file.fields, &file.blanks}) {
    for (const intake::RawField& field : *list) patterns.insert(intake::field_pattern(field.pointer));
  }
  return patterns;
}

/// Pages may be missing.
bool is_form_of(const std::set<std::string>& patterns, const ShownForm& form) {
  return std::all_of(patterns.begin(), patterns.end(),
                     [&form](const std::string& pattern) { return form.has_field(pattern); });
}

}  // namespace

std::string kind_by_fields(const intake::ReturnedFile& file, KindLibrary& kinds) {
  const std::set<std::string> patterns = patterns_of(file);
  if (patterns.size() < kFewest) return {};
  std::string found;
  for (const std::string& name : kinds.names()) {
    const std::shared_ptr<const ShownForm> form = blank_form(kinds.get(name), file.type);
    if (!form || !is_form_of(patterns, *form)) continue;
    if (!found.empty()) return {};
    found = name;
  }
  return found;
}

}  // namespace gongwen::engine
