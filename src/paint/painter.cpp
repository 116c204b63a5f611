#include "base/ascii.h"
#include "paint/detail/page_painter.h"
#include "paint/detail/spoken_text.h"
#include "paint/display_list.h"

namespace gongwen::paint {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;

/// Title, language and the rest, from the head of the document.
DocumentInformation read_information(const dom::Tree& tree) {
  DocumentInformation information;
  const NodeId root = tree.root_element();
  if (!root) return information;
  std::string language = language_tag(tree.attribute_value(root, AttributeName::Lang));
  if (!language.empty()) information.language = std::move(language);
  information.origin = tree.node(root).origin;
  const NodeId head = tree.find_child(root, ElementName::Head);
  for (NodeId id = head ? tree.node(head).first_child : NodeId(); id; id = tree.node(id).next_sibling) {
    if (tree.is_element(id, ElementName::Title)) {
      information.title = base::collapse_ascii_space(tree.text_content(id));
      information.origin = tree.node(id).origin;
    }
    if (!tree.is_element(id, ElementName::Meta)) continue;
    const std::string_view name = tree.attribute_value(id, AttributeName::Name);
    const dom::Attribute* const attribute = tree.find_attribute(id, AttributeName::Content);
    if (attribute == nullptr) continue;
    const std::string content(attribute->value);
    if (name == "author") information.author = content;
    if (name == "description") information.subject = content;
    if (name == "keywords") information.keywords = content;
    if (name == "date") {
      information.date = content;
      information.date_origin = attribute->origin;
    }
  }
  return information;
}

/// Where it is on the page as it is painted.
Destination destination(const layout::DocumentLayout& document, const layout::Anchor& anchor) {
  const double enlargement = anchor.page < document.pages.size() ? document.pages[anchor.page].enlargement : 1;
  if (enlargement == 1) return {anchor.page, anchor.position};
  return {anchor.page,
          {LayoutUnit::multiplied(anchor.position.x, 1 / enlargement),
           LayoutUnit::multiplied(anchor.position.y, 1 / enlargement)}};
}

}  // namespace

struct DocumentPainter::Implementation {
  Implementation(const layout::LayoutContext& layout_context, const forms::FieldModel* fields)
      : context(layout_context), controls(fields), information(read_information(context.dom)), attributes(context.dom) {
    structure.emplace(layout_context, painted.structure, controls.any());
  }

  PagePainter page_painter(std::size_t page) {
    return {context, painted.structure, *structure, texts, controls, static_cast<std::uint32_t>(page)};
  }

  const layout::LayoutContext& context;
  FieldControls controls;
  DocumentInformation information;
  SpokenAttributes attributes;
  PaintedDocument painted;                    // its pages wait for the end, so they take no more room than they need
  std::optional<StructureBuilder> structure;  // as long as pages are painted
  TextPool texts;
};

DocumentPainter::DocumentPainter(const layout::LayoutContext& context, const forms::FieldModel* fields)
    : implementation_(std::make_unique<Implementation>(context, fields)) {}
DocumentPainter::~DocumentPainter() = default;

void DocumentPainter::paint_content(const layout::PageLayout& page) {
  Implementation& own = *implementation_;
  own.context.sink.go_on_now();
  PagePainter painter = own.page_painter(own.painted.pages.size());
  painter.paint_area(page);
  own.painted.pages.push_back(painter.take());
}

PaintedDocument DocumentPainter::finish(const layout::DocumentLayout& document) {
  Implementation& own = *implementation_;
  const layout::LayoutContext& context = own.context;
  PaintedDocument& painted = own.painted;
  painted.information = std::move(own.information);
  own.attributes.report(context.sink);
  for (std::size_t i = 0; i < document.pages.size(); ++i) {
    PagePainter painter = own.page_painter(i);
    painter.resume(std::move(painted.pages[i]), document.pages[i]);
    painted.pages[i] = painter.finish(document.pages[i]);
  }
  own.structure->finish();
  own.structure->official().report(context.sink);
  painted.information.official = own.structure->official().facts();
  painted.official = own.structure->official().texts();
  own.structure.reset();
  painted.texts = own.texts.take();
  repair_structure(painted, context.sink);
  for (const auto& [id, anchor] : document.anchors) painted.destinations[id] = destination(document, anchor);
  for (const layout::Bookmark& bookmark : document.bookmarks) {
    OutlineItem item;
    item.level = bookmark.level;
    item.title = base::collapse_ascii_space(bookmark.label);
    item.is_open = bookmark.is_open;
    item.destination = destination(document, bookmark.anchor);
    painted.outline.push_back(std::move(item));
  }
  if (painted.information.title.empty() && !painted.outline.empty()) {
    painted.information.title = painted.outline.front().title;
  }
  return std::move(painted);
}

PaintedDocument paint_document(const layout::DocumentLayout& document, const layout::LayoutContext& context,
                               const forms::FieldModel* fields) {
  DocumentPainter painter(context, fields);
  for (const layout::PageLayout& page : document.pages) painter.paint_content(page);
  return painter.finish(document);
}

}  // namespace gongwen::paint
