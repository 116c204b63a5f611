#include "dom/detail/html_syntax.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace gongwen::dom {
namespace {

/// Holds arrays instead of pointers, which the loader would have to relocate at each start.
struct NamedReference {
  char text[34];  // the name
  char32_t first;
  char32_t second;  // second code point; 0 if there is none
  constexpr std::string_view name() const { return text; }
};

constexpr NamedReference kNamed[] = {
#include "dom/character_reference_table.inc"
};

std::optional<std::string> find_named(std::string_view name) {
  const auto* found =
      std::lower_bound(std::begin(kNamed), std::end(kNamed), name,
                       [](const NamedReference& entry, std::string_view key) { return entry.name() < key; });
  if (found == std::end(kNamed) || found->name() != name) return std::nullopt;
  std::string text = base::to_utf8(found->first);
  if (found->second != 0) base::append_utf8(text, found->second);
  return text;
}

/// Decodes the digits after `#` or `#x`; nullopt if they are not a Unicode scalar value, or are a control character.
std::optional<std::string> find_numeric(std::string_view digits, int radix) {
  if (digits.empty() || digits.size() > 8) return std::nullopt;
  char32_t code_point = 0;
  for (const char c : digits) {
    if (radix == 10 ? !base::is_ascii_digit(c) : !base::is_ascii_hex_digit(c)) return std::nullopt;
    code_point = code_point * static_cast<char32_t>(radix) + static_cast<char32_t>(base::hex_digit_value(c));
  }
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  const bool control = code_point < 0x20 && code_point != '\t' && code_point != '\n';
  if (code_point > 0x10FFFF || surrogate || control || (code_point >= 0x7F && code_point < 0xA0)) return std::nullopt;
  return base::to_utf8(code_point);
}

}  // namespace

std::optional<CharacterReference> read_character_reference(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  const std::size_t semicolon = text.substr(0, kLongest).find(';');
  if (semicolon == std::string_view::npos || semicolon < 2) return std::nullopt;
  const std::string_view body = text.substr(1, semicolon - 1);
  std::optional<std::string> replacement;
  if (body.starts_with("#x") || body.starts_with("#X")) {
    replacement = find_numeric(body.substr(2), 16);
  } else if (body.starts_with("#")) {
    replacement = find_numeric(body.substr(1), 10);
  } else {
    replacement = find_named(body);
  }
  if (!replacement) return std::nullopt;
  return CharacterReference{*std::move(replacement), semicolon + 1};
}

AmpersandRead read_ampersand(std::string_view text) {
  const char next = text.size() > 1 ? text[1] : ' ';
  if (next != '#' && !base::is_ascii_alnum(next)) return {"&", 1, true};
  if (auto reference = read_character_reference(text)) return {std::move(reference->text), reference->length, true};
  std::size_t end = 1;
  while (end < text.size() && (base::is_ascii_alnum(text[end]) || text[end] == '#')) ++end;
  return {std::string(text.substr(0, end)), end, false};
}

bool is_plain_style_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return base::is_ascii_alnum(c) || c == '.' || c == '%' || c == '#' || c == '-' || c == '+' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

namespace {

/// Whether the address is of the form `//host/path`, which some systems open as a network share.
bool names_a_host(std::string_view url) {
  const auto is_slash = [](char c) {
    return c == '/' || c == '\\';
  };
  return url.size() > 1 && is_slash(url[0]) && is_slash(url[1]);
}

}  // namespace

bool is_allowed_url(std::string_view url) {
  static constexpr std::array<std::string_view, 5> kSchemes{"http", "https", "mailto", "tel", "data"};
  url = base::trim_ascii_space(url);
  if (std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) return false;
  if (names_a_host(url)) return false;
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || url.find_first_of("/?#") < colon) return true;
  const std::string_view scheme = url.substr(0, colon);
  const auto is_scheme = [&](std::string_view known) {
    return base::equals_ignoring_ascii_case(scheme, known);
  };
  if (std::none_of(kSchemes.begin(), kSchemes.end(), is_scheme)) return false;
  return !is_scheme("data") || url.substr(colon + 1).starts_with("image/");
}

