#include "engine/collect/detail/register_entries.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

RegisterEntry* best_entry(const ManifestGathers& gathers, std::size_t part, std::vector<RegisterEntry>& entries,
                          const std::map<std::string, std::string>& marks) {
  RegisterEntry* best = nullptr;
  std::size_t most = 0;
  for (RegisterEntry& entry : entries) {
    if (entry.parts[part]) continue;
    const std::size_t agreeing = agreeing_marks(gathers, entry.marks, marks);
    if (agreeing > most) {
      most = agreeing;
      best = &entry;
    }
  }
  return best;
}

}  // namespace

std::map<std::string, std::string> register_marks(const ManifestGathers::Part& part, const data::Value& data) {
  std::map<std::string, std::string> marks;
  for (const auto& [name, pointer] : part.match) {
    const auto value = data.resolve(pointer);
    std::string text = value && value->is_string() ? comparable_name(value->string()) : std::string();
    if (!text.empty()) marks[name] = std::move(text);
  }
  return marks;
}

std::size_t agreeing_marks(const ManifestGathers& gathers, const std::map<std::string, std::string>& one,
                           const std::map<std::string, std::string>& other) {
  std::size_t agreeing = 0;
  bool joined = false;
  for (const auto& [name, text] : one) {
    const auto found = other.find(name);
    if (found == other.end() || found->second != text) continue;
    ++agreeing;
    joined = joined || std::find(gathers.by.begin(), gathers.by.end(), name) != gathers.by.end();
  }
  return joined ? agreeing : 0;
}

std::vector<RegisterEntry> register_entries(const ManifestGathers& gathers, const std::vector<KindForms>& kinds,
                                            const std::vector<CollectedForm>& forms) {
  std::vector<RegisterEntry> entries;
  for (std::size_t part = 0; part < gathers.parts.size(); ++part) {
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const KindForms& candidate) {
      return candidate.kind->manifest->info.name == gathers.parts[part].kind;
    });
    if (kind == kinds.end()) continue;
    for (const FormGroup& group : kind->groups) {
      const std::size_t form = group.forms.front();
      auto marks = register_marks(gathers.parts[part], forms[form].form.given->root());
      RegisterEntry* entry = best_entry(gathers, part, entries, marks);
      if (entry == nullptr) {
        entry = &entries.emplace_back();
        entry->parts.resize(gathers.parts.size());
      }
      entry->parts[part] = form;
      entry->marks.merge(marks);
    }
  }
  return entries;
}

}  // namespace gongwen::engine
