#include "engine/core/detail/field_words.h"

#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "schema/schema_fields.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

bool is_index(std::string_view token) {
  return !token.empty() && token.size() < 7 && std::all_of(token.begin(), token.end(), base::is_ascii_digit);
}

BilingualWords place_words(const intake::FieldPlace& place) {
  if (place.page > 0) return texts::EnginePage.pair(place.page);
  if (place.sheet.empty()) return {};
  return texts::EngineCell.pair(place.sheet, place.cell);
}

struct TitledPath {
  BilingualWords words;
  bool is_known = false;  // to its end
};

/// The titles along a pointer. `with_names`: what has no title is named as in the data.
TitledPath titles_along(const schema::Schema& schema, std::string_view pointer, bool with_names) {
  const auto tokens = base::parse_json_pointer(pointer);
  TitledPath path{{}, tokens && !tokens->empty()};
  std::string below;
  for (std::size_t i = 0; path.is_known && i < tokens->size(); ++i) {
    const std::string& token = (*tokens)[i];
    const auto list = is_index(token) ? schema::known_field(schema, below) : nullptr;
    base::append_pointer_token(below, token);
    if (list && list->types.has(schema::SchemaType::Array)) {
      path.words += texts::EngineListItem.pair(std::stoul(token) + 1);
      continue;
    }
    const auto field = schema::known_field(schema, below);
    path.is_known = field != nullptr;
    if (!path.is_known) break;
    const bool named = !field->title.chinese.empty() || !field->title.english.empty();
    if (!named && !with_names) continue;
    if (!path.words.english.empty()) path.words += texts::Colon;
    path.words += named ? BilingualWords(field->title) : BilingualWords(token, token);
  }
  return path;
}

}  // namespace

BilingualWords field_title(const schema::Schema& schema, std::string_view pointer) {
  TitledPath path = titles_along(schema, pointer, true);
  return path.is_known ? std::move(path.words) : BilingualWords{std::string(pointer), std::string(pointer)};
}

BilingualWords field_label(const schema::Schema& schema, std::string_view pointer) {
  return titles_along(schema, pointer, false).words;
}

BilingualWords field_words(const schema::Schema* schema, std::string_view pointer, const intake::FieldPlace& place) {
  const BilingualWords title =
      schema != nullptr ? field_title(*schema, pointer) : BilingualWords{std::string(pointer), std::string(pointer)};
  const BilingualWords where = place_words(place);
  return where.english.empty() ? texts::EngineField.pair(title) : texts::EngineFieldAt.pair(title, where);
}

std::string missing_field(const diagnostics::Diagnostic& diagnostic, const data::Document& document) {
  const diagnostics::DataPlace place = diagnostic.origin.data_place;
  if (place.source != document.source() || place.node >= document.node_count()) return {};
  if (diagnostic.absent_member.empty()) return {};
  std::string pointer = data::Value(document, place.node).pointer();
  base::append_pointer_token(pointer, diagnostic.absent_member);
  return pointer;
}

}  // namespace gongwen::engine
