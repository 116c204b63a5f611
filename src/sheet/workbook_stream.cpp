#include "sheet/workbook_stream.h"

#include "base/utf8.h"
#include "sheet/detail/document_properties.h"
#include "sheet/detail/formula_steps.h"
#include "sheet/detail/sheet_builder.h"
#include "sheet/limits.h"

namespace gongwen::sheet {

using dom::ElementName;
using dom::NodeId;

WorkbookStream::WorkbookStream(const WorkbookInput& input, diagnostics::DiagnosticSink& sink)
    : input_(input), context_(std::make_unique<BuildContext>(input, sink)) {}
WorkbookStream::~WorkbookStream() = default;

bool WorkbookStream::begin(NodeId open_group) {
  const dom::Tree& tree = input_.tree;
  table_ = tree.node(open_group).parent;
  if (!tree.is_element(open_group, ElementName::Tbody) || !tree.is_element(table_, ElementName::Table)) return false;
  const dom::Attribute* const name = tree.find_custom_attribute(table_, "data-sheet");
  const bool good_name = name != nullptr && !check_sheet_name(name->value);
  for (NodeId node = table_; good_name && node; node = tree.node(node).parent) {
    if (tree.node(node).kind != dom::NodeKind::Element) break;
    if (context_->style_of(node).display == style::Display::None) return false;
  }
  if (!good_name || context_->style_of(open_group).display == style::Display::None || !is_alone(table_)) return false;
  context_->workbook.properties = read_properties(tree, context_->sink);
  builder_ = std::make_unique<SheetBuilder>(table_, 0, *context_);
  if (!builder_->begin_stream(std::string(name->value), open_group)) return false;
  lend_sheet();
  return true;
}

bool WorkbookStream::more() {
  take_sheet_back();
  if (!builder_->stream_rows()) return false;
  lend_sheet();
  return true;
}

bool WorkbookStream::end() {
  take_sheet_back();
  if (!is_alone(table_) || !builder_->end_stream()) return false;
  lend_sheet();
  return true;
}

/// Whether nothing else in the body is, or ought to be, in a sheet.
bool WorkbookStream::is_alone(NodeId table) const {
  const dom::Tree& tree = input_.tree;
  const NodeId root = tree.root_element();
  const NodeId body = tree.find_child(root, ElementName::Body);
  NodeId node = body;
  while (node) {
    const bool is_text = tree.node(node).kind == dom::NodeKind::Text;
    if (is_text && !base::trim_ascii_space(tree.node(node).text).empty()) return false;
    if (!is_text && node != table && tree.is_element(node, ElementName::Table)) return false;
    node = node == table ? tree.next_after_subtree(node, body) : tree.next_in_order(node, body);
  }
  return static_cast<bool>(body);
}

void WorkbookStream::lend_sheet() {
  Workbook& workbook = context_->workbook;
  const std::vector<CellFormat>& formats = context_->formats.formats();
  workbook.formats.insert(workbook.formats.end(),
                          formats.begin() + static_cast<std::ptrdiff_t>(workbook.formats.size()), formats.end());
  workbook.sheets.resize(1);
  builder_->swap_sheet(workbook.sheets.front());
  check_formulas(*context_);
}

/// The lent part has been written, so its texts are no longer needed.
void WorkbookStream::take_sheet_back() {
  builder_->swap_sheet(context_->workbook.sheets.front());
  context_->workbook.texts.forget_since({});
}

const Workbook& WorkbookStream::workbook() const { return context_->workbook; }
StreamObstacle WorkbookStream::obstacle() const {
  const StreamObstacle found = builder_ ? builder_->obstacle() : StreamObstacle::None;
  return found == StreamObstacle::None ? StreamObstacle::Sheets : found;
}
std::uint32_t WorkbookStream::first_row() const { return builder_->first_row(); }

}  // namespace gongwen::sheet
