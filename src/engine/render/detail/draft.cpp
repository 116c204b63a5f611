#include "engine/render/detail/draft.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "dom/changes.h"
#include "dom/tree.h"
#include "engine/render/expand_document.h"
#include "forms/field_names.h"
#include "forms/fill_fields.h"

#include <algorithm>
#include <array>

// Two additions to an expanded document: changes against former data, found by comparing the two trees
// (dom::mark_changes) and listed in a table; and the mark of a draft. Both write a new tree, since trees are not
// changed once built.
namespace gongwen::engine {
namespace {

using diagnostics::BilingualText;
using diagnostics::OriginId;
using dom::AttributeName;
using dom::Change;
using dom::ChangePiece;
using dom::ElementName;
using dom::NodeId;

/// The texts that the controls of a tree show, for comparing.
class ControlTexts {
 public:
  ControlTexts(const ExpandedData& expanded, const CompiledKind& kind, Run& run)
      : tree_(expanded.tree),
        run_(run),
        fields_(forms::collect_fields(expanded.tree)),
        shown_(expanded.tree, &fields_) {
    // Errors in the fields of the current tree are reported when its pages are made.
    diagnostics::DiagnosticSink unheard;
    forms::fill_fields(fields_, {*kind.schema, expanded.data.root(), forms::document_language(expanded.tree)}, unheard);
    const NodeId root = expanded.tree.root_element();
    if (root) language_ = expanded.tree.attribute_value(root, AttributeName::Lang);
  }

  /// Controls are compared by their shown texts, and changes in them are located in the data.
  dom::ComparedTree compared() {
    return {tree_, [this](NodeId control) { return shown_.text_of(control, language_); },
            [this](NodeId control) {
              // Messages about a value point to the data, messages about its control to the template; the origin has
              // both.
              const diagnostics::Origin place = run_.origins().at(tree_.node(control).origin);
              return run_.origins().add({place.template_place, shown_.place_of(control)});
            }};
  }

 private:
  const dom::Tree& tree_;
  Run& run_;
  forms::FieldModel fields_;
  forms::ShownFields shown_;
  std::string language_;
};

/// Whether a text is the number of a paragraph: digits and the signs around them. Such numbers change when other
/// paragraphs are added or removed.
bool is_only_numbering(std::string_view text) {
  constexpr std::u32string_view kSigns = U"0123456789 .()（）一二三四五六七八九十百千零〇第附件续表图、．：　-—";
  const std::u32string characters = base::to_utf32(text);
  return std::all_of(characters.begin(), characters.end(),
                     [&](char32_t c) { return kSigns.find(c) != std::u32string_view::npos; });
}

/// Whether the text starts with signs that follow the number of a paragraph, not that of an amount.
bool ends_numbering(std::string_view text) {
  constexpr std::u32string_view kEnds = U"条章节款.．、）)　 ：:\n";
  const std::u32string first = base::to_utf32(base::first_code_points(text, 1));
  return !first.empty() && kEnds.find(first.front()) != std::u32string_view::npos;
}

/// Whether only the number at the start of the text has changed.
bool changes_number_only(const Change& change) {
  const auto& pieces = change.pieces;
  const auto is_kept = [](const ChangePiece& piece) {
    return piece.kind == ChangePiece::Kind::Kept;
  };
  // The unchanged part at the end is the text of the paragraph.
  const auto rest = std::find_if_not(pieces.rbegin(), pieces.rend(), is_kept).base();
  const bool is_number =
      std::all_of(pieces.begin(), rest, [](const ChangePiece& piece) { return is_only_numbering(piece.text); });
  if (!is_number) return false;
  // `第3条 …` → `第4条 …`: a number before unchanged text. `3 万元` is an amount.
  if (rest != pieces.end()) return ends_numbering(rest->text);
  return change.in_first_cell || is_kept(pieces.front());
}

/// Writes the table of changes.
class ChangeTable {
 public:
  ChangeTable(const std::vector<Change>& changes, const ExpandedData& former, const ExpandedData& current,
              const CompiledKind& kind, Run& run)
      : former_(former), current_(current), kind_(kind), run_(run) {
    language_ = forms::document_language(current.tree);
    // Contents repeat headings, and renumbering follows from other changes.
    for (const Change& change : changes) {
      if (!change.in_contents && !is_renumbering(change)) changes_.push_back(&change);
    }
  }

