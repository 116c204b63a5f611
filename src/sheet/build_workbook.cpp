#include "sheet/build_workbook.h"

#include "base/ascii.h"
#include "diagnostics/catalogue/sheet.h"
#include "sheet/detail/sheet_builder.h"
#include "sheet/formula.h"
#include "sheet/limits.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

namespace messages = diagnostics::messages;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

class WorkbookBuilder {
 public:
  WorkbookBuilder(const WorkbookInput& input, diagnostics::DiagnosticSink& sink) : context_(input, sink) {}

  Workbook build() {
    const NodeId root = tree().root_element();
    if (root) context_.workbook.properties = read_properties(tree(), context_.sink);
    const NodeId body = root ? tree().find_child(root, ElementName::Body) : NodeId();
    if (body) read_inside(body);
    Workbook& workbook = context_.workbook;
    if (workbook.sheets.empty() && !context_.sink.has_errors()) {
      context_.sink.report(messages::SheetNoSheet, body ? context_.origin_of(body) : diagnostics::OriginId());
    }
    resolve_links();
    context_.check_formulas();
    if (context_.input.fillable) workbook.stamp = context_.input.stamp;
    workbook.formats = std::move(context_.formats).take();
    return std::move(workbook);
  }

 private:
  const dom::Tree& tree() const { return context_.input.tree; }

  /// Tables with data-sheet are sheets wherever they are; what is beside them is in none.
  void read_inside(NodeId parent) {
    for (NodeId node = tree().node(parent).first_child; node; node = tree().node(node).next_sibling) {
      if (tree().node(node).kind == NodeKind::Text) {
        const bool blank = base::trim_ascii_space(tree().node(node).text).empty();
        if (!blank) context_.sink.report(messages::SheetOutsideSheet, context_.origin_of(node));
      } else if (context_.style_of(node).display != style::Display::None) {
        read_element(node);
      }
    }
  }

  void read_element(NodeId node) {
    if (!tree().is_element(node, ElementName::Table)) {
      read_inside(node);
    } else if (const dom::Attribute* const name = tree().find_custom_attribute(node, "data-sheet")) {
      add_sheet(node, *name);
    } else {
      context_.sink.report(messages::SheetOutsideSheet, context_.origin_of(node));
    }
  }

  void add_sheet(NodeId table, const dom::Attribute& name) {
    check_name(name);
    SheetBuilder builder(table, context_.workbook.sheets.size(), context_);
    context_.workbook.sheets.push_back(builder.build(std::string(name.value)));
  }

  void check_name(const dom::Attribute& name) {
    const std::optional<SheetNameError> error = check_sheet_name(name.value);
    if (!error) return check_unique(name);
    switch (*error) {
      case SheetNameError::Empty: context_.sink.report(messages::SheetNameEmpty, name.origin); break;
      case SheetNameError::TooLong:
        context_.sink.report(messages::SheetNameTooLong, name.origin, name.value, utf16_length(name.value),
                             kMaxSheetNameUnits);
        break;
      case SheetNameError::Character:
        context_.sink.report(messages::SheetNameCharacter, name.origin, name.value,
                             forbidden_name_character(name.value));
        break;
      case SheetNameError::Apostrophe:
        context_.sink.report(messages::SheetNameApostrophe, name.origin, name.value);
        break;
      case SheetNameError::Reserved: context_.sink.report(messages::SheetNameReserved, name.origin, name.value); break;
    }
  }

  void check_unique(const dom::Attribute& name) {
    for (const Sheet& sheet : context_.workbook.sheets) {
      if (!base::equals_ignoring_ascii_case(sheet.name, name.value)) continue;
      context_.sink.report(messages::SheetNameTwice, name.origin, name.value);
    }
  }

  /// Links to places of the workbook, once all places are known.
  void resolve_links() {
    for (Sheet& sheet : context_.workbook.sheets) {
      std::erase_if(sheet.links, [&](Hyperlink& link) { return !resolve(link); });
    }
  }

  bool resolve(Hyperlink& link) {
    if (!link.address.starts_with('#')) return true;
    const auto target = context_.targets.find(std::string_view(link.address).substr(1));
    if (!target) {
      context_.sink.report(messages::SheetUnknownTarget, link.origin, link.address);
      return false;
    }
    const Sheet& sheet = context_.workbook.sheets[target->sheet];
    link.address = "#" + absolute_reference(sheet.name, {target->place, target->place});
    return true;
  }

  BuildContext context_;
};

}  // namespace

void BuildContext::check_formulas() const {
  const auto is_there = [this](std::string_view name) {
    return std::any_of(workbook.sheets.begin(), workbook.sheets.end(),
                       [name](const Sheet& sheet) { return base::equals_ignoring_ascii_case(sheet.name, name); });
  };
  for (const Sheet& sheet : workbook.sheets) {
    if (sheet.formulas.empty()) continue;
    for (const Cell& cell : sheet.cells) {
      const auto* const formula = std::get_if<Formula>(&cell.value);
      if (formula == nullptr) continue;
      const FormulaText& text = sheet.formulas[formula->index];
      for (const std::string& name : sheets_of_formula(text.expression)) {
        if (is_there(name)) continue;
        std::string known;
        for (const Sheet& other : workbook.sheets) known += (known.empty() ? "" : "、") + other.name;
        sink.report(messages::SheetFormulaNoSheet, text.origin, name, known);
      }
    }
  }
}

Workbook build_workbook(const WorkbookInput& input, diagnostics::DiagnosticSink& sink) {
  return WorkbookBuilder(input, sink).build();
}

}  // namespace gongwen::sheet
