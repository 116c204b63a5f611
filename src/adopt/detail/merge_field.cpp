#include "adopt/detail/merge_field.h"

#include "adopt/detail/paragraph_text.h"
#include "base/json.h"
#include "base/utf8.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

namespace {

bool has_argument(std::string_view name) { return name != "\\m" && name != "\\v"; }

}  // namespace

MergeTag merge_tag(const word::Field& field) {
  MergeTag tag;
  std::string name = operand_of(field);
  std::replace(name.begin(), name.end(), ' ', '_');
  std::string value = name;
  std::string before;
  std::string after;
  const std::vector<std::string> words = words_of_code(field.code);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words[i].starts_with('\\') || words[i].size() < 2) continue;
    const std::string option = base::ascii_lowercase(words[i].substr(0, 2));
    if (!has_argument(option)) continue;
    // `\*Upper` may also be written together.
    const bool is_joined = words[i].size() > 2;
    const std::string argument = is_joined ? words[i].substr(2) : i + 1 < words.size() ? words[i + 1] : std::string();
    const std::string kind = base::ascii_lowercase(argument);
    if (!is_joined) ++i;
    if (option == "\\b") {
      before = argument;
    } else if (option == "\\f") {
      after = argument;
    } else if (option == "\\*" && (kind == "upper" || kind == "lower")) {
      value += " | " + kind;
    } else if (option != "\\*" || !(kind == "mergeformat" || kind == "mergeformatinet" || kind == "charformat")) {
      if (tag.unread_switch.empty()) tag.unread_switch = option + " " + argument;
    }
  }
  if (before.empty() && after.empty()) {
    tag.text = "{{ " + value + " }}";
    return tag;
  }
  tag.text = "{{ ";
  if (!before.empty()) tag.text += base::json_string(before) + " ~ ";
  tag.text += "(" + value + ")";
  if (!after.empty()) tag.text += " ~ " + base::json_string(after);
  tag.text += " if " + name + " is not none and " + name + " != \"\" else \"\" }}";
  return tag;
}

}  // namespace gongwen::adopt