  /// A section after the pages' text.
  void write_section(dom::TreeWriter& out) {
    out_ = &out;
    open(ElementName::Section, "gw-changes");
    open(ElementName::H2, "gw-changes-title");
    text(texts::EngineChangesTitle);
    out.close();
    // A draft without changes states this: an empty section would look like an error.
    if (changes_.empty()) {
      paragraph(texts::EngineNoChanges);
    } else {
      open(ElementName::Table, "gw-changes-table");
      write_rows();
      out.close();
      paragraph(texts::EngineChangesNote);
    }
    out.close();
  }

  /// A sheet of the workbook.
  void write_sheet(dom::TreeWriter& out) {
    out_ = &out;
    open(ElementName::Table, "gw-changes");
    // The table becomes a separate sheet after the others.
    out_->attribute("data-sheet", texts::EngineChangesTitle.in(language_));
    out_->attribute("data-freeze", "head");
    open(ElementName::Caption, {});
    text(texts::EngineChangesTitle);
    out.close();
    write_rows();
    out.close();
  }

 private:
  /// Whether the change is a number that the template made. A number from the data is a real change.
  bool is_renumbering(const Change& change) const {
    // Numbers of sections shift when one is added. Only a number that the template counts is left out; a number in the
    // data is a change of content.
    const auto from_data = [&](OriginId id) {
      return static_cast<bool>(run_.origins().at(id).data_place);
    };
    return !from_data(change.former) && !from_data(change.current) && changes_number_only(change);
  }

  void open(ElementName name, std::string_view class_name) {
    out_->open(name, origin());
    if (!class_name.empty()) out_->attribute(AttributeName::Class, class_name);
  }
  void text(const BilingualText& words) { out_->text(words.in(language_), origin()); }
  void paragraph(const BilingualText& words) {
    open(ElementName::P, "gw-changes-note");
    text(words);
    out_->close();
  }
  OriginId origin() const { return current_.tree.node(current_.tree.root_element()).origin; }

  /// Number, place, former text, current text.
  void write_rows() {
    constexpr std::array<std::string_view, 4> kColumns = {"gw-number", "gw-place", "gw-text", "gw-text"};
    // Widths come from the classes of the columns.
    open(ElementName::Colgroup, {});
    for (const std::string_view column : kColumns) {
      open(ElementName::Col, column);
      out_->close();
    }
    out_->close();
    open(ElementName::Thead, {});
    open(ElementName::Tr, {});
    for (const BilingualText* const head : {&texts::EngineChangeNumber, &texts::EngineChangePlace,
                                            &texts::EngineChangeFormer, &texts::EngineChangeCurrent}) {
      open(ElementName::Th, {});
      text(*head);
      out_->close();
    }
    out_->close();
    out_->close();
    open(ElementName::Tbody, {});
    for (std::size_t i = 0; i < changes_.size(); ++i) write_row(i + 1, *changes_[i]);
    // A sheet without rows would look unfinished.
    if (changes_.empty()) write_empty_row();
    out_->close();
  }

  /// Cells are texts, so that a changed number is not converted.
  void write_cell(std::string_view class_name, std::string_view shown) {
    open(ElementName::Td, class_name);
    out_->attribute("data-type", "text");
    write_lines(shown);
    out_->close();
  }

  void write_empty_row() {
    open(ElementName::Tr, {});
    write_cell("gw-number", {});
    write_cell("gw-place", texts::EngineNoChanges.in(language_));
    write_cell("gw-text", {});
    write_cell("gw-text", {});
    out_->close();
  }

  /// Number and place, then both texts with the differing parts marked.
  void write_row(std::size_t number, const Change& change) {
    open(ElementName::Tr, {});
    open(ElementName::Td, "gw-number");
    out_->attribute("data-type", "number");
    out_->text(std::to_string(number), origin());
    out_->close();
    write_cell("gw-place", place_of(change));
    write_side(change, ChangePiece::Kind::Removed);
    write_side(change, ChangePiece::Kind::Added);
    out_->close();
  }

