#include "base/markup.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "dom/html_sink.h"
#include "dom/tree_builder.h"
#include "engine/render/detail/make_pdf.h"
#include "forms/shown_fields.h"

namespace gongwen::engine {
namespace {

/// Styles stand at the elements: the kind's own sheets know nothing of this section.
std::string section_html(const std::vector<const forms::Field*>& fields, Language language) {
  std::string html =
      "<html><body><section style=\"break-before: page\"><h2 style=\"text-align: center; margin: 0 0 1em\">";
  html += texts::EngineContinuation.in(language);
  html += "</h2><p style=\"margin: 0 0 1em; text-indent: 0\">";
  html += texts::EngineContinuationNote.in(language);
  html += "</p>";
  for (const forms::Field* const field : fields) {
    html += "<p style=\"font-weight: bold; margin: 1em 0 0.25em; break-after: avoid\">";
    html += base::escape_markup(field->label.empty() ? field->pointer : field->label);
    html += "</p><p style=\"white-space: pre-wrap; margin: 0; text-indent: 0\">" + base::escape_markup(field->value) +
            "</p>";
  }
  return html + "</section></body></html>";
}

}  // namespace

void append_continuation(const std::vector<const forms::Field*>& fields, dom::Tree& tree,
                         diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink) {
  const dom::NodeId root = tree.root_element();
  const dom::NodeId body = root ? tree.find_child(root, dom::ElementName::Body) : dom::NodeId();
  if (!body) return;
  const Language language = forms::language_of_tag(tree.attribute_value(root, dom::AttributeName::Lang));
  const std::string html = section_html(fields, language);
  const dom::Tree further = dom::parse_html(html, {}, origins, sink, {}, dom::Syntax::Html);
  const dom::NodeId from = further.find_child(further.root_element(), dom::ElementName::Body);
  dom::TreeBuilder::graft(tree, body, further, further.find_child(from, dom::ElementName::Section));
}

}  // namespace gongwen::engine
