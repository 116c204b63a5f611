#include "cli/completion.h"

#include <set>

namespace gongwen::cli {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// `/events/12/` as the list of fields has it: `/events/*/`.
std::string folder_pattern(std::string_view folder) {
  std::string pattern;
  while (!folder.empty()) {
    const std::size_t slash = folder.find('/');
    const std::string_view step = folder.substr(0, slash);
    pattern += is_digits(step) || step == "-" ? std::string_view("*") : step;
    pattern += '/';
    folder.remove_prefix(slash + 1);
  }
  return pattern.empty() ? "/" : pattern;
}

/// Fields without a type may be anything.
bool is_list(const base::JsonView& field) {
  const auto types = field.find("type");
  return types && (types->size() == 1 || types->size() == 2) && types->at(0).text() == "array";
}

std::string title_of(const base::JsonView& field, Language language) {
  const auto title = field.find("title");
  if (!title) return {};
  const std::string english = title->text_of("en");
  const std::string chinese = title->text_of("zh");
  return std::string(diagnostics::BilingualText{english, chinese}.in(language));
}

/// Pointers of fields that have fields themselves.
std::set<std::string> find_containers(const base::JsonView& fields) {
  std::set<std::string> containers;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string pointer = fields.at(i).text_of("pointer");
    if (const std::size_t slash = pointer.rfind('/'); slash != std::string::npos) {
      containers.insert(pointer.substr(0, slash));
    }
  }
  return containers;
}

/// How a field continues: to its own fields, or to the end of the pointer.
std::vector<std::string> endings_of(const base::JsonView& field, const std::set<std::string>& containers,
                                    PointerUse use) {
  const std::string pointer = field.text_of("pointer");
  const bool lists = is_list(field);
  std::vector<std::string> endings;
  if (use == PointerUse::Table && lists) endings.emplace_back("=");
  if (lists && containers.contains(pointer + "/*")) {
    endings.emplace_back("/0/");
  } else if (!lists && containers.contains(pointer)) {
    endings.emplace_back("/");
  } else if (use != PointerUse::Table) {
    endings.emplace_back(std::string(lists ? "/0" : "") + (use == PointerUse::Value ? "=" : ""));
  }
  return endings;
}

}  // namespace

std::vector<Candidate> complete_pointer(const base::JsonView& fields, std::string_view typed, PointerUse use,
                                        Language language) {
  const std::string_view folder = typed.substr(0, typed.rfind('/') + 1);
  const std::string pattern = folder_pattern(folder);
  const std::set<std::string> containers = find_containers(fields);
  std::set<std::string> seen;
  std::vector<Candidate> found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const base::JsonView field = fields.at(i);
    const std::string pointer = field.text_of("pointer");
    if (!pointer.starts_with(pattern)) continue;
    const std::string name = pointer.substr(pattern.size());
    const bool is_below = name.empty() || name == "*" || name.find('/') != std::string::npos;
    // A field of several forms of an object is in the list once for each.
    if (is_below || !seen.insert(name).second) continue;
    for (const std::string& ending : endings_of(field, containers, use)) {
      found.push_back({(folder.empty() ? "/" : std::string(folder)) + name + ending, title_of(field, language)});
    }
  }
  return found;
}

}  // namespace gongwen::cli