  /// The former or the current text, with a line for each part of a block. Empty if the block exists only on the other
  /// side.
  void write_side(const Change& change, ChangePiece::Kind side) {
    const bool has_any = std::any_of(change.pieces.begin(), change.pieces.end(),
                                     [side](const ChangePiece& piece) { return piece.kind == side; });
    // A single piece is a block that was added or removed as a whole.
    const bool whole = change.pieces.size() == 1;
    open(ElementName::Td, "gw-text");
    out_->attribute("data-type", "text");
    for (std::size_t i = 0; i < change.pieces.size() && (has_any || !whole); ++i) {
      const ChangePiece& piece = change.pieces[i];
      if (piece.kind == ChangePiece::Kind::Kept) {
        write_lines(shortened(piece.text, i > 0, i + 1 < change.pieces.size()));
      } else if (piece.kind == side) {
        const bool added = side == ChangePiece::Kind::Added;
        open(added ? ElementName::Ins : ElementName::Del, "gw-change");
        out_->attribute("data-change", (added ? texts::EngineAddedText : texts::EngineRemovedText).in(language_));
        write_lines(piece.text);
        out_->close();
      }
    }
    out_->close();
  }

  /// Line feeds become `br`, since white space collapses in cells.
  void write_lines(std::string_view lines) {
    for (bool first = true; !lines.empty() || first; first = false) {
      const std::size_t end = std::min(lines.find('\n'), lines.size());
      if (!first) {
        open(ElementName::Br, {});
        out_->close();
      }
      out_->text(lines.substr(0, end), origin());
      lines.remove_prefix(std::min(end + 1, lines.size()));
      // A line feed at the end does not start a further line.
      if (lines.empty()) break;
    }
  }

  /// Shortens unchanged text to the part that helps to find the place: its end before a change, its start after one.
  static std::string shortened(const std::string& kept, bool after_change, bool before_change) {
    // In characters: enough to recognise a sentence.
    constexpr std::size_t kShown = 24;
    const std::u32string text = base::to_utf32(kept);
    const std::size_t shown = kShown * (after_change && before_change ? 2 : 1);
    if (text.size() <= shown + 4) return kept;
    const std::u32string begin = after_change ? text.substr(0, kShown) : std::u32string();
    const std::u32string end = before_change ? text.substr(text.size() - kShown) : std::u32string();
    return base::to_utf8(begin + U"……" + end);
  }

  /// The heading above the change, and the title of its field.
  std::string place_of(const Change& change) const {
    std::string field = field_at(change.current, current_.data);
    // A removed value has a place only in the former data.
    if (field.empty()) field = field_at(change.former, former_.data);
    std::string heading = change.heading;
    std::replace(heading.begin(), heading.end(), '\n', ' ');
    if (field.empty() || heading.empty()) return field.empty() ? heading : field;
    return heading + "\n" + field;
  }

  /// Empty for a change in the template's own text.
  std::string field_at(OriginId id, const data::Document& document) const {
    const diagnostics::DataPlace place = run_.origins().at(id).data_place;
    if (place.source != document.source() || place.node >= document.node_count()) return {};
    return forms::field_title(*kind_.schema, data::Value(document, place.node).pointer(), language_);
  }

  const ExpandedData& former_;
  const ExpandedData& current_;
  const CompiledKind& kind_;
  Run& run_;
  diagnostics::Language language_ = diagnostics::Language::Chinese;
  std::vector<const Change*> changes_;
  dom::TreeWriter* out_ = nullptr;
};

/// Copies the tree, adding a style sheet to its head and the table to the end of its body.
class TableAppender {
 public:
  TableAppender(const dom::Tree& tree, ChangeTable& table, Medium medium)
      : tree_(tree), table_(table), medium_(medium) {}

  dom::Tree write() && {
    for (NodeId node = tree_.node(dom::Tree::document()).first_child; node; node = tree_.node(node).next_sibling) {
      write_node(node);
    }
    return std::move(out_).finish();
  }

