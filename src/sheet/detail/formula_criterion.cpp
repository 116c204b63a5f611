#include "sheet/detail/formula_criterion.h"

#include "base/utf8.h"
#include "sheet/limits.h"

#include <charconv>
#include <system_error>

namespace gongwen::sheet {
namespace {

constexpr std::size_t kMaxCriterionUnits = 255;

/// People may write both texts. Only the last `*` is tried again, so the time is at most the product of the lengths.
bool matches_pattern(std::string_view text, std::string_view pattern) {
  std::optional<std::string_view> after_star;
  std::string_view tried = text;  // where that `*` ends now
  while (!text.empty()) {
    const char wanted = pattern.empty() ? '\0' : pattern.front();
    if (wanted == '*') {
      pattern.remove_prefix(1);
      after_star = pattern;
      tried = text;
      continue;
    }
    const std::size_t escape = wanted == '~' && pattern.size() > 1 ? 1 : 0;
    if (!pattern.empty() && (wanted == '?' || text.front() == pattern[escape])) {
      text.remove_prefix(wanted == '?' ? base::code_point_end(text, 0) : 1);
      pattern.remove_prefix(escape + 1);
      continue;
    }
    if (!after_star) return false;
    tried.remove_prefix(base::code_point_end(tried, 0));
    text = tried;
    pattern = *after_star;
  }
  return pattern.find_first_not_of('*') == std::string_view::npos;
}

}  // namespace

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Criterion::Criterion(const Scalar& wanted) {
  if (const auto* const number = std::get_if<double>(&wanted)) {
    number_ = *number;
  } else if (const auto* const truth = std::get_if<bool>(&wanted)) {
    truth_ = *truth;
  } else if (const auto* const text = std::get_if<std::string>(&wanted)) {
    std::string_view rest = *text;
    if (utf16_length(rest) > kMaxCriterionUnits) throw NoResult{};
    for (const std::string_view sign : {"<>", ">=", "<=", ">", "<", "="}) {
      if (!rest.starts_with(sign)) continue;
      sign_ = sign;
      rest.remove_prefix(sign.size());
      break;
    }
    number_ = number_in(rest);
    text_ = base::ascii_lowercase(rest);
  } else {
    number_ = 0;
  }
}

bool Criterion::accepts(const Scalar& value) const {
  if (sign_ == "<>") return !is_equal(value);
  if (sign_ == "=" || sign_.empty()) return is_equal(value);
  if (const auto* const number = std::get_if<double>(&value); number != nullptr && number_) {
    return compares(*number < *number_ ? -1 : *number > *number_ ? 1 : 0);
  }
  const auto* const text = std::get_if<std::string>(&value);
  return text != nullptr && !number_ && compares(base::ascii_lowercase(*text).compare(text_));
}

bool Criterion::compares(int order) const {
  return sign_ == ">" ? order > 0 : sign_ == ">=" ? order >= 0 : sign_ == "<" ? order < 0 : order <= 0;
}

bool Criterion::is_equal(const Scalar& value) const {
  if (const auto* const number = std::get_if<double>(&value)) return number_ && *number == *number_;
  if (const auto* const truth = std::get_if<bool>(&value)) return truth_ && *truth == *truth_;
  if (truth_) return false;
  if (const auto* const text = std::get_if<std::string>(&value)) {
    if (number_) return number_in(*text) == number_;
    return text_.empty() ? text->empty() && sign_.empty() : matches_pattern(base::ascii_lowercase(*text), text_);
  }
  return !number_ && text_.empty();
}

}  // namespace gongwen::sheet
