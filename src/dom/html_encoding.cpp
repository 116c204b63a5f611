#include "dom/html_encoding.h"

#include "base/utf8.h"

#include <algorithm>
#include <iterator>

namespace gongwen::dom {
namespace {

constexpr std::size_t kScanned = 1024;
constexpr std::string_view kSpace = " \t\n\f\r";
constexpr std::string_view kSpaceOrSlash = " \t\n\f\r/";

struct Label {
  std::string_view label;
  std::string_view encoding;
};

// By the standard, Latin-1 is read as Windows-1252, and GB 2312 and GBK as GB 18030.
constexpr Label kLabels[] = {
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"gb18030", "GB18030"},
    {"x-gbk", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"chinese", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"sjis", "CP932"},
    {"x-sjis", "CP932"},
    {"euc-jp", "EUC-JP"},
    {"x-euc-jp", "EUC-JP"},
    {"iso-2022-jp", "ISO-2022-JP"},
    {"euc-kr", "CP949"},
    {"ks_c_5601-1987", "CP949"},
    {"utf-16", "UTF-8"},
    {"utf-16le", "UTF-8"},
    {"utf-16be", "UTF-8"},
    {"utf-8", "UTF-8"},
    {"utf8", "UTF-8"},
    {"iso-8859-1", "CP1252"},
    {"iso8859-1", "CP1252"},
    {"latin1", "CP1252"},
    {"us-ascii", "CP1252"},
    {"ascii", "CP1252"},
    {"windows-1252", "CP1252"},
    {"cp1252", "CP1252"},
    {"windows-1250", "CP1250"},
    {"windows-1251", "CP1251"},
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-5", "ISO-8859-5"},
    {"iso-8859-15", "ISO-8859-15"},
    {"koi8-r", "KOI8-R"},
    {"macintosh", "MACINTOSH"},
};

/// Reads the attributes of a tag, after its name, as the prescan of the standard does.
class Attributes {
 public:
  explicit Attributes(std::string_view text) : rest_(text) {}

  struct Attribute {
    std::string name;
    std::string value;
  };
  /// Returns whether there was another one.
  bool next(Attribute& out) {
    skip(kSpaceOrSlash);
    if (rest_.empty() || rest_.front() == '>') return false;
    out = {take_until("= \t\n\f\r/>", 1), {}};
    skip(kSpace);
    if (!rest_.starts_with('=')) return true;
    rest_.remove_prefix(1);
    skip(kSpace);
    if (rest_.starts_with('"') || rest_.starts_with('\'')) {
      const std::string_view quote = rest_.substr(0, 1);
      rest_.remove_prefix(1);
      out.value = take_until(quote, 0);
      skip(quote);
    } else {
      out.value = take_until(" \t\n\f\r>", 0);
    }
    return true;
  }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.size(), rest_.find_first_not_of(characters)));
  }
  std::string take_until(std::string_view characters, std::size_t from) {
    const std::string_view taken = rest_.substr(0, rest_.find_first_of(characters, from));
    rest_.remove_prefix(taken.size());
    return base::ascii_lowercase(taken);
  }

  std::string_view rest_;
};

/// The encoding from `charset=…` in the content of a `meta`.
std::string charset_in(std::string_view content) {
  const std::size_t at = content.find("charset");
  if (at == std::string_view::npos) return {};
  std::string_view rest = content.substr(at + std::string_view("charset").size());
  rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(kSpace)));
  if (!rest.starts_with('=')) return {};
  rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of("= \t\n\"'")));
  return std::string(rest.substr(0, rest.find_first_of(" \t\n;\"'")));
}

std::string encoding_in_meta(std::string_view tag) {
  Attributes attributes(tag);
  Attributes::Attribute attribute;
  bool names_type = false;
  std::string in_content;
  while (attributes.next(attribute)) {
    if (attribute.name == "charset") return attribute.value;
    if (attribute.name == "http-equiv") names_type = attribute.value == "content-type";
    if (attribute.name == "content") in_content = charset_in(attribute.value);
  }
  return names_type ? in_content : std::string();
}

}  // namespace

std::string declared_encoding(std::string_view bytes) {
  const std::string_view scanned = bytes.substr(0, kScanned);
  for (std::size_t at = scanned.find('<'); at != std::string_view::npos; at = scanned.find('<', at + 1)) {
    const std::string_view rest = scanned.substr(at);
    if (rest.starts_with("<!--")) {
      const std::size_t end = rest.find("-->", 2);
      if (end == std::string_view::npos) return {};
      at += end;
      continue;
    }
    const bool is_meta = rest.size() > 5 && base::ascii_lowercase(rest.substr(1, 4)) == "meta" &&
                         kSpaceOrSlash.find(rest[5]) != std::string_view::npos;
    if (!is_meta) continue;
    if (std::string label = encoding_in_meta(rest.substr(5)); !label.empty()) return label;
  }
  return {};
}

std::string_view encoding_of_label(std::string_view label) {
  const auto* const found =
      std::find_if(std::begin(kLabels), std::end(kLabels), [&](const Label& known) { return known.label == label; });
  return found == std::end(kLabels) ? std::string_view() : found->encoding;
}

}  // namespace gongwen::dom