 private:
  /// html, head and body are opened for additions; everything else is copied as a whole.
  void write_node(NodeId node) {
    const bool is_frame = tree_.is_element(node, ElementName::Html) || tree_.is_element(node, ElementName::Body) ||
                          tree_.is_element(node, ElementName::Head);
    if (!is_frame) return out_.copy(tree_, node);
    out_.open_copy(tree_, node);
    // A document without a head gets one.
    if (tree_.is_element(node, ElementName::Html) && !tree_.find_child(node, ElementName::Head)) {
      out_.open(ElementName::Head, tree_.node(node).origin);
      write_link(node);
      out_.close();
    }
    for (NodeId child = tree_.node(node).first_child; child; child = tree_.node(child).next_sibling) write_node(child);
    if (tree_.is_element(node, ElementName::Head)) write_link(node);
    if (tree_.is_element(node, ElementName::Body)) {
      if (medium_ == Medium::Page) {
        table_.write_section(out_);
      } else {
        table_.write_sheet(out_);
      }
    }
    out_.close();
  }

  /// The sheet is one of the shared files, so bundles can restyle the table.
  void write_link(NodeId place) {
    out_.open(ElementName::Link, tree_.node(place).origin);
    out_.attribute(AttributeName::Rel, "stylesheet");
    out_.attribute(AttributeName::Href,
                   medium_ == Medium::Page ? "shared/css/changes.css" : "shared/css/changes-sheet.css");
    out_.close();
  }

