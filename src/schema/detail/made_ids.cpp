#include "schema/detail/made_ids.h"

#include "base/ascii.h"

namespace gongwen::schema {
namespace {

constexpr std::size_t kLongestBase = 40;

/// Letters and digits; dates without their marks, all else with one hyphen for what lies between.
void append_slug(std::string& slug, std::string_view text, bool date) {
  bool gap = !slug.empty();
  for (const char c : text) {
    if (!base::is_ascii_alnum(c)) {
      gap = gap || (!date && !slug.empty());
      continue;
    }
    if (gap) slug += '-';
    gap = false;
    slug += base::to_ascii_lower(c);
  }
}

bool is_date(std::string_view text) { return text.size() == 10 && text[4] == '-' && text[7] == '-'; }

void append_member(std::string& slug, const data::Value& object, std::string_view name) {
  std::optional<data::Value> value = object.find(name);
  if (value && value->is_array()) value = value->size() == 0 ? std::nullopt : std::optional(value->at(0));
  if (!value) return;
  if (value->is_string()) append_slug(slug, value->string(), is_date(value->string()));
  if (value->type() == data::ValueType::Integer) append_slug(slug, std::to_string(value->integer()), false);
}

}  // namespace

std::string IdMaker::make(const data::Value& object, std::string_view name, const data::Value& from) {
  const std::optional<data::Value> parent = object.parent();
  const data::Value list = parent && parent->is_array() ? *parent : object;
  const auto [entry, fresh] = taken_.try_emplace(list.node());
  std::set<std::string, std::less<>>& taken = entry->second;
  if (fresh && list.is_array()) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto given = list.at(i).is_object() ? list.at(i).find(name) : std::nullopt;
      if (given && given->is_string()) taken.emplace(given->string());
    }
  }
  std::string base;
  for (std::size_t i = 0; from.is_array() && i < from.size(); ++i) {
    if (from.at(i).is_string()) append_member(base, object, from.at(i).string());
  }
  base.resize(std::min(base.size(), kLongestBase));
  while (base.ends_with('-')) base.pop_back();
  if (base.empty()) base = "item";
  std::string id = base;
  for (std::size_t number = 2; !taken.insert(id).second; ++number) id = base + "-" + std::to_string(number);
  return id;
}

}  // namespace gongwen::schema
