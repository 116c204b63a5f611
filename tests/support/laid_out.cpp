#include "support/laid_out.h"

#include "dom/html_sink.h"
#include "layout/inline/text_style.h"
#include "layout/pages/dump.h"
#include "resources/folder.h"

namespace gongwen::tests {

namespace {

/// The images that test pages name lie in one folder.
class TestImages : public images::ImageFiles {
 public:
  base::Expected<std::string> read(std::string_view name, const diagnostics::Origin& origin,
                                   diagnostics::DiagnosticSink& sink) override {
    const resources::Folder folder(GONGWEN_SOURCE_DIR "/tests/images/files", "files");
    return folder.read_bytes(name, origin, sink);
  }
};

}  // namespace

const text::FontLibrary& test_fonts() {
  static const std::unique_ptr<text::FontLibrary> library = [] {
    resources::SourceStore sources;
    diagnostics::DiagnosticSink sink;
    return text::FontLibrary::open(GONGWEN_SOURCE_DIR "/fonts", sources, sink);
  }();
  return *library;
}

LaidOut::LaidOut(const std::string& html) {
  const diagnostics::SourceId source = sources.add("case.html", html);
  const std::string_view text = sources.source_text(source);
  tree = dom::parse_html(text, {source, 0, static_cast<std::uint32_t>(text.size())}, origins, sink);
  for (dom::NodeId id = tree.root_element(); id; id = tree.next_in_order(id, tree.root_element())) {
    if (!tree.is_element(id, dom::ElementName::Style)) continue;
    const dom::NodeId content = tree.node(id).first_child;
    const diagnostics::Span place = sink.origin(tree.node(content).origin).template_place;
    rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(tree.node(content).text, place, sink)),
              style::CascadeOrigin::Author);
  }
  lay_out({}, nullptr);
}

LaidOut::LaidOut(dom::Tree document_tree, style::RuleSet style_rules, std::vector<text::FontFaceDefinition> font_faces,
                 const forms::FieldModel* fields)
    : tree(std::move(document_tree)), rules(std::move(style_rules)) {
  lay_out(std::move(font_faces), fields);
}

void LaidOut::lay_out(std::vector<text::FontFaceDefinition> font_faces, const forms::FieldModel* fields) {
  fonts = std::make_unique<text::FontContext>(test_fonts(), std::move(font_faces));
  measures = std::make_unique<layout::FaceMeasures>(*fonts);
  styles = style::build_style_tree(tree, rules, sink, measures.get());
  image_files = std::make_unique<TestImages>();
  images = std::make_unique<images::ImageSet>(image_files.get(), fonts.get(), sink);
  boxes = boxes::build_boxes(tree, styles, *images, origins, sink, {boxes::Tolerance::None, fields});
  page_styles = std::make_unique<style::PageStyles>(rules, styles.style(styles.root()), sink, measures.get());
  context = std::make_unique<layout::LayoutContext>(boxes, styles, tree, *fonts, sink);
  document = layout::layout_document(*page_styles, *context);
  painted = paint::paint_document(document, *context);
}

std::string LaidOut::fragments() const { return layout::dump_pages(document, *context); }

std::string LaidOut::messages() const { return diagnostics::print_text(sink.diagnostics(), {&sources, nullptr}, {}); }

}  // namespace gongwen::tests
