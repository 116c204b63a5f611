#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "data/values.h"
#include "schema/schema_fields.h"
#include "schema/written_values.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

/// Full-width letters, digits and signs have the half-width ones as many places before them.
char32_t half_width(char32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c; }

/// The text without what does not count when a choice is looked for.
std::string bare(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = half_width(decoded.code_point);
    if (!base::is_gap_or_line_end(c)) base::append_utf8(out, c);
  }
  return base::ascii_lowercase(out);
}

std::string value_text(const data::Value& value) {
  if (value.is_string()) return std::string(value.string());
  std::string json;
  data::append_value_json(json, value);
  return json;
}

std::string_view first_word(std::string_view title) {
  const std::size_t end = title.find(' ');
  return end == std::string_view::npos ? std::string_view() : title.substr(0, end);
}

/// `安全控制与服务工作组` of `WG4 安全控制与服务工作组`: what follows a code.
std::string_view after_code(std::string_view title) {
  const std::string_view code = first_word(title);
  const bool is_code = std::any_of(code.begin(), code.end(), base::is_ascii_digit);
  return is_code ? title.substr(code.size() + 1) : std::string_view();
}

/// All that a choice may be called.
std::vector<std::string> names_of(const FieldChoice& choice) {
  std::vector<std::string> names{bare(value_text(choice.value))};
  for (const std::string_view title : {choice.title.chinese, choice.title.english}) {
    if (!title.empty()) names.push_back(bare(title));
  }
  return names;
}

template <typename Names>
const FieldChoice* only_choice(std::span<const FieldChoice> choices, const std::string& wanted, const Names& names) {
  const FieldChoice* found = nullptr;
  for (const FieldChoice& choice : choices) {
    const std::vector<std::string> known = names(choice);
    if (std::find(known.begin(), known.end(), wanted) == known.end()) continue;
    // The same choice may be listed by several forms.
    if (found != nullptr && value_text(found->value) != value_text(choice.value)) return nullptr;
    found = &choice;
  }
  return found;
}

const FieldChoice* find_plain_choice(std::span<const FieldChoice> choices, std::string_view written) {
  const std::string wanted = bare(written);
  if (wanted.empty()) return nullptr;
  if (const FieldChoice* const choice = only_choice(choices, wanted, names_of)) return choice;
  return only_choice(choices, wanted, [](const FieldChoice& choice) {
    return std::vector{bare(first_word(choice.title.chinese)), bare(first_word(choice.title.english)),
                       bare(after_code(choice.title.chinese)), bare(after_code(choice.title.english))};
  });
}

/// 女性 where the choices are 男 and 女.
const FieldChoice* find_choice_in_other_words(std::span<const FieldChoice> choices, std::string_view written) {
  const FieldChoice* found = nullptr;
  for (const std::string_view word : other_words(written)) {
    const FieldChoice* const choice = find_plain_choice(choices, word);
    if (choice == nullptr) continue;
    if (found != nullptr && found != choice) return nullptr;
    found = choice;
  }
  return found;
}

}  // namespace

const FieldChoice* find_choice(std::span<const FieldChoice> choices, std::string_view written) {
  for (const std::string& text :
       {std::string(written), std::string(without_quotes(written)), without_ticks(written), sole_number(written)}) {
    if (const FieldChoice* const choice = find_plain_choice(choices, text)) return choice;
  }
  return find_choice_in_other_words(choices, written);
}

std::vector<const FieldChoice*> find_near_choices(std::span<const FieldChoice> choices, std::string_view written) {
  std::vector<const FieldChoice*> near;
  const auto add = [&near](const FieldChoice& choice) {
    if (std::find(near.begin(), near.end(), &choice) == near.end()) near.push_back(&choice);
  };
  const std::string wanted = bare(written);
  if (wanted.empty()) return near;
  std::vector<std::string> all;
  std::vector<const FieldChoice*> owners;
  for (const FieldChoice& choice : choices) {
    for (std::string& name : names_of(choice)) {
      all.push_back(std::move(name));
      owners.push_back(&choice);
    }
  }
  const std::vector<std::string_view> views(all.begin(), all.end());
  if (const std::string_view nearest = base::find_nearest_name(wanted, views); !nearest.empty()) {
    add(*owners[static_cast<std::size_t>(std::find(views.begin(), views.end(), nearest) - views.begin())]);
  }
  // A part of a title says more in Chinese than likeness: 部署会 for 立项项目研制工作部署会.
  constexpr std::size_t kMinPart = 2;
  if (base::count_code_points(wanted) < kMinPart) return near;
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (views[i].find(wanted) != std::string_view::npos) add(*owners[i]);
  }
  return near;
}

}  // namespace gongwen::schema
