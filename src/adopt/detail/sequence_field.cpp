#include "adopt/detail/sequence_field.h"

#include "adopt/detail/paragraph_text.h"
#include "base/format.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::adopt {
namespace {

struct Sequence {
  std::string identifier;
  bool repeats = false;  // \c: the number before
  bool is_hidden = false;
  std::optional<std::int32_t> start;          // \r
  std::optional<std::int32_t> heading_level;  // \s, from 1
  std::string_view filter;
};

std::optional<std::string_view> filter_of(std::string_view format) {
  const std::string name = base::ascii_lowercase(format);
  if (name == "arabic" || name == "mergeformat" || name == "charformat") return std::string_view();
  if (name == "chinesenum3") return " | cn_number";
  return std::nullopt;
}

std::optional<Sequence> parse(const word::Field& field) {
  const std::vector<std::string> words = words_of_code(field.code);
  if (field.name() != "SEQ" || words.size() < 2 || words[1].starts_with('\\')) return std::nullopt;
  Sequence sequence{words[1], false, false, {}, {}, {}};
  for (std::size_t i = 2; i < words.size(); ++i) {
    // `\*ARABIC` may also be written together.
    const std::string option = base::ascii_lowercase(std::string_view(words[i]).substr(0, 2));
    const bool has_argument = option == "\\r" || option == "\\s" || option == "\\*";
    const std::string argument = words[i].size() > 2                    ? words[i].substr(2)
                                 : has_argument && i + 1 < words.size() ? words[++i]
                                                                        : std::string();
    if (option == "\\c")
      sequence.repeats = true;
    else if (option == "\\h")
      sequence.is_hidden = true;
    else if (option == "\\r" || option == "\\s") {
      std::int32_t number = 0;
      const auto [end, error] = std::from_chars(argument.data(), argument.data() + argument.size(), number);
      if (error != std::errc() || end != argument.data() + argument.size() || number < 0) return std::nullopt;
      (option == "\\r" ? sequence.start : sequence.heading_level) = number;
    } else if (option == "\\*") {
      const auto filter = filter_of(argument);
      if (!filter) return std::nullopt;
      if (!filter->empty()) sequence.filter = *filter;
    } else if (option != "\\n") {
      return std::nullopt;  // refers to the number of a bookmark, or has an unknown switch
    }
  }
  return sequence;
}

}  // namespace

Sequences::Sequences(const word::Document& document) {
  for (const word::Field& field : document.fields) {
    const auto sequence = parse(field);
    if (!sequence) continue;
    const auto [at, is_new] = names_.try_emplace(sequence->identifier);
    if (is_new) at->second = "n" + std::to_string(names_.size());
    if (!sequence->heading_level) continue;
    std::int32_t& level = restarted_.try_emplace(at->second, 0).first->second;
    level = std::max(level, *sequence->heading_level - 1);
  }
}

std::string Sequences::declaration() const {
  if (names_.empty()) return {};
  std::string zeros;
  for (const auto& [identifier, name] : names_) zeros += (zeros.empty() ? "" : ", ") + name + "=0";
  return "{%- set gw_numbers = namespace(" + zeros + ") -%}";
}

std::string Sequences::tag(const word::Field& field) const {
  const auto sequence = parse(field);
  if (!sequence) return {};
  const std::string number = "gw_numbers." + names_.at(sequence->identifier);
  std::string tag;
  if (sequence->start)
    tag = fmt::format("{{% set {} = {} %}}", number, *sequence->start);
  else if (!sequence->repeats)
    tag = fmt::format("{{% set {0} = {0} + 1 %}}", number);
  // Without a number, the place of the field would be empty.
  return tag + (sequence->is_hidden ? "{{ \"\" }}" : "{{ " + number + std::string(sequence->filter) + " }}");
}

std::string Sequences::counting(const word::Field& field) const {
  const std::string whole = tag(field);
  return whole.substr(0, whole.find("{{"));
}

std::string Sequences::begun_anew(const std::string& name) const {
  std::string kept;
  std::string zeros;
  for (const auto& [identifier, number] : names_) {
    kept += fmt::format("{}{}=gw_numbers.{}", kept.empty() ? "" : ", ", number, number);
    zeros += "{% set gw_numbers." + number + " = 0 %}";
  }
  return "{% set " + name + " = namespace(" + kept + ") %}" + zeros;
}

std::string Sequences::taken_up(const std::string& name) const {
  std::string text;
  for (const auto& [identifier, number] : names_)
    text += fmt::format("{{% set gw_numbers.{} = {}.{} %}}", number, name, number);
  return text;
}

std::string Sequences::restarts(std::int32_t level) const {
  std::string text;
  for (const auto& [name, deepest] : restarted_) {
    if (level <= deepest) text += "{% set gw_numbers." + name + " = 0 %}";
  }
  return text;
}

}  // namespace gongwen::adopt
