#include "paint/detail/attribute_checks.h"

#include "diagnostics/catalogue/paint.h"

#include <algorithm>

namespace gongwen::paint {
namespace {

namespace messages = diagnostics::messages;
using dom::AttributeName;
using dom::ElementName;

constexpr std::size_t kMostAddressBytes = 32'767;

std::size_t stored_bytes(std::string_view address) {
  const auto plain = std::count_if(address.begin(), address.end(), [](char c) { return c > ' ' && c <= '~'; });
  return 3 * address.size() - 2 * static_cast<std::size_t>(plain);
}

void check_attribute(const dom::Attribute& attribute, ElementName element, diagnostics::DiagnosticSink& sink) {
  const std::string_view value = attribute.value;
  if (attribute.name == AttributeName::Href && element == ElementName::A) {
    if (!is_address_too_long(value)) return;
    sink.report(messages::PaintAddressTooLong, attribute.origin, stored_bytes(value), kMostAddressBytes);
  } else if (attribute.name == AttributeName::Role) {
    sink.report(messages::PaintUnusedAttribute, attribute.origin, "role");
  } else if (attribute.custom_name.starts_with("aria-")) {
    const bool is_used =
        attribute.custom_name == "aria-label" && (element == ElementName::Img || element == ElementName::A);
    if (!is_used) sink.report(messages::PaintUnusedAttribute, attribute.origin, attribute.custom_name);
  }
}

}  // namespace

bool is_address_too_long(std::string_view address) { return stored_bytes(address) > kMostAddressBytes; }

void check_attributes(const dom::Tree& tree, diagnostics::DiagnosticSink& sink) {
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    for (const dom::Attribute& attribute : tree.attributes(node)) {
      check_attribute(attribute, tree.node(node).name, sink);
    }
  }
}

}  // namespace gongwen::paint
