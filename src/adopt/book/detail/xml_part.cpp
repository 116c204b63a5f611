#include "adopt/book/detail/xml_part.h"

#include "base/escapes.h"
#include "base/utf8.h"

#include <charconv>
#include <utility>

namespace gongwen::book {
namespace {

constexpr std::string_view kDataStart = "<![CDATA[";

/// The character of a reference without `&` and `;`: `amp`, `#20013`, `#x4E2D`; empty if XML does not define it.
std::string character_of(std::string_view name) {
  if (name == "amp") return "&";
  if (name == "lt") return "<";
  if (name == "gt") return ">";
  if (name == "quot") return "\"";
  if (name == "apos") return "'";
  if (!name.starts_with('#')) return {};
  const bool is_hex = name.starts_with("#x");
  name.remove_prefix(is_hex ? 2 : 1);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, is_hex ? 16 : 10);
  std::string text;
  if (error == std::errc() && end == name.data() + name.size()) base::append_utf8(text, code);
  return text;
}

}  // namespace

std::string unescaped(std::string_view xml) {
  std::string text;
  while (!xml.empty()) {
    const std::size_t mark = xml.find('&');
    text += xml.substr(0, mark);
    if (mark == std::string_view::npos) break;
    const std::size_t end = xml.find(';', mark);
    if (end == std::string_view::npos) break;
    text += character_of(xml.substr(mark + 1, end - mark - 1));
    xml.remove_prefix(end + 1);
  }
  return text;
}

std::optional<XmlPart> XmlPart::open(std::string bytes) {
  // Offsets are those of the bytes, and Office programs write no other encoding.
  if (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE")) return std::nullopt;
  XmlPart part;
  part.xml_ = std::move(bytes);
  word::WordLimits limits;
  limits.max_part_bytes = limits.zip.max_unpacked_bytes;
  auto elements = word::read_elements(part.xml_, limits);
  if (!elements) return std::nullopt;
  part.elements_ = *std::move(elements);
  return part;
}

std::string XmlPart::attribute(const PartElement& element, std::string_view local) const {
  const auto place = word::find_attribute(xml_, element, local);
  return place ? unescaped(source(place->begin, place->end)) : std::string();
}

std::string XmlPart::text_of(const PartElement& element) const {
  std::string text;
  std::string_view rest = inner(element);
  while (!rest.empty()) {
    const std::size_t mark = rest.find('<');
    text += unescaped(rest.substr(0, mark));
    if (mark == std::string_view::npos) break;
    rest.remove_prefix(mark);
    // The XML is well-formed: everything has its end.
    const bool is_data = rest.starts_with(kDataStart);
    const std::string_view ends = is_data                    ? "]]>"
                                  : rest.starts_with("<!--") ? "-->"
                                  : rest.starts_with("<?")   ? "?>"
                                                             : ">";
    const std::size_t end = rest.find(ends);
    if (end == std::string_view::npos) break;
    if (is_data) text += rest.substr(kDataStart.size(), end - kDataStart.size());
    rest.remove_prefix(end + ends.size());
  }
  return text;
}

const PartElement* XmlPart::child(const PartElement& element, std::string_view local) const {
  const std::vector<PartElement>& all = elements_.all;
  for (std::uint32_t at = index_of(element) + 1; at < element.after_children; at = all[at].after_children) {
    if (all[at].name == local) return &all[at];
  }
  return nullptr;
}

void XmlChanges::replace(std::size_t begin, std::size_t end, std::string text) {
  changes_.emplace(begin, Change{end, std::move(text)});
}

void XmlChanges::set_text(const PartElement& element, std::string_view text) {
  if (part_->text_of(element) != text) replace(element.inner_begin, element.inner_end, base::escape_markup(text));
}

void XmlChanges::set_attribute(const PartElement& element, std::string_view local, std::string_view value) {
  if (const auto place = word::find_attribute(part_->xml(), element, local)) {
    if (unescaped(part_->source(place->begin, place->end)) != value)
      replace(place->begin, place->end, base::escape_attribute(value));
    return;
  }
  const std::size_t end = element.inner_begin - (element.is_empty() ? 2 : 1);
  replace(end, end, " " + std::string(local) + "=\"" + base::escape_attribute(value) + "\"");
}

std::string XmlChanges::written(std::size_t begin, std::size_t end) const {
  std::string text;
  std::size_t at = begin;
  for (auto change = changes_.lower_bound(begin); change != changes_.end() && change->first < end; ++change) {
    if (change->first < at) continue;
    text += part_->source(at, change->first);
    text += change->second.text;
    at = change->second.end;
  }
  if (at < end) text += part_->source(at, end);
  return text;
}

}  // namespace gongwen::book
