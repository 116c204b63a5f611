#include "sheet/detail/document_properties.h"

#include "diagnostics/catalogue/sheet.h"
#include "sheet/limits.h"
#include "sheet/serial_date.h"

// Reads the document properties from <title> and the <meta> elements author, description, keywords and date.
namespace gongwen::sheet {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;

/// A property text: controls and blanks become single blanks, and the text is cut to the limit of spreadsheets.
std::string property_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20;
    if (!blank) out.push_back(c);
    if (blank && !out.empty() && out.back() != ' ') out.push_back(' ');
  }
  if (out.ends_with(' ')) out.pop_back();
  return std::string(first_utf16_units(out, kMaxPropertyUnits));
}

void read_meta(const dom::Tree& tree, NodeId meta, DocumentProperties& properties, diagnostics::DiagnosticSink& sink) {
  const std::string_view name = tree.attribute_value(meta, AttributeName::Name);
  const dom::Attribute* const attribute = tree.find_attribute(meta, AttributeName::Content);
  if (attribute == nullptr) return;
  const std::string_view content = attribute->value;
  if (name == "author") properties.author = property_text(content);
  if (name == "description") properties.subject = property_text(content);
  if (name == "category") properties.category = property_text(content);
  if (name == "keywords") properties.keywords = property_text(content);
  if (name != "date" || content.empty()) return;
  if (const auto date = parse_iso_date(content)) {
    properties.created = to_china_timestamp(*date);
  } else {
    sink.report(diagnostics::messages::SheetBadDate, attribute->origin, content);
  }
}

}  // namespace

DocumentProperties read_properties(const dom::Tree& tree, diagnostics::DiagnosticSink& sink) {
  DocumentProperties properties;
  const NodeId head = tree.find_child(tree.root_element(), ElementName::Head);
  for (NodeId node = head ? tree.node(head).first_child : NodeId(); node; node = tree.node(node).next_sibling) {
    if (tree.is_element(node, ElementName::Title)) properties.title = property_text(tree.text_content(node));
    if (tree.is_element(node, ElementName::Meta)) read_meta(tree, node, properties, sink);
  }
  return properties;
}

}  // namespace gongwen::sheet
