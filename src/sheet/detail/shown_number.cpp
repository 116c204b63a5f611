// What a spreadsheet program shows of a number.
#include "base/date.h"
#include "base/format.h"
#include "sheet/detail/style_format.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace gongwen::sheet {
namespace {

/// A stretch of a code: letters or placeholders, or characters that stand for themselves.
struct CodePart {
  std::string text;
  bool is_literal = false;
};
using CodeSection = std::vector<CodePart>;

bool is_date_letter(char c) { return std::string_view("yYmMdDhHsS").find(c) != std::string_view::npos; }
bool is_placeholder(char c) { return c == '0' || c == '#' || c == '?'; }

/// The sections of a code, each in parts: a run of one letter is one part.
class CodeReader {
 public:
  explicit CodeReader(std::string_view code) : code_(code) {}

  std::vector<CodeSection> read() {
    sections_.emplace_back();
    while (at_ < code_.size()) read_part();
    return std::move(sections_);
  }

 private:
  void read_part() {
    const char c = code_[at_];
    if (c == ';') {
      sections_.emplace_back();
      ++at_;
    } else if (c == '"') {
      const std::size_t end = std::min(code_.find('"', at_ + 1), code_.size());
      add_literal(code_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
    } else if (c == '[') {
      at_ = std::min(code_.find(']', at_), code_.size()) + 1;
    } else if (c == '\\' || c == '!') {
      add_literal(code_.substr(std::min(at_ + 1, code_.size()), 1));
      at_ += 2;
    } else if (c == '_' || c == '*') {
      // As wide as the next character, or filled up with it.
      if (c == '_') add_literal(" ");
      at_ += 2;
    } else if (code_.substr(at_).starts_with("General")) {
      add("General");
    } else if (code_.substr(at_).starts_with("AM/PM")) {
      add("AM/PM");
    } else if (is_date_letter(c)) {
      std::size_t end = at_;
      while (end < code_.size() && code_[end] == c) ++end;
      add(code_.substr(at_, end - at_));
    } else if (is_placeholder(c) || c == '.' || c == ',' || c == '%' || c == '@' || c == 'E') {
      add(code_.substr(at_, 1));
    } else {
      add_literal(code_.substr(at_, 1));
      ++at_;
    }
  }

  void add(std::string_view text) {
    sections_.back().push_back({std::string(text), false});
    at_ += text.size();
  }
  void add_literal(std::string_view text) { sections_.back().push_back({std::string(text), true}); }

  std::string_view code_;
  std::size_t at_ = 0;
  std::vector<CodeSection> sections_;
};

std::string general_text(double value) { return fmt::format("{:.11g}", value); }

bool has_part(const CodeSection& section, std::string_view text) {
  return std::any_of(section.begin(), section.end(),
                     [text](const CodePart& part) { return !part.is_literal && part.text == text; });
}

bool is_date(const CodeSection& section) {
  return std::any_of(section.begin(), section.end(),
                     [](const CodePart& part) { return !part.is_literal && is_date_letter(part.text.front()); });
}

/// A serial day with its time, as parts of dates are taken from it.
class ShownDate {
 public:
  explicit ShownDate(double serial) {
    constexpr std::int64_t kSerialOf1970 = 25'569;
    const auto seconds = static_cast<std::int64_t>(std::llround(serial * static_cast<double>(base::kSecondsPerDay)));
    const std::int64_t days = seconds / base::kSecondsPerDay;
    second_ = static_cast<int>(seconds % base::kSecondsPerDay);
    // Spreadsheets believe in a 29 February 1900.
    date_ = base::date_of_days(days - kSerialOf1970 + (days < 60 ? 1 : 0));
  }

  std::string text(const CodeSection& section) const {
    const bool halves = has_part(section, "AM/PM");
    std::string out;
    for (std::size_t i = 0; i < section.size(); ++i) {
      const CodePart& part = section[i];
      out += part.is_literal ? part.text : part_text(part.text, is_minute(section, i), halves);
    }
    return out;
  }

 private:
  /// `m` beside hours or seconds.
  static bool is_minute(const CodeSection& section, std::size_t index) {
    const auto is_letter = [&](std::size_t i, char low, char high) {
      return !section[i].is_literal && (section[i].text.front() == low || section[i].text.front() == high);
    };
    if (!is_letter(index, 'm', 'M')) return false;
    for (std::size_t i = index; i-- > 0;) {
      if (!section[i].is_literal && is_date_letter(section[i].text.front())) {
        if (is_letter(i, 'h', 'H')) return true;
        break;
      }
    }
    for (std::size_t i = index + 1; i < section.size(); ++i) {
      if (!section[i].is_literal && is_date_letter(section[i].text.front())) return is_letter(i, 's', 'S');
    }
    return false;
  }

