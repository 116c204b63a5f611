// Words in lists of fields as offices write them: types, limits, and common labels with the facts known about them.
#pragma once

#include "diagnostics/text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// The type in a form.json that a word means, such as `phone` for 电话; `list` for
/// a table. Empty if the word does not name a type. Words are compared without
/// regard to the case of ASCII letters. The caller has removed the blanks around
/// them.
std::string_view listed_type(std::string_view word);

/// The everyday word for a type of form.json, such as 日期; the type itself if it is not known.
diagnostics::BilingualText type_in_words(std::string_view type);

/// The facts known about a common label, such as 姓名.
struct KnownLabel {
  std::string_view zh;
  std::string_view name;  // of the field: `name`
  std::string_view en;
  std::string_view type;
  std::string_view fill;  // the autocompletion of browsers; empty: none
};

/// Returns null if the label is not known.
const KnownLabel* find_known_label(std::string_view label);

/// The type that the ending of a title implies, such as `date` for 入住日期; empty if it implies none.
std::string_view type_by_ending(std::string_view label);

/// Whether a title and its choices ask for yes or no, such as 是否住宿 with 是 and 否.
bool asks_yes_or_no(std::string_view label, const std::vector<std::string>& options);

bool says_required(std::string_view word);
bool says_optional(std::string_view word);
bool says_several(std::string_view word);

/// One limit of a field. Its unit is not kept, since it depends on the type of the field.
struct ListedLimit {
  bool is_least = false;
  std::int64_t number = 0;
};

/// `最多60字`, `60字以内`, `at most 60`, `至少2`; returns nullopt for other words.
std::optional<ListedLimit> listed_limit(std::string_view word);

/// The columns of a table of fields.
enum class FieldColumn : std::uint8_t { Title, English, Type, Required, Options, Most, Hint, List, Step };

/// Returns nullopt if the heading is not known.
std::optional<FieldColumn> field_column(std::string_view heading);

/// All words that a line may use for a type, for messages.
std::vector<std::string_view> type_words();

/// The text without blanks at its ends, ideographic ones included.
std::string_view without_blanks(std::string_view text);

}  // namespace gongwen::engine
