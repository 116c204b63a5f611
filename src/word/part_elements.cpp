#include "word/part_elements.h"

#include "base/utf8.h"
#include "package/xml_events.h"

#include <algorithm>

namespace gongwen::word {
namespace {

constexpr std::string_view kTransitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr std::string_view kStrict = "http://purl.oclc.org/ooxml/wordprocessingml/main";

/// Returns the end of the tag that starts at `begin`; `>` may occur in the values of attributes.
std::uint32_t end_of_tag(std::string_view xml, std::uint32_t begin) {
  char quote = '\0';
  for (std::size_t at = begin; at < xml.size(); ++at) {
    const char sign = xml[at];
    if (quote != '\0') {
      if (sign == quote) quote = '\0';
    } else if (sign == '"' || sign == '\'') {
      quote = sign;
    } else if (sign == '>') {
      return static_cast<std::uint32_t>(at + 1);
    }
  }
  return static_cast<std::uint32_t>(xml.size());
}

class ElementReader final : public package::XmlHandler {
 public:
  ElementReader(std::string_view xml, PartElements& elements) : xml_(xml), elements_(elements) {}

  void start(std::string_view name, const package::XmlAttributes& /*attributes*/) override {
    const std::size_t split = name.find(package::kXmlNamespaceEnd);
    const std::string_view space = split == std::string_view::npos ? std::string_view{} : name.substr(0, split);
    PartElement element;
    element.name = split == std::string_view::npos ? name : name.substr(split + 1);
    element.is_word = space == kTransitional || space == kStrict;
    element.parent = open_.empty() ? kNoIndex : open_.back();
    element.begin = offset();
    element.inner_begin = end_of_tag(xml_, element.begin);
    open_.push_back(static_cast<std::uint32_t>(elements_.all.size()));
    elements_.all.push_back(std::move(element));
  }

  void end(std::string_view /*name*/) override {
    PartElement& element = elements_.all[open_.back()];
    open_.pop_back();
    const bool is_empty = element.inner_begin >= 2 && xml_[element.inner_begin - 2] == '/';
    element.inner_end = is_empty ? element.inner_begin : offset();
    element.end = is_empty ? element.inner_begin : end_of_tag(xml_, element.inner_end);
    element.after_children = static_cast<std::uint32_t>(elements_.all.size());
  }

  void text(std::string_view /*piece*/) override {}

 private:
  std::string_view xml_;
  PartElements& elements_;
  std::vector<std::uint32_t> open_;
};

}  // namespace

std::uint32_t PartElements::at(std::uint32_t offset) const {
  const auto found = std::lower_bound(all.begin(), all.end(), offset,
                                      [](const PartElement& element, std::uint32_t at) { return element.begin < at; });
  return found == all.end() || found->begin != offset ? kNoIndex : static_cast<std::uint32_t>(found - all.begin());
}

std::uint32_t PartElements::child(std::uint32_t element, std::string_view word_name) const {
  for (std::uint32_t at = element + 1; at < all[element].after_children; at = all[at].after_children) {
    if (all[at].is(word_name)) return at;
  }
  return kNoIndex;
}

std::optional<AttributePlace> find_attribute(std::string_view xml, const PartElement& element, std::string_view local) {
  std::size_t at = element.begin + 1;
  const std::size_t end = element.inner_begin;
  const auto skip = [&](auto&& is_wanted) {
    while (at < end && is_wanted(xml[at])) ++at;
  };
  const auto is_name_part = [](char sign) {
    return !base::is_ascii_space(sign) && sign != '=' && sign != '>' && sign != '/';
  };
  skip(is_name_part);  // the name of the element
  while (at < end) {
    skip([&](char sign) { return !is_name_part(sign); });
    const std::size_t name = at;
    skip(is_name_part);
    const std::string_view written = xml.substr(name, at - name);
    skip([](char sign) { return sign != '"' && sign != '\''; });
    if (at >= end) break;
    const char quote = xml[at++];
    const std::size_t begin = at;
    skip([quote](char sign) { return sign != quote; });
    if (package::local_name(written) == local && !written.starts_with("xmlns")) return AttributePlace{begin, at};
    ++at;
  }
  return std::nullopt;
}

std::string_view prefix_of(std::string_view xml, const PartElement& element) {
  const std::string_view rest = xml.substr(element.begin + 1, element.inner_begin - element.begin - 1);
  const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n/>"));
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon + 1);
}

std::optional<PartElements> read_elements(std::string_view xml, const WordLimits& limits) {
  PartElements elements;
  if (xml.size() > limits.max_part_bytes) return std::nullopt;
  ElementReader reader(xml, elements);
  if (package::read_xml(xml, {limits.max_depth, package::XmlNames::WithNamespaces}, reader)) return std::nullopt;
  return elements;
}

}  // namespace gongwen::word