  std::string part_text(const std::string& part, bool is_minute, bool halves) const {
    constexpr int kNoon = 12;
    const int hour = second_ / 3'600;
    const auto number = [&part](int value) {
      return part.size() > 1 ? fmt::format("{:02}", value) : std::to_string(value);
    };
    switch (part.front()) {
      case 'y':
      case 'Y':
        return part.size() > 2 ? fmt::format("{:04}", base::year_of(date_))
                               : fmt::format("{:02}", base::year_of(date_) % 100);
      case 'm':
      case 'M': return number(static_cast<int>(is_minute ? second_ / 60 % 60 : base::month_of(date_)));
      case 'd':
      case 'D': return number(static_cast<int>(base::day_of(date_)));
      case 'h':
      case 'H': return number(halves ? (hour + kNoon - 1) % kNoon + 1 : hour);
      case 's':
      case 'S': return number(second_ % 60);
      case 'A': return hour < kNoon ? "AM" : "PM";
      default: return part;
    }
  }

  base::Date date_;
  int second_ = 0;
};

/// What a section asks of a number.
struct NumberPlan {
  std::size_t whole = 0;     // digits at least
  std::size_t decimals = 0;  // digits, no more
  std::size_t fixed = 0;     // of them, those that are shown when they are zero
  bool grouped = false;
  double factor = 1;  // of percent signs, and of thousands that are left out
};

NumberPlan plan_of(const CodeSection& section) {
  NumberPlan plan;
  bool after_point = false;
  std::size_t commas = 0;
  for (const CodePart& part : section) {
    if (part.is_literal) continue;
    const char c = part.text.front();
    if (c == '.') after_point = true;
    if (c == '%') plan.factor *= 100;
    if (c == ',') ++commas;
    if (!is_placeholder(c)) continue;
    // A comma after the last digit stands for thousands that are left out.
    if (commas > 0 && !after_point) plan.grouped = true;
    commas = 0;
    if (after_point) {
      ++plan.decimals;
      if (c == '0') plan.fixed = plan.decimals;
    } else if (c == '0') {
      ++plan.whole;
    }
  }
  for (; commas > 0; --commas) plan.factor /= 1'000;
  return plan;
}

/// The digits of a number that is not negative.
std::string digits_of(double value, const NumberPlan& plan) {
  std::string digits = fmt::format("{:.{}f}", value, plan.decimals);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  std::string whole = digits.substr(0, point);
  std::string rest = digits.substr(std::min(point + 1, digits.size()));
  while (rest.size() > plan.fixed && rest.back() == '0') rest.pop_back();
  if (whole == "0" && plan.whole == 0) whole.clear();
  if (whole.size() < plan.whole) whole.insert(0, plan.whole - whole.size(), '0');
  for (std::size_t at = whole.size(); plan.grouped && at > 3; at -= 3) whole.insert(at - 3, ",");
  if (plan.decimals > 0 && (!rest.empty() || plan.fixed > 0)) whole += '.' + rest;
  return whole;
}

std::string number_text(double value, const CodeSection& section) {
  if (has_part(section, "E")) return fmt::format("{:.2E}", value);
  const NumberPlan plan = plan_of(section);
  const std::string digits = digits_of(value * plan.factor, plan);
  std::string out;
  bool is_written = false;
  for (const CodePart& part : section) {
    if (part.is_literal || part.text == "%") {
      out += part.text;
    } else if (part.text == "General") {
      out += general_text(value);
    } else if (!std::exchange(is_written, true)) {
      out += digits;
    }
  }
  return out;
}

}  // namespace

std::string shown_number(double value, std::string_view code) {
  if (code.empty()) return general_text(value);
  const std::vector<CodeSection> sections = CodeReader(code).read();
  std::size_t index = 0;
  if (value < 0 && sections.size() > 1) index = 1;
  if (value == 0 && sections.size() > 2) index = 2;
  const CodeSection& section = sections[index];
  if (is_date(section)) return value < 0 ? std::string("###") : ShownDate(value).text(section);
  if (has_part(section, "@")) return general_text(value);
  // A section for negative numbers has their sign itself.
  const std::string text = number_text(std::abs(value), section);
  const bool is_zero = text.find_first_of("123456789") == std::string::npos;
  return value < 0 && index == 0 && !is_zero ? '-' + text : text;
}

std::string shown_text(std::string_view text, std::string_view code) {
  const std::vector<CodeSection> sections = CodeReader(code).read();
  const CodeSection& section = sections.back();
  if (!has_part(section, "@")) return std::string(text);
  std::string out;
  for (const CodePart& part : section)
    out += part.is_literal ? std::string_view(part.text) : part.text == "@" ? text : "";
  return out;
}

}  // namespace gongwen::sheet