bool is_language_tag(std::string_view tag) {
  constexpr std::size_t kMaxInGroup = 8;
  bool first = true;
  while (true) {
    const std::string_view group = tag.substr(0, tag.find('-'));
    const bool fits =
        !group.empty() && group.size() <= kMaxInGroup && std::all_of(group.begin(), group.end(), [&](char c) {
          return base::is_ascii_alpha(c) || (!first && base::is_ascii_digit(c));
        });
    if (!fits) return false;
    if (group.size() == tag.size()) return true;
    tag.remove_prefix(group.size() + 1);
    first = false;
  }
}

namespace {

constexpr std::array<std::string_view, 14> kBlocks{"center",  "details", "dialog",    "dir",      "frameset",
                                                   "marquee", "menu",    "noframes",  "noscript", "search",
                                                   "summary", "listing", "plaintext", "xmp"};
constexpr std::array<std::string_view, 13> kVoid{"area",  "base",   "basefont", "bgsound", "embed",  "frame", "keygen",
                                                 "param", "source", "track",    "command", "spacer", "image"};
constexpr std::array<std::string_view, 7> kSkipped{"applet", "audio", "iframe", "math", "script", "template", "video"};

constexpr std::array<std::string_view, 10> kPresentationalElements{"acronym", "big",  "button", "center", "dir",
                                                                   "font",    "menu", "nobr",   "strike", "tt"};
constexpr std::array<std::string_view, 28> kPresentationalAttributes{
    "align",     "background",  "bgcolor", "border",       "bordercolor", "cellpadding", "cellspacing",
    "clear",     "color",       "compact", "face",         "frame",       "hspace",      "leftmargin",
    "link",      "marginwidth", "noshade", "marginheight", "nowrap",      "rules",       "text",
    "topmargin", "valign",      "vlink",   "vspace",       "alink",       "char",        "charoff"};

constexpr std::array<std::string_view, 25> kScreenAttributes{
    "accesskey",       "async",       "autocapitalize", "autocomplete", "autofocus",
    "contenteditable", "crossorigin", "defer",          "download",     "draggable",
    "enterkeyhint",    "hreflang",    "inputmode",      "integrity",    "itemprop",
    "itemscope",       "itemtype",    "loading",        "nonce",        "ping",
    "referrerpolicy",  "spellcheck",  "tabindex",       "target",       "translate"};

template <std::size_t count>
bool holds(const std::array<std::string_view, count>& tags, std::string_view tag) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

}  // namespace

bool has_optional_end_tag(ElementName name) {
  switch (name) {
    case ElementName::Html:
    case ElementName::Head:
    case ElementName::Body:
    case ElementName::P:
    case ElementName::Li:
    case ElementName::Dt:
    case ElementName::Dd:
    case ElementName::Caption:
    case ElementName::Colgroup:
    case ElementName::Thead:
    case ElementName::Tbody:
    case ElementName::Tfoot:
    case ElementName::Tr:
    case ElementName::Td:
    case ElementName::Th:
    case ElementName::Option:
    case ElementName::Optgroup:
    case ElementName::Rb:
    case ElementName::Rt:
    case ElementName::Rp:
    case ElementName::Rtc: return true;
    default: return false;
  }
}

bool limits_scope(ElementName name) {
  switch (name) {
    case ElementName::Html:
    case ElementName::Table:
    case ElementName::Td:
    case ElementName::Th:
    case ElementName::Caption:
    case ElementName::SvgForeignObject:
    case ElementName::SvgDesc: return true;
    default: return false;
  }
}

bool is_presentational_element(std::string_view tag) {
  return holds(kPresentationalElements, base::ascii_lowercase(tag));
}

bool is_presentational_attribute(std::string_view name) {
  return holds(kPresentationalAttributes, base::ascii_lowercase(name));
}

bool is_attribute_of_screens(std::string_view name) {
  const std::string lower = base::ascii_lowercase(name);
  return lower.starts_with("xmlns:") || lower.starts_with("on") || holds(kScreenAttributes, lower);
}

ForeignElement foreign_element(std::string_view tag) {
  const std::string lower = base::ascii_lowercase(tag);
  if (holds(kSkipped, lower)) return ForeignElement::Skipped;
  if (holds(kVoid, lower)) return ForeignElement::Void;
  return holds(kBlocks, lower) ? ForeignElement::Block : ForeignElement::Inline;
}

}  // namespace gongwen::dom
