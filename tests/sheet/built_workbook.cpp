#include "sheet/built_workbook.h"

#include "data/readers.h"
#include "diagnostics/printer.h"
#include "dom/html_sink.h"
#include "style/css/stylesheet.h"
#include "style/style_tree.h"
#include "templating/render.h"
#include "templating/template_set.h"

namespace gongwen::tests {

BuiltWorkbook::BuiltWorkbook(const std::string& html, const sheet::ValueTypeLookup& value_type, bool is_fillable,
                             bool is_for_xlsx)
    : fillable(is_fillable), is_xlsx(is_for_xlsx) {
  const diagnostics::SourceId source = sources.add("case.html", html);
  const std::string_view text = sources.source_text(source);
  tree = dom::parse_html(text, {source, 0, static_cast<std::uint32_t>(text.size())}, origins, sink);
  build(value_type);
}

BuiltWorkbook::BuiltWorkbook(const std::string& html_template, const std::string& json) {
  const diagnostics::SourceId source = sources.add("data.json", json);
  if (auto read = data::read_json(source, sources.source_text(source), {}, sink)) {
    data = *std::move(read);
    documents.add(*data);
  }
  templating::MapLoader loader(sources);
  loader.add("main", html_template);
  const std::string_view names[] = {"main"};
  if (auto compiled = templating::TemplateSet::compile(names, loader, {}, sink)) templates = *std::move(compiled);
  if (!data || !templates) return;
  dom::HtmlSink html(nullptr, origins, sink);
  const templating::Limits limits;
  if (templating::render(*templates, {"main", data->root(), {}, limits}, html, sink)) {
    tree = std::move(html).finish();
    build({});
  }
}

void BuiltWorkbook::build(const sheet::ValueTypeLookup& value_type) {
  for (dom::NodeId id = tree.root_element(); id; id = tree.next_in_order(id, tree.root_element())) {
    if (!tree.is_element(id, dom::ElementName::Style)) continue;
    const dom::NodeId content = tree.node(id).first_child;
    const diagnostics::Span place = sink.origin(tree.node(content).origin).template_place;
    rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(tree.node(content).text, place, sink)),
              style::CascadeOrigin::Author);
  }
  const style::StyleTree styles = style::build_style_tree(tree, rules, sink);
  style::PageStyles pages(rules, styles.style(styles.root()), sink);
  const forms::FieldModel fields = forms::collect_fields(tree);
  // `<img src="twenty">` is a picture of 20 × 10 px; others cannot be used.
  const auto picture = [this](dom::NodeId element, base::LayoutUnit width,
                              base::LayoutUnit height) -> std::optional<sheet::SourcePicture> {
    if (tree.attribute_value(element, dom::AttributeName::Src) != "twenty") return std::nullopt;
    const bool is_stated = width > base::LayoutUnit() && height > base::LayoutUnit();
    const sheet::SourcePicture natural{"picture", base::LayoutUnit::from_px(20), base::LayoutUnit::from_px(10)};
    return is_stated ? sheet::SourcePicture{"picture", width, height} : natural;
  };
  const auto header_picture = [](std::string_view, const diagnostics::Origin&) {
    return std::optional(sheet::HeaderPicture{"picture", base::LayoutUnit::from_px(20), base::LayoutUnit::from_px(10)});
  };
  workbook = sheet::build_workbook(
      {tree, styles, pages, fields, origins, value_type, fillable, {}, picture, header_picture, is_xlsx}, sink);
}

std::vector<std::string> BuiltWorkbook::complaints() const {
  std::vector<std::string> ids;
  for (const auto& diagnostic : sink.diagnostics()) ids.emplace_back(diagnostics::catalogue_entry(diagnostic.id).id);
  return ids;
}

std::string BuiltWorkbook::messages() const {
  return diagnostics::print_text(sink.diagnostics(), {&sources, nullptr}, {});
}

const sheet::Cell& BuiltWorkbook::cell(std::size_t row, std::size_t index, std::size_t sheet_index) const {
  return sheet(sheet_index).cells_of(sheet(sheet_index).rows.at(row))[index];
}

const sheet::CellFormat& BuiltWorkbook::format(std::size_t row, std::size_t index) const {
  return workbook.format(cell(row, index).format);
}

}  // namespace gongwen::tests
