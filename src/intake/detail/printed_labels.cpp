#include "intake/detail/printed_labels.h"

#include "base/utf8.h"
#include "intake/given_values.h"
#include "intake/printed_lines.h"
#include "intake/units.h"

#include <algorithm>
#include <array>

namespace gongwen::intake {
namespace {

constexpr auto kFigures = std::to_array<std::string_view>({"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"});

/// Takes off the number at the start, which label_text() has made `1.`, `(1)`, `(一)`, or 三、.
std::string_view without_number(std::string_view label) {
  std::string_view rest = label;
  const bool is_closed = rest.starts_with('(');
  if (is_closed) rest.remove_prefix(1);
  std::size_t at = 0;
  while (at < rest.size() && at < 3 && base::is_ascii_digit(rest[at])) ++at;
  const bool is_arabic = at > 0;
  for (bool again = !is_arabic; again;) {
    again = false;
    for (const std::string_view figure : kFigures) {
      if (!rest.substr(at).starts_with(figure)) continue;
      at += figure.size();
      again = true;
    }
  }
  if (at == 0) return label;
  rest.remove_prefix(at);
  const auto take = [&rest](std::string_view mark) {
    if (!rest.starts_with(mark) || rest.size() == mark.size()) return false;
    rest.remove_prefix(mark.size());
    return true;
  };
  if (is_closed) return take(")") ? rest : label;
  if (take("、") || take(")")) return rest;
  const bool is_decimal = rest.size() > 1 && base::is_ascii_digit(rest[1]);
  return is_arabic && !is_decimal && take(".") ? rest : label;
}

std::string_view without_note(std::string_view label) {
  const std::size_t open = label.rfind('(');
  return label.ends_with(')') && open != std::string_view::npos && open > 0 ? label.substr(0, open) : label;
}

}  // namespace

std::string plain_label(std::string_view label) { return std::string(without_note(without_number(label))); }

std::string note_of_label(std::string_view label) {
  const std::string_view rest = without_note(label);
  return rest.size() == label.size() ? std::string()
                                     : std::string(label.substr(rest.size() + 1, label.size() - rest.size() - 2));
}

void PrintedLabels::add(const std::string& label, const std::string& pattern) {
  exact_[label].insert(pattern);
  plain_[plain_label(label)].insert(pattern);
}

const std::string* PrintedLabels::only_one(const Patterns& patterns, const std::string& label) {
  const auto found = patterns.find(label);
  return found == patterns.end() || found->second.size() != 1 ? nullptr : &*found->second.begin();
}

const std::string* PrintedLabels::find(const std::string& label) const {
  if (has(label)) return only_one(exact_, label);
  if (const std::string* const numbered = only_one(exact_, std::string(without_number(label)))) return numbered;
  const std::string plain = plain_label(label);
  constexpr std::size_t kLeast = 2;  // characters; labels of one character are too often values
  if (base::count_code_points(plain) < kLeast) return nullptr;
  // 专业领域（限选3项） beside 专业领域（其他）
  if (tells_how_to_fill_in(note_of_label(label))) {
    if (const std::string* const whole = only_one(exact_, plain)) return whole;
  }
  if (const std::string* const own = only_one(plain_, plain)) return own;
  if (plain_.contains(plain)) return nullptr;
  // 姓名 is 项目负责人姓名 if another cell prints 项目负责人.
  const std::string* found = nullptr;
  std::string group;
  for (const auto& [title, patterns] : exact_) {
    if (!title.ends_with(plain) || title.size() == plain.size()) continue;
    const std::string before = title.substr(0, title.size() - plain.size());
    if (!printed_.contains(before)) continue;
    if (found != nullptr || patterns.size() != 1) return nullptr;
    found = &*patterns.begin();
    group = before;
  }
  if (found != nullptr) groups_.insert(group);
  return found;
}

const std::string* PrintedLabels::find_in_group(const std::string& group, const std::string& label) const {
  const std::string name = plain_label(group);
  if (name.empty() || label.empty()) return nullptr;
  const std::string* const found = only_one(exact_, name + std::string(without_number(label)));
  if (found != nullptr) groups_.insert(name);
  return found;
}

std::vector<std::string> PrintedLabels::all(const std::string& label) const {
  auto found = exact_.find(label);
  if (found != exact_.end()) return {found->second.begin(), found->second.end()};
  found = plain_.find(plain_label(label));
  // Columns with the same words differ only in their whole labels.
  if (found == plain_.end() || found->second.size() > 1) return {};
  return {found->second.begin(), found->second.end()};
}

const std::string* PrintedLabels::find_member(const std::string& name, const std::string& head) const {
  if (name.empty()) return nullptr;
  if (const std::string* const own = only_one(exact_, name + "(" + head + ")")) return own;
  const std::string begin = name + "(";
  const std::string end = "·" + head + ")";
  const std::string* found = nullptr;
  for (auto at = exact_.lower_bound(begin); at != exact_.end() && at->first.starts_with(begin); ++at) {
    if (!at->first.ends_with(end)) continue;
    if (found != nullptr || at->second.size() != 1) return nullptr;
    found = &*at->second.begin();
  }
  return found;
}

bool PrintedLabels::has_members(const std::string& name) const {
  const auto at = exact_.lower_bound(name + "(");
  return !name.empty() && at != exact_.end() && at->first.starts_with(name + "(");
}

std::optional<PeriodText> parted_period(std::string_view text) {
  text = trim_blanks(text);
  for (const std::string_view word : {"自", "从"}) {
    if (text.starts_with(word)) text.remove_prefix(word.size());
  }
  for (const std::string_view mark : {"至", "到", "——", "—", "–", "~", "～", " - "}) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos || at == 0) continue;
    PeriodText period;
    std::string_view begin = trim_blanks(text.substr(0, at));
    if (begin.ends_with("起")) begin.remove_suffix(std::string_view("起").size());
    const std::string_view behind = text.substr(at + mark.size());
    std::string_view end = behind;
    std::string_view rest;
    for (const std::string_view stop : {"，", ",", "；", "（", "("}) {
      const std::size_t cut = end.find(stop);
      if (cut == std::string_view::npos) continue;
      // The brackets are reported with the words in them.
      const bool is_bracket = stop == "（" || stop == "(";
      rest = behind.substr(cut + (is_bracket ? 0 : stop.size()));
      end = end.substr(0, cut);
    }
    end = trim_blanks(end);
    if (end.ends_with("止")) end.remove_suffix(std::string_view("止").size());
    period.begin = trim_blanks(begin);
    period.end = trim_blanks(end);
    period.rest = trim_blanks(rest);
    // 共5天
    std::string_view days = period.rest;
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
      if (!days.starts_with(open) || !days.ends_with(close)) continue;
      days = trim_blanks(days.substr(open.size(), days.size() - open.size() - close.size()));
    }
    if (days.starts_with("共")) days.remove_prefix(std::string_view("共").size());
    const std::optional<Quantity> quantity = read_quantity(days);
    if (quantity && figure_in_unit(quantity->figure, quantity->unit, "天")) period.days = trim_blanks(days);
    if (period.begin.empty() || period.end.empty()) return std::nullopt;
    return period;
  }
  return std::nullopt;
}

}  // namespace gongwen::intake
