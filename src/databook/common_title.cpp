#include "base/utf8.h"
#include "databook/table_plan.h"

#include <algorithm>

namespace gongwen::databook {
namespace {

constexpr std::size_t kMaxTitles = 3;
constexpr std::size_t kMinSuffix = 2;

/// The schema that `{"$ref": "#/$defs/name"}` names in its document; other schemas are their own.
data::Value referenced_schema(const data::Value& schema) {
  const auto reference = schema.is_object() ? schema.find("$ref") : std::nullopt;
  if (!reference || !reference->is_string() || !reference->string().starts_with("#/")) return schema;
  return schema.document().resolve(reference->string().substr(1)).value_or(schema);
}

std::optional<data::Value> referenced_title(const data::Value& schema) {
  const data::Value target = referenced_schema(schema);
  return target.is_object() ? target.find("x-title") : std::nullopt;
}

std::string common_suffix(const std::vector<std::string>& titles) {
  std::u32string suffix = base::to_utf32(titles.front());
  for (const std::string& title : titles) {
    const std::u32string other = base::to_utf32(title);
    std::size_t length = 0;
    while (length < suffix.size() && length < other.size() &&
           suffix[suffix.size() - 1 - length] == other[other.size() - 1 - length]) {
      ++length;
    }
    suffix.erase(0, suffix.size() - length);
  }
  return suffix.size() < kMinSuffix ? std::string() : base::to_utf8(suffix);
}

std::string joined(const std::vector<std::string>& titles, std::string_view mark) {
  std::string all;
  for (std::size_t i = 0; i < std::min(titles.size(), kMaxTitles); ++i) all.append(i > 0 ? mark : "").append(titles[i]);
  return all + (titles.size() > kMaxTitles ? "…" : "");
}

}  // namespace

std::vector<std::string> all_titles(const schema::SchemaField& field, std::string_view language) {
  std::vector<std::string> titles;
  for (const data::Value& schema : field.schemas) {
    auto title = schema.is_object() ? schema.find("x-title") : std::nullopt;
    if (!title) title = referenced_title(schema);
    const auto text = title && title->is_object() ? title->find(language) : std::nullopt;
    if (!text || !text->is_string()) continue;
    std::string word(text->string());
    if (std::find(titles.begin(), titles.end(), word) == titles.end()) titles.push_back(std::move(word));
  }
  return titles;
}

std::optional<Title> common_title(const schema::SchemaField& field) {
  if (!field.conditional) return std::nullopt;
  const std::vector<std::string> titles = all_titles(field, "zh");
  const bool untitled = field.title.chinese.empty() && !titles.empty();
  if (titles.size() < 2 && !untitled) return std::nullopt;
  Title title{joined(all_titles(field, "en"), " / "), {}};
  if (titles.size() > kMaxTitles) title.chinese = common_suffix(titles);
  if (title.chinese.empty()) title.chinese = joined(titles, "／");
  if (title.english.empty()) title.english = title.chinese;
  return title;
}

}  // namespace gongwen::databook
