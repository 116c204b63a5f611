#include "data/written_values.h"

#include "base/ascii.h"
#include "data/detail/written_codes.h"
#include "data/detail/written_dates.h"
#include "data/detail/written_phones.h"
#include "data/value_text.h"

#include <algorithm>
#include <array>

namespace gongwen::data {

std::string_view without_quotes(std::string_view text) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr auto kPairs =
      std::to_array<Pair>({{"“", "”"}, {"‘", "’"}, {"”", "”"}, {"「", "」"}, {"＂", "＂"}, {"\"", "\""}});
  text = trim_blanks(text);
  for (const auto& [left, right] : kPairs) {
    const bool quoted = text.size() > left.size() + right.size() && text.starts_with(left) && text.ends_with(right);
    if (quoted) return trim_blanks(text.substr(left.size(), text.size() - left.size() - right.size()));
  }
  return text;
}

std::optional<std::string> read_written(Format format, std::string_view text) {
  const std::string_view bare = without_quotes(text);
  if (bare.size() < text.size() && matches_format(format, bare)) return std::string(bare);
  text = bare;
  switch (format) {
    case Format::Date: return read_date(text);
    case Format::Month: return read_month(text);
    case Format::PhoneCn: return read_phone(text);
    case Format::Email: return read_email(text);
    default: return read_code(format, text);
  }
}

std::optional<bool> read_yes_or_no(std::string_view text) {
  constexpr auto kYes =
      std::to_array<std::string_view>({"☑", "☒", "■", "√", "✓", "✔", "是", "有", "y", "yes", "true", "1"});
  constexpr auto kNo = std::to_array<std::string_view>({"☐", "□", "否", "无", "n", "no", "false", "0", "×"});
  const std::string word = base::ascii_lowercase(trim_blanks(narrow_text(trim_blanks(text))));
  if (std::find(kYes.begin(), kYes.end(), word) != kYes.end()) return true;
  if (std::find(kNo.begin(), kNo.end(), word) != kNo.end()) return false;
  return std::nullopt;
}

bool means_nothing(std::string_view text) {
  constexpr std::size_t kMostBytes = 12;
  constexpr auto kWords = std::to_array<std::string_view>({"无", "暂无", "没有", "空", "—", "——", "–", "-", "--", "/", "//",
                                                           "\\", "n/a", "na", "none", "nil", "null"});
  text = trim_blanks(text);
  if (text.size() > kMostBytes) return false;
  const std::string word = base::ascii_lowercase(narrow_text(text));
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

Advice advise(Format format, std::string_view text) {
  if (format == Format::Date || format == Format::Month) {
    if (auto advice = advise_date(text, format == Format::Date)) return *std::move(advice);
  } else if (format == Format::PhoneCn) {
    return advise_phone(text);
  } else if (format == Format::Email) {
    return advise_email(text);
  }
  const std::string example(describe_format(format).example);
  return {"例如 `" + example + "`", "for example `" + example + "`"};
}

}  // namespace gongwen::data
