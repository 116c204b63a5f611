// Engine::preview, and the stretched data with which authors try a template. A preview keeps the run, its document and
// its pages, so that an editor can query in both directions: from a point on a page to template and data, and from a
// message to a place on a page.
#include "gongwen/preview.h"

#include "base/utf8.h"
#include "dom/tree.h"
#include "engine/api/detail/implementation.h"
#include "engine/core/detail/report.h"
#include "engine/core/reports.h"
#include "engine/render/detail/page_maker.h"
#include "engine/render/make_workbook.h"
#include "engine/runs/kind_run.h"
#include "paint/glyph_placement.h"
#include "paint/svg/write_svg.h"
#include "schema/starter.h"
#include "sheet/build_workbook.h"
#include "style/applied_rules.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>

namespace gongwen {

using diagnostics::Origin;
using diagnostics::OriginId;
using diagnostics::Span;

// Everything to which the pages refer lives here, in the order of dependence: members below use those above.
struct Preview::Implementation {
  template <typename Parts>
  Implementation(Parts& engine, std::string_view kind, const DataSource& source, const RenderOptions& given)
      : options(given), data(source), fonts(engine.fonts), kinds(engine, given, kind), steps(*kinds, fonts, kind) {}

  RenderOptions options;
  DataSource data;
  engine::FontSource& fonts;
  CallKinds kinds;
  engine::KindRun steps;
  std::optional<engine::MakeOptions> make_options;
  std::optional<engine::PageMaker> maker;
  const engine::KindOutput* output = nullptr;
  const engine::LaidOutPages* pages = nullptr;  // null if the document has errors
  std::optional<engine::PagePlaces> places;
  Report report;

  /// Template and data of something on a page, in the terms of messages. Computed once for each origin: long tables
  /// have many origins, with few places in the template.
  struct Located {
    std::optional<std::string> pointer;
    std::shared_ptr<const TemplatePlace> source;
  };
  std::unordered_map<std::uint32_t, Located> located;  // by origin
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::shared_ptr<const TemplatePlace>> template_places;
};

namespace {

using engine::PagePlace;

/// Describes places of a preview in the terms of messages: file, line, column, pointer.
class PlaceWords {
 public:
  explicit PlaceWords(const Report& report)
      : sources_(*report.contents()->sources), documents_(*report.contents()->documents) {}

  std::optional<TemplatePlace> template_place(const Span& span) const {
    if (!span || sources_.source_name(span.source).empty()) return std::nullopt;
    return TemplatePlace{std::string(sources_.source_name(span.source)), range(span)};
  }

  /// Values of a workbook have a cell instead of a range, since people do not see its text.
  std::optional<ValuePlace> value_place(diagnostics::DataPlace place) const {
    if (!place) return std::nullopt;
    const std::optional<diagnostics::DataDescription> described = documents_.describe(place);
    if (!described) return std::nullopt;
    ValuePlace value;
    value.pointer = described->pointer;
    value.cell = described->cell;
    // Defaults exist in no file.
    if (!described->span) return value;
    value.file = sources_.source_name(described->span.source);
    if (value.cell.empty()) value.range = range(described->span);
    return value;
  }

  /// A piece of a source in one line, without blanks around it and without the semicolon of a declaration.
  std::string text(const Span& span) const {
    const std::string_view source = sources_.source_text(span.source);
    if (span.end > source.size() || span.begin >= span.end) return {};
    std::string text;
    for (const char c : source.substr(span.begin, span.end - span.begin)) {
      const bool is_blank = base::is_ascii_space(c);
      if (!is_blank) text.push_back(c);
      // Selectors may be on several lines.
      if (is_blank && !text.empty() && text.back() != ' ') text.push_back(' ');
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == ';')) text.pop_back();
    return text;
  }

 private:
  TextRange range(const Span& span) const {
    const diagnostics::LineColumn begin = diagnostics::line_column_in(sources_, span.source, span.begin);
    const diagnostics::LineColumn end = diagnostics::line_column_in(sources_, span.source, span.end);
    return {begin.line, begin.column, end.line, end.column};
  }

