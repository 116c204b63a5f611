#include "forms/word_names.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/texts/forms.h"
#include "forms/field_names.h"

#include <algorithm>
#include <charconv>

// Bookmarks use the encoding of cell names, whose escapes begin with `_`: `_s` separates tokens in place of the dot,
// `_v` before the value of a box, and `_n` before a number. No escape of cell names begins with s, v or n.
namespace gongwen::forms {
namespace {

constexpr std::string_view kTagStart = "gw:";
constexpr std::string_view kBookmarkStart = "gw_";
constexpr std::string_view kNumberStart = "gw__n";
constexpr std::size_t kMostTag = 64;
constexpr std::size_t kMostBookmark = 40;

/// The length as Word counts it.
std::size_t utf16_length(std::string_view text) {
  std::size_t length = 0;
  for (const auto& decoded : base::CodePoints(text)) length += decoded.code_point > 0xFFFF ? 2 : 1;
  return length;
}

/// Approximate: Latin letters count as half as wide as Chinese characters.
double width_in_ems(std::string_view text) {
  double width = 0;
  for (const auto& decoded : base::CodePoints(text)) width += decoded.code_point < 0x2E80 ? 0.5 : 1;
  return width;
}

/// JSON pointers have no `~2`; in values `~` itself is escaped, too.
std::string escape_mark(std::string_view text, bool escapes_tilde) {
  std::string escaped;
  for (const char c : text) {
    if (c == '#') {
      escaped += "~2";
    } else if (c == '~' && escapes_tilde) {
      escaped += "~0";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string unescape_mark(std::string_view text, bool escapes_tilde) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] == '~' && (next == '2' || (next == '0' && escapes_tilde))) {
      plain += next == '2' ? '#' : '~';
      ++i;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::optional<std::size_t> whole_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

/// The name of a cell as a part of a bookmark.
std::string bookmark_part(std::string_view name) {
  std::string part;
  for (const char c : name) {
    if (c == '.') {
      part += "_s";
    } else {
      part += c;
    }
  }
  return part;
}

/// Decodes the part to the name of a cell, up to a value or the end, and removes it from `text`.
std::string cell_part(std::string_view& text) {
  std::string name;
  while (!text.empty()) {
    if (text[0] != '_' || text.size() == 1) {
      name += text[0];
      text.remove_prefix(1);
      continue;
    }
    const char kind = base::to_ascii_lower(text[1]);
    if (kind == 'v') return name;
    // `_x4e00_` ends with an underscore, which starts no other escape.
    std::size_t length = 2;
    if (kind == 'x')
      length = std::min(text.size(), text.find('_', 2) == std::string_view::npos ? text.size() : text.find('_', 2) + 1);
    if (kind == 's') {
      name += '.';
    } else {
      name += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return name;
}

}  // namespace

std::string word_tag(std::string_view pointer, std::optional<std::string_view> choice, std::size_t number) {
  std::string tag = std::string(kTagStart) + escape_mark(pointer, false);
  if (choice) tag += "#" + escape_mark(*choice, true);
  if (utf16_length(tag) <= kMostTag) return tag;
  return std::string(kTagStart) + "#" + std::to_string(number);
}

std::optional<WordFieldName> parse_word_tag(std::string_view tag) {
  if (!tag.starts_with(kTagStart)) return std::nullopt;
  tag.remove_prefix(kTagStart.size());
  if (tag.starts_with('#')) {
    const auto number = whole_number(tag.substr(1));
    return number ? std::optional(WordFieldName{{}, {}, number}) : std::nullopt;
  }
  if (!tag.starts_with('/')) return std::nullopt;
  const std::size_t mark = tag.find('#');
  WordFieldName name{unescape_mark(tag.substr(0, mark), false)};
  if (mark != std::string_view::npos) name.choice = unescape_mark(tag.substr(mark + 1), true);
  return name;
}

std::string word_bookmark(std::string_view pointer, std::optional<std::string_view> choice, std::size_t number) {
  constexpr std::size_t kCellStart = 3;  // `gw.`
  std::string name(kBookmarkStart);
  if (const std::string cell = cell_name(pointer); cell.size() > kCellStart)
    name += bookmark_part(std::string_view(cell).substr(kCellStart));
  if (choice) {
    const std::string value = cell_name("/" + escape_mark(*choice, true));
    // `/` in a value would begin a token of the pointer.
    if (value.size() <= kCellStart || choice->find('/') != std::string_view::npos)
      name.append(kMostBookmark, 'x');
    else
      name += "_v" + bookmark_part(std::string_view(value).substr(kCellStart));
  }
  if (utf16_length(name) <= kMostBookmark && name.size() > kBookmarkStart.size()) return name;
  return numbered_word_bookmark(number);
}

std::string numbered_word_bookmark(std::size_t number) { return std::string(kNumberStart) + std::to_string(number); }

std::optional<WordFieldName> parse_word_bookmark(std::string_view name) {
  if (name.size() <= kBookmarkStart.size() ||
      !base::equals_ignoring_ascii_case(name.substr(0, kBookmarkStart.size()), kBookmarkStart)) {
    return std::nullopt;
  }
  if (base::equals_ignoring_ascii_case(name.substr(0, kNumberStart.size()), kNumberStart)) {
    const auto number = whole_number(name.substr(kNumberStart.size()));
    return number ? std::optional(WordFieldName{{}, {}, number}) : std::nullopt;
  }
  std::string_view rest = name.substr(kBookmarkStart.size());
  const auto pointer = pointer_of_cell_name("gw." + cell_part(rest));
  if (!pointer) return std::nullopt;
  WordFieldName field{*pointer};
  if (rest.empty()) return field;
  rest.remove_prefix(2);
  const auto value = pointer_of_cell_name("gw." + cell_part(rest));
  if (!value || !rest.empty()) return std::nullopt;
  field.choice = unescape_mark(std::string_view(*value).substr(1), true);
  return field;
}

bool is_word_placeholder(std::string_view text) {
  for (const diagnostics::BilingualText& known :
       {texts::FormsWordFillIn, texts::FormsWordChoose, texts::FormsWordDate, texts::FormsWordMonth,
        texts::FormsWordFillInShort, texts::FormsWordChooseShort, texts::FormsWordDateShort,
        texts::FormsWordMonthShort}) {
    if (text == known.english || text == known.chinese) return true;
  }
  return false;
}

std::string_view word_placeholder(const FieldType& type, diagnostics::Language language, double ems) {
  const auto choose = [&](const diagnostics::BilingualText& usual, const diagnostics::BilingualText& brief) {
    return width_in_ems(usual.in(language)) <= ems ? usual.in(language) : brief.in(language);
  };
  if (const auto* const date = std::get_if<DateField>(&type)) {
    return date->month_only ? choose(texts::FormsWordMonth, texts::FormsWordMonthShort)
                            : choose(texts::FormsWordDate, texts::FormsWordDateShort);
  }
  return std::holds_alternative<ChoiceField>(type) ? choose(texts::FormsWordChoose, texts::FormsWordChooseShort)
                                                   : choose(texts::FormsWordFillIn, texts::FormsWordFillInShort);
}

std::string_view list_item_of(std::string_view pointer) {
  for (std::size_t start = 0; start < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', start + 1), pointer.size());
    const std::string_view token = pointer.substr(start + 1, end - start - 1);
    const bool is_index =
        !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_index && start > 0) return pointer.substr(0, end);
    start = end;
  }
  return {};
}

std::string word_alias(std::string_view label) {
  std::string alias;
  std::size_t length = 0;
  for (const auto& decoded : base::CodePoints(label)) {
    length += decoded.code_point > 0xFFFF ? 2 : 1;
    if (length > kMostTag) break;
    base::append_utf8(alias, decoded.code_point);
  }
  return alias;
}

}  // namespace gongwen::forms
