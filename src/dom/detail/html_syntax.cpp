#include "dom/detail/html_syntax.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace gongwen::dom {
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

namespace {

constexpr std::array<std::string_view, 10> kBlocks{"center",   "dir",    "frameset", "marquee",   "menu",
                                                   "noframes", "search", "listing",  "plaintext", "xmp"};
constexpr std::array<std::string_view, 12> kVoid{"area",   "base",  "basefont", "bgsound", "embed",  "frame",
                                                 "keygen", "param", "track",    "command", "spacer", "image"};
constexpr std::array<std::string_view, 6> kSkipped{"applet", "audio", "iframe", "script", "template", "video"};

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