  const diagnostics::SourceLookup& sources_;
  const diagnostics::DataLookup& documents_;
};

/// From edges to a corner with width and height.
PageSpot spot_of(const PagePlace& place) {
  return {place.page, place.left, place.top, place.right - place.left, place.bottom - place.top};
}

/// The element to which something on a page belongs. Text has the origin of its node, so its parent is the element.
/// Returns `{}` if the tree has neither.
dom::NodeId element_of(const dom::Tree& tree, OriginId origin) {
  // Walks over the whole tree, which happens once for each click of a user.
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    if (!(tree.node(node).origin == origin)) continue;
    return tree.node(node).kind == dom::NodeKind::Element ? node : tree.node(node).parent;
  }
  return {};
}

/// `td.name`, `table#costs.facts`
std::string element_words(const dom::Tree& tree, dom::NodeId element) {
  std::string words(tree.written_tag(element));
  if (const dom::Attribute* const id = tree.find_attribute(element, dom::AttributeName::Id)) {
    words.append("#").append(id->value);
  }
  std::string_view classes = tree.attribute_value(element, dom::AttributeName::Class);
  while (!classes.empty()) {
    const std::size_t end = std::min(classes.find_first_of(" \t\r\n\f"), classes.size());
    if (end > 0) words.append(".").append(classes.substr(0, end));
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return words;
}

/// `body > table.facts > tr > td`
std::string path_words(const dom::Tree& tree, dom::NodeId element) {
  std::string words = element_words(tree, element);
  for (dom::NodeId outer = tree.node(element).parent; outer; outer = tree.node(outer).parent) {
    // `html` is left out: every path starts with it.
    if (tree.node(outer).kind != dom::NodeKind::Element || outer == tree.root_element()) break;
    words.insert(0, element_words(tree, outer) + " > ");
  }
  return words;
}

/// The style rules that apply to the element, with the declarations of each that others override.
std::vector<PlacedRule> rules_of(const dom::Tree& tree, const style::RuleSet& rules, dom::NodeId element,
                                 const diagnostics::OriginTable& origins, const PlaceWords& words) {
  std::vector<PlacedRule> placed;
  for (const style::AppliedRule& rule : style::applied_rules(tree, rules, element, origins)) {
    // A style attribute has no selectors.
    PlacedRule one;
    one.selectors = rule.is_attribute ? "style" : words.text(rule.selectors);
    one.place = words.template_place(rule.selectors).value_or(TemplatePlace{});
    if (rule.element != element) one.inherited_from = element_words(tree, rule.element);
    for (const style::AppliedDeclaration& declaration : rule.declarations) {
      one.declarations.push_back({words.text(declaration.span),
                                  words.template_place(declaration.span).value_or(TemplatePlace{}),
                                  declaration.is_overridden});
    }
    placed.push_back(std::move(one));
  }
  return placed;
}

/// Looks up an origin, or remembers it.
const Preview::Implementation::Located& locate(Preview::Implementation& preview, OriginId id, const PlaceWords& words) {
  const auto [found, is_new] = preview.located.try_emplace(id.value);
  if (!is_new) return found->second;
  const Origin origin = preview.steps.run().origins().at(id);
  if (auto value = words.value_place(origin.data_place)) found->second.pointer = std::move(value->pointer);
  const Span& span = origin.template_place;
  if (!span) return found->second;
  // Rows of a table share places of the template, so each is described once.
  auto& source = preview.template_places[{span.source.value, span.begin}];
  if (source == nullptr) {
    source = std::make_shared<const TemplatePlace>(words.template_place(span).value_or(TemplatePlace{}));
  }
  found->second.source = source;
  return found->second;
}

/// Whether a pointer names the same value as `outer` or one inside it: /a/b/0 is within /a/b, /a/bc is not.
bool is_within(std::string_view inner, std::string_view outer) {
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

/// The control that a pointer names; null if the document has none.
const forms::Field* field_at(const Preview::Implementation& preview, const std::string& pointer) {
  return preview.maker ? preview.maker->document().fields.find(pointer) : nullptr;
}

/// Rates how well a value on a page matches the value of a message; 0 if not at all. The same value is best, then the
/// innermost value inside it, then the innermost one around it.
int rank_of_value(const std::string& pointer, const std::string& wanted) {
  constexpr int kSame = 1'000'000;
  if (pointer == wanted) return kSame;
  if (wanted.empty() || pointer.empty()) return 0;
  const int common = static_cast<int>(std::min(pointer.size(), wanted.size()));
  // Longer pointers are closer; `common` never bridges the distance between the classes.
  if (is_within(pointer, wanted)) return kSame / 2 + common;
  return is_within(wanted, pointer) ? kSame / 4 + common : 0;
}

/// Rates how well a place in a template matches that of a message: the same line is best, then an element around it,
/// then a place within 30 lines after it, such as the result of a statement in the template.
int rank_of_line(const TextRange& range, const TextRange& wanted) {
  constexpr int kSame = 1'000;
  constexpr std::uint32_t kNearLines = 30;
  if (range.line == wanted.line) return range.column >= wanted.column ? kSame : kSame - 1;
  if (range.line < wanted.line) return wanted.line <= range.end_line ? kSame / 2 : 0;
  return range.line - wanted.line <= kNearLines ? static_cast<int>(kNearLines - (range.line - wanted.line)) + 1 : 0;
}

}  // namespace

Preview::Preview(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
Preview::~Preview() = default;

const Report& Preview::report() const { return implementation_->report; }

std::size_t Preview::page_count() const {
  return implementation_->pages == nullptr ? 0 : implementation_->pages->painted().pages.size();
}

PictureSize Preview::size(std::size_t page) const {
  if (page >= page_count()) return {};
  const paint::PagePicture picture = paint::picture_of(implementation_->pages->painted().pages[page]);
  return {picture.width, picture.height};
}

// Prefixed ids: several pages may be in one document of the caller.
std::string Preview::svg(std::size_t page) const {
  if (page >= page_count()) return {};
  svg::SvgOptions options{"p" + std::to_string(page + 1) + "-"};
  options.shows_fields = true;
  return svg::write_svg(implementation_->pages->painted(), page, implementation_->make_options->fonts, options);
}

/// From a point to its origins: what is painted there, which template wrote it, and which rules style it.
std::optional<Inspection> Preview::inspect(std::size_t page, double x, double y) const {
  if (!implementation_->places) return std::nullopt;
  const PagePlace* const place = implementation_->places->at(page, {x, y});
  if (place == nullptr) return std::nullopt;
  const diagnostics::OriginTable& origins = implementation_->steps.run().origins();
  const Origin origin = origins.at(place->origin);
  const PlaceWords words(report());
  Inspection inspection;
  // The whole of the thing, such as all lines of a text, rather than the piece at the point.
  inspection.spot = spot_of(implementation_->places->around(*place));
  inspection.source = words.template_place(origin.template_place);
  inspection.data = words.value_place(origin.data_place);
  const engine::PreparedDocument& document = implementation_->maker->document();
  if (const dom::NodeId element = element_of(document.tree, place->origin)) {
    inspection.element = path_words(document.tree, element);
    const style::RuleSet& rules = document.styles(*implementation_->output).rules;
    inspection.rules = rules_of(document.tree, rules, element, origins, words);
  }
  return inspection;
}

/// The opposite direction: from a message to its place on a page.
std::optional<PageSpot> Preview::find(const Message& message) const {
  if (!implementation_->places) return std::nullopt;
  const PlaceWords words(report());
  // From the most exact to the vaguest: the control, a value, a line of the template.
  const PagePlace* place = nullptr;
  if (message.data && message.data->pointer) {
    // By the control's own origin first: a blank control may have nothing painted in it.
    const forms::Field* const field = field_at(*implementation_, *message.data->pointer);
    if (field != nullptr)
      place = implementation_->places->best([&](OriginId id) { return id == field->origin ? 1 : 0; });
  }
  // From exact to rough: the control of the field, then the print of the value, then the line of the template.
  if (place == nullptr && message.data && message.data->pointer) {
    place = implementation_->places->best([&](OriginId id) {
      const std::optional<std::string>& pointer = locate(*implementation_, id, words).pointer;
      return pointer ? rank_of_value(*pointer, *message.data->pointer) : 0;
    });
  }
  if (place == nullptr && message.source) {
    place = implementation_->places->best([&](OriginId id) {
      const std::shared_ptr<const TemplatePlace>& source = locate(*implementation_, id, words).source;
      return source != nullptr && source->file == message.source->file
                 ? rank_of_line(source->range, message.source->range)
                 : 0;
    });
  }
  if (place == nullptr) return std::nullopt;
  return spot_of(implementation_->places->around(*place));
}

bool Preview::has_workbook() const {
  const engine::KindRun& steps = implementation_->steps;
  if (!steps.usable()) return false;
  // An office's own workbook is shown by a spreadsheet program.
  const engine::KindOutput* const output = steps.kind().find_output(Format::Xlsx);
  return output != nullptr && !engine::is_book_template(output->template_name);
}

/// The workbook as a page of HTML, made on request: most previews show pages only.
TextResult Preview::workbook_page(Language language) const {
  // A separate run: the pages keep their document and their messages.
  if (!has_workbook()) return {};
  const RenderOptions& options = implementation_->options;
  // A separate run, since the messages of the workbook are not those of the pages.
  engine::KindRun steps(*implementation_->kinds, implementation_->fonts, implementation_->steps.name());
  std::string html;
  const auto build = [&] {
    if (!steps.read(implementation_->data, options)) return false;
    const engine::KindOutput& output = *steps.kind().find_output(Format::Xlsx);
    const auto document = engine::prepare_document(steps.kind(), output, steps.data(), options, steps.run());
    if (!document) return false;
    engine::WorkbookSource source{steps.data(), document->fields, steps.run().origins(), *steps.kind().engine_options};
    if (options.fillable) source.form = &steps.kind();
    source.files = &steps.kind().files;
    source.data_files = steps.run().data_files();
    const auto workbook = engine::build_workbook(document->tree, document->styles(output), source, steps.run().sink());
    if (workbook) html = sheet::workbook_html(*workbook, language);
    return workbook.has_value();
  };
  if (steps.usable() && steps.plan({{std::string(), Format::Xlsx}}, implementation_->data)) steps.run().attempt(build);
  steps.settle(options);
  return {std::move(html), std::move(steps.run()).report()};
}

std::vector<std::string> Preview::files_beside() const { return implementation_->steps.run().files_beside(); }

/// Always an object, so that messages can be shown even if there are no pages.
std::unique_ptr<Preview> Engine::preview(std::string_view kind, const DataSource& data,
                                         const RenderOptions& options) const {
  auto made = std::make_unique<Preview::Implementation>(*implementation_, kind, data, options);
  if (!made->kinds.ok()) {
    made->report = std::move(made->kinds).report();
    return std::make_unique<Preview>(std::move(made));
  }
  engine::KindRun& steps = made->steps;
  steps.tell_author();
  const auto lay_out = [&] {
    const text::FontLibrary* const fonts = implementation_->fonts.get(steps.run());
    if (fonts == nullptr) return false;
    const bool fits = steps.read(data, made->options);
    if (!fits && !(options.review && steps.has_data())) return false;
    steps.run().leave_blanks(!fits);
    made->make_options.emplace(engine::MakeOptions{*fonts, made->options, pdf::SpareCore::No, &*made->kinds, {}});
    // The tree is kept: questions about elements and rules need it after layout.
    made->maker.emplace(steps.kind(), *made->output, steps.data(), *made->make_options, steps.run(),
                        engine::TreeUse::Keep);
    made->pages = made->maker->pages();
    return true;
  };
  if (steps.usable() && steps.plan({{std::string(), Format::Svg}}, data)) {
    made->output = steps.kind().find_output(Format::Svg);
    // Pages of a stopped or failed run may be incomplete.
    if (!steps.run().attempt(lay_out)) made->pages = nullptr;
    if (made->pages != nullptr) made->places.emplace(made->pages->painted());
  }
  steps.settle(made->options);
  // Origins on pages are numbers of the run; from here on the report explains them.
  made->report = std::move(steps.run()).report();
  return std::make_unique<Preview>(std::move(made));
}

/// The data with texts as long as the schema allows, to find out whether a template has room for them.
TextResult Engine::stretched_data(std::string_view kind, const DataSource& data, const RenderOptions& options) const {
  CallKinds kinds(*implementation_, options, kind);
  if (!kinds.ok()) return {{}, std::move(kinds).report()};
  engine::KindRun steps(*kinds, implementation_->fonts, kind);
  // Data that breaks rules has no sensible longest form.
  std::string json;
  const auto stretch = [&] {
    if (!steps.read(data, options)) return false;
    json = schema::stretched_json(*steps.kind().schema, steps.data().root());
    return true;
  };
  if (steps.usable() && !data.is_blank()) steps.run().attempt(stretch);
  steps.settle(options);
  return {std::move(json), std::move(steps.run()).report()};
}

}  // namespace gongwen
