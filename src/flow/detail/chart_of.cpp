#include "flow/detail/chart_of.h"

#include "diagnostics/catalogue/flow.h"

#include <utility>

namespace gongwen::flow {
namespace {

/// Whether the element is in a figure with a caption, which contains the title.
bool has_caption(dom::NodeId image, const dom::Tree& tree) {
  for (dom::NodeId node = tree.node(image).parent; node; node = tree.node(node).parent) {
    if (!tree.is_element(node, dom::ElementName::Figure)) continue;
    for (dom::NodeId child = tree.node(node).first_child; child; child = tree.node(child).next_sibling) {
      if (tree.is_element(child, dom::ElementName::Figcaption)) return true;
    }
    return false;
  }
  return false;
}

}  // namespace

std::shared_ptr<const Chart> chart_of(dom::NodeId image, const dom::Tree& tree, diagnostics::DiagnosticSink& sink) {
  const dom::Attribute* const attribute = tree.find_custom_attribute(image, "data-chart");
  if (attribute == nullptr) return nullptr;
  auto description = charts::parse_description(attribute->value);
  if (!description) {
    sink.report(diagnostics::messages::FlowChartDescription, attribute->origin, description.error().part);
    return nullptr;
  }
  if (!description->has_values()) return nullptr;
  auto chart = std::make_shared<Chart>();
  chart->description = *std::move(description);
  chart->shows_title = !has_caption(image, tree);
  return chart;
}

}  // namespace gongwen::flow
