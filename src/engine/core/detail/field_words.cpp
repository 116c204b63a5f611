#include "engine/core/detail/field_words.h"

#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "schema/schema_fields.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

/// Longer numbers are names, and would not fit.
bool is_index(std::string_view token) {
  return !token.empty() && token.size() < 7 && std::all_of(token.begin(), token.end(), base::is_ascii_digit);
}

struct TitledPath {
  BilingualWords words;
  bool is_known = false;  // the whole pointer is known
};

/// The titles along a pointer, joined by colons. With `with_names`, steps without a title are named as in the data;
/// otherwise they are skipped.
TitledPath titles_along(const schema::Schema& schema, std::string_view pointer, bool with_names) {
  const auto tokens = base::parse_json_pointer(pointer);
  TitledPath path{{}, tokens && !tokens->empty()};
  std::string below;
  for (std::size_t i = 0; path.is_known && i < tokens->size(); ++i) {
    const std::string& token = (*tokens)[i];
    // A digit is an index only in a list: objects may have members named by numbers.
    const auto list = is_index(token) ? schema::known_field(schema, below) : nullptr;
    base::append_pointer_token(below, token);
    if (list && list->types.has(schema::SchemaType::Array)) {
      // People count items from 1.
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

/// For messages, which must always name the field: an unknown pointer is shown unchanged.
BilingualWords field_title(const schema::Schema& schema, std::string_view pointer) {
  TitledPath path = titles_along(schema, pointer, true);
  return path.is_known ? std::move(path.words) : BilingualWords{std::string(pointer), std::string(pointer)};
}

/// For forms: only titles, as people see them.
BilingualWords field_label(const schema::Schema& schema, std::string_view pointer) {
  return titles_along(schema, pointer, false).words;
}

/// Title and place: `联系电话（第2页）`. Without a schema the pointer is the title.
BilingualWords field_words(const schema::Schema* schema, std::string_view pointer, const intake::FieldPlace& place) {
  const BilingualWords title =
      schema != nullptr ? field_title(*schema, pointer) : BilingualWords{std::string(pointer), std::string(pointer)};
  const BilingualWords where = intake::place_words(place);
  return where.english.empty() ? texts::EngineField.pair(title) : texts::EngineFieldAt.pair(title, where);
}

/// The place of the message is the object that lacks the member, so the name is appended.
std::string missing_field(const diagnostics::Diagnostic& diagnostic, const data::Document& document) {
  const diagnostics::DataPlace place = diagnostic.origin.data_place;
  if (place.source != document.source() || place.node >= document.node_count()) return {};
  if (diagnostic.absent_member.empty()) return {};
  std::string pointer = data::Value(document, place.node).pointer();
  base::append_pointer_token(pointer, diagnostic.absent_member);
  return pointer;
}

}  // namespace gongwen::engine
