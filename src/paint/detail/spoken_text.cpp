#include "paint/detail/spoken_text.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/paint.h"

#include <algorithm>

namespace gongwen::paint {
namespace {

namespace messages = diagnostics::messages;
using dom::AttributeName;
using dom::ElementName;

/// One to eight letters; subtags after the first may also contain digits.
bool is_subtag(std::string_view part, bool is_first) {
  return !part.empty() && part.size() <= 8 &&
         std::all_of(part.begin(), part.end(), is_first ? base::is_ascii_alpha : base::is_ascii_alnum);
}

constexpr std::size_t kMaxAddressBytes = 32'767;

std::size_t stored_bytes(std::string_view address) {
  const auto plain = std::count_if(address.begin(), address.end(), [](char c) { return c > ' ' && c <= '~'; });
  return 3 * address.size() - 2 * static_cast<std::size_t>(plain);
}

void check_attribute(const dom::Attribute& attribute, ElementName element, diagnostics::DiagnosticSink& sink) {
  const std::string_view value = attribute.value;
  if (attribute.name == AttributeName::Href && element == ElementName::A) {
    if (!is_address_too_long(value)) return;
    sink.report(messages::PaintAddressTooLong, attribute.origin, stored_bytes(value), kMaxAddressBytes);
  } else if (dom::is_graphic(element)) {
    return;  // there these attributes describe the drawing
  } else if (attribute.name == AttributeName::Role) {
    sink.report(messages::PaintUnusedAttribute, attribute.origin, "role");
  } else if (attribute.custom_name.starts_with("aria-")) {
    const bool is_used = attribute.custom_name == "aria-label" &&
                         (element == ElementName::Img || element == ElementName::A || element == ElementName::Math);
    if (!is_used) sink.report(messages::PaintUnusedAttribute, attribute.origin, attribute.custom_name);
  }
}

}  // namespace

std::string language_tag(std::string_view attribute) {
  std::string tag(base::trim_ascii_space(attribute));
  std::replace(tag.begin(), tag.end(), '_', '-');
  for (std::size_t begin = 0; begin <= tag.size();) {
    const std::size_t end = std::min(tag.find('-', begin), tag.size());
    if (!is_subtag(std::string_view(tag).substr(begin, end - begin), begin == 0)) return {};
    begin = end + 1;
  }
  return tag;
}

bool is_address_too_long(std::string_view address) { return stored_bytes(address) > kMaxAddressBytes; }

SpokenAttributes::SpokenAttributes(const dom::Tree& tree) {
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    for (const dom::Attribute& attribute : tree.attributes(node)) {
      const bool may_matter = attribute.name == AttributeName::Href || attribute.name == AttributeName::Role ||
                              attribute.custom_name.starts_with("aria-");
      if (may_matter) found_.push_back({&attribute, tree.node(node).name});
    }
  }
}

void SpokenAttributes::report(diagnostics::DiagnosticSink& sink) const {
  for (const Found& found : found_) check_attribute(*found.attribute, found.element, sink);
}

}  // namespace gongwen::paint
