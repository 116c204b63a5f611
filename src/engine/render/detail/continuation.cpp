#include "base/escapes.h"
#include "dom/html_sink.h"
#include "dom/tree_builder.h"
#include "engine/render/detail/make_pdf.h"

namespace gongwen::engine {
namespace {

/// Styles stand at the elements: the kind's own sheets know nothing of this section.
std::string section_html(const std::vector<const forms::Field*>& fields, bool chinese) {
  std::string html =
      "<html><body><section style=\"break-before: page\"><h2 style=\"text-align: center; margin: 0 0 1em\">";
  html += chinese ? "续页（表中写不下的内容）" : "Continuation: what has no room in the form";
  html += "</h2><p style=\"margin: 0 0 1em; text-indent: 0\">";
  html += chinese
              ? "本页在生成本表时印出，不随填写更改。此后改动的栏，以表中所填为准。"
              : "This page was printed when the form was made and does not change. Where a field was changed since, "
                "what the form says counts.";
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
                         diagnostics::DiagnosticSink& sink) {
  const dom::NodeId root = tree.root_element();
  const dom::NodeId body = root ? tree.find_child(root, dom::ElementName::Body) : dom::NodeId();
  if (!body) return;
  const bool chinese = tree.attribute_value(root, dom::AttributeName::Lang).starts_with("zh");
  const std::string html = section_html(fields, chinese);
  const dom::Tree further = dom::parse_html(html, {}, sink, {}, dom::Syntax::Html);
  const dom::NodeId from = further.find_child(further.root_element(), dom::ElementName::Body);
  dom::TreeBuilder::graft(tree, body, further, further.find_child(from, dom::ElementName::Section));
}

}  // namespace gongwen::engine