  const dom::Tree& tree_;
  ChangeTable& table_;
  Medium medium_;
  dom::TreeWriter out_;
};

}  // namespace

/// Workbooks show the current data, unmarked, so that numbers stay numbers.
dom::Tree with_changes(const ExpandedData& former, const ExpandedData& current, const CompiledKind& kind, Medium medium,
                       Run& run) {
  // Both documents are made by the same kind; forms in them are compared by the texts of their controls.
  ControlTexts former_controls(former, kind, run);
  ControlTexts current_controls(current, kind, run);
  const diagnostics::Language language = forms::document_language(current.tree);
  // The words are for people who cannot see the colours of changes.
  const dom::ChangeWords words{std::string(texts::EngineAddedText.in(language)),
                               std::string(texts::EngineRemovedText.in(language))};
  // Pages show the changes in the text and list them; a workbook only lists them, since its cells are values.
  const dom::MarkedTree marked =
      dom::mark_changes(former_controls.compared(), current_controls.compared(), run.origins(), words);
  ChangeTable table(marked.changes, former, current, kind, run);
  return TableAppender(medium == Medium::Page ? marked.tree : current.tree, table, medium).write();
}

namespace {

using dom::NodeKind;

/// A string in CSS.
std::string quoted_in_css(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// Copies the tree, adding the mark in its places.
class MarkWriter {
 public:
  MarkWriter(const dom::Tree& tree, const std::string& mark, Medium medium, Run& run)
      : tree_(tree), mark_(mark), is_page_(medium == Medium::Page), run_(run) {
    for (std::size_t i = 0; i < tree.size() && !names_title_; ++i) names_title_ = is_named_title(NodeId(i));
  }

  dom::Tree write() && {
    for (NodeId node = tree_.node(dom::Tree::document()).first_child; node; node = tree_.node(node).next_sibling) {
      write_node(node);
    }
    return std::move(writer_).finish();
  }

 private:
  void write_node(NodeId node) {
    if (tree_.node(node).kind == NodeKind::Text) return writer_.copy(tree_, node);
    const ElementName name = tree_.node(node).name;
    writer_.open_copy(tree_, node);
    if (name == ElementName::Html && !tree_.find_child(node, ElementName::Head)) {
      writer_.open(ElementName::Head, tree_.node(node).origin);
      write_styles();
      writer_.close();
    }
    for (NodeId child = tree_.node(node).first_child; child; child = tree_.node(child).next_sibling) write_node(child);
    // Titles in drawings are not those of the document.
    const bool is_title = name == ElementName::Title && tree_.is_element(tree_.node(node).parent, ElementName::Head);
    // Viewers show the title of the file.
    if (is_title) writer_.text("（" + mark_ + "）", tree_.node(node).origin);
    if (name == ElementName::Head) write_styles();
    // 征求意见稿 belongs below the title of the document; a mark such as 内部资料 does not.
    const bool is_document_title = names_title_ ? is_named_title(node) : name == ElementName::H1;
    if (is_document_title && is_page_ && mark_.ends_with("稿") && !std::exchange(has_title_, true)) {
      writer_.open(ElementName::Span, tree_.node(node).origin);
      writer_.attribute(AttributeName::Class, "gw-draft-mark");
      writer_.attribute("data-draft-mark", "");
      writer_.text("（" + mark_ + "）", tree_.node(node).origin);
      writer_.close();
    }
    writer_.close();
  }

  bool is_named_title(NodeId node) const { return tree_.find_custom_attribute(node, "data-title") != nullptr; }

  /// The shared sheet defines the look of the mark, a `style` element its text.
  void write_styles() {
    const std::string css = "@page { @top-center { content: " + quoted_in_css(mark_) + " } }";
    // A separate source, so that messages about the style can name it.
    const diagnostics::SourceId source = run_.sources().add("<draft>", css);
    const OriginId origin = run_.origins().add({{source, 0, static_cast<std::uint32_t>(css.size())}, {}});
    writer_.open(ElementName::Link, origin);
    writer_.attribute(AttributeName::Rel, "stylesheet");
    writer_.attribute(AttributeName::Href, is_page_ ? "shared/css/draft.css" : "shared/css/draft-sheet.css");
    writer_.close();
    writer_.open(ElementName::Style, origin);
    writer_.text(css, origin);
    writer_.close();
  }

  const dom::Tree& tree_;
  const std::string& mark_;
  bool is_page_;
  Run& run_;
  dom::TreeWriter writer_;
  bool names_title_ = false;  // pages of Word files name their title: their headings are chapters
  bool has_title_ = false;
};

}  // namespace

dom::Tree with_draft_mark(const dom::Tree& tree, const std::string& mark, Medium medium, Run& run) {
  return MarkWriter(tree, mark, medium, run).write();
}

namespace {

/// They would break the line in a head of pages.
bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// A mark is printed on every page, in one line.
bool is_valid_mark(std::string_view mark) {
  return !base::trim_ascii_space(mark).empty() && base::count_code_points(mark) <= DraftOptions::kMaxMark &&
         !has_control_characters(mark);
}

}  // namespace

bool is_draft(const RenderOptions& options) {
  const DraftOptions& draft = options.draft;
  return !draft.mark.empty() || draft.line_numbers > 0 || !draft.changes_from.is_blank();
}

/// Forms are not drafts and have no numbered lines, but a mark is allowed in them.
bool suit_draft(const RenderOptions& options, bool is_blank, diagnostics::DiagnosticSink& sink) {
  const DraftOptions& draft = options.draft;
  if (!draft.mark.empty() && !is_valid_mark(draft.mark)) {
    sink.report(diagnostics::messages::EngineBadDraftMark, diagnostics::Origin{}, draft.mark, DraftOptions::kMaxMark);
    return false;
  }
  if (draft.line_numbers < 0 || draft.line_numbers > DraftOptions::kMaxLineStep) {
    sink.report(diagnostics::messages::EngineBadLineNumbers, diagnostics::Origin{}, std::to_string(draft.line_numbers),
                DraftOptions::kMaxLineStep);
    return false;
  }
  // A form to be filled in has no running text with lines or changes.
  const bool has_text = !options.fillable && !is_blank;
  if (has_text || (draft.line_numbers == 0 && draft.changes_from.is_blank())) return true;
  sink.report(diagnostics::messages::EngineNotForForms, diagnostics::Origin{},
              draft.line_numbers == 0 ? "--changes-from" : "--line-numbers");
  return false;
}

/// The former document is made by the same template, so that only the data differs.
std::optional<dom::Tree> expand_draft(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                      const RenderOptions& options, Run& run) {
  std::optional<dom::Tree> tree = expand_document(kind, output, data, options, run);
  if (!tree) return std::nullopt;
  if (const data::Document* const former = run.former_data()) {
    const std::optional<dom::Tree> before = expand_document(kind, output, *former, options, run);
    if (!before) return std::nullopt;
    // Changes are marked first, so that the mark of the draft does not count as one.
    tree = with_changes({*before, *former}, {*tree, data}, kind, output.medium, run);
  }
  if (options.draft.mark.empty()) return tree;
  return with_draft_mark(*tree, options.draft.mark, output.medium, run);
}

}  // namespace gongwen::engine
