#include "adopt/detail/numbering.h"

#include "adopt/detail/format_css.h"
#include "base/format.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace gongwen::adopt {
namespace {

std::string counter_of(const word::List& list, std::size_t level) {
  return "l" + std::to_string(list.definition) + "-" + std::to_string(level);
}

/// A text of CSS in quotation marks.
std::string css_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char sign : text) {
    if (sign == '"' || sign == '\\') quoted += '\\';
    if (sign == '\n')
      quoted += "\\a ";
    else
      quoted += sign;
  }
  return quoted + "\"";
}

/// `第%1条` as the value of `content`: "第" counter(l3-0, …) "条".
std::string content_of(const word::List& list, const word::ListLevel& level) {
  std::string content;
  std::string text;
  const auto flush = [&] {
    if (!text.empty()) content += css_text(text) + " ";
    text.clear();
  };
  for (std::size_t i = 0; i < level.text.size(); ++i) {
    const char sign = level.text[i];
    const bool is_number =
        sign == '%' && i + 1 < level.text.size() && level.text[i + 1] >= '1' && level.text[i + 1] <= '9';
    if (!is_number) {
      text += sign;
      continue;
    }
    const auto other = static_cast<std::size_t>(level.text[++i] - '1');
    if (other >= list.levels.size()) continue;
    flush();
    const std::string_view style =
        level.is_legal ? std::string_view("decimal") : counter_style(list.levels[other].format);
    content += "counter(" + counter_of(list, other) + "," + std::string(style) + ") ";
  }
  flush();
  return content;
}

}  // namespace

Numbering::Marked Numbering::mark(const word::Paragraph& paragraph, const word::ParagraphFormat& format) {
  Marked marked;
  if (!format.list || *format.list == 0) return marked;
  const word::List* const list = document_.find_list(*format.list);
  const auto index = static_cast<std::size_t>(std::max(0, format.list_level.value_or(0)));
  if (list == nullptr || index >= list->levels.size()) return marked;
  const word::ListLevel& level = list->levels[index];
  if (level.format == "none" || (level.text.empty() && paragraph.marker.empty())) return marked;

  const bool is_bullet = level.format == "bullet";
  if (!is_bullet) {
    for (std::size_t i = 0; i < list->levels.size(); ++i)
      starts_.try_emplace(counter_of(*list, i), list->levels[i].start);
    std::string set;
    for (std::size_t deeper = index + 1; deeper < list->levels.size(); ++deeper) {
      // 0: never; otherwise only after this level, counted from 1, or a higher one (17.9.10).
      const std::optional<std::int32_t>& restart = list->levels[deeper].restart_after;
      if (restart && (*restart == 0 || static_cast<std::int32_t>(index) >= *restart)) continue;
      set += counter_of(*list, deeper) + " " + std::to_string(list->levels[deeper].start - 1) + " ";
    }
    marked.css = "counter-increment:" + counter_of(*list, index) + ";";
    if (!set.empty()) marked.css += "counter-set:" + set + ";";
    if (index < list->restarts.size() && list->restarts[index]) {
      marked.first_css = fmt::format("counter-set:{} {} {};", counter_of(*list, index), *list->restarts[index], set);
      marked.restart_id = fmt::format("|{}-{}|", list->number, index);
    }
  }
  std::string content =
      is_bullet ? css_text(paragraph.marker.empty() ? "•" : paragraph.marker) + " " : content_of(*list, level);
  // A negative first-line indent is the room for the marker.
  std::string hanging;
  if (format.indent_first_chars && *format.indent_first_chars < 0)
    hanging = fmt::format("{:.2f}em", -*format.indent_first_chars / 100.0);
  else if (format.indent_first.value_or(0) < 0)
    hanging = points(-*format.indent_first);
  if (level.follow == "space")
    content += "\" \"";
  else if (level.follow == "tab" && hanging.empty())
    content += "\"\\9\"";
  marked.marker = "content:" + content + ";";
  // The text begins at the indent, as after a tab.
  if (level.follow == "tab" && !hanging.empty())
    marked.marker += "display:inline-block;text-indent:0;min-width:" + hanging + ";";
  return marked;
}

bool Numbering::restarts() const {
  return std::ranges::any_of(document_.lists, [](const word::List& list) {
    return std::ranges::any_of(list.restarts, [](const auto& start) { return start.has_value(); });
  });
}

std::string Numbering::counters() const {
  std::string value;
  for (const auto& [name, start] : starts_) value += name + " " + std::to_string(start - 1) + " ";
  return value.empty() ? std::string() : "counter-reset:" + value + ";";
}

}  // namespace gongwen::adopt
