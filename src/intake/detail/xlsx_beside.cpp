#include "intake/detail/xlsx_beside.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/cells.h"
#include "intake/detail/field_labels.h"
#include "intake/given_values.h"
#include "intake/remark_author.h"
#include "package/relationships.h"
#include "package/xml_events.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <optional>
#include <set>
#include <utility>

// Objects over the cells of a sheet: comments and threads (ECMA-376-1, 18.7), drawings (20.5), form controls and old
// comments in VML, headers and footers (18.3.1.46). Everything that the blank form lacks was added by somebody.
namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMaxRemarks = 200;
constexpr std::size_t kMostOver = 1'000;

/// Collects comments and threads by cell; shapes, pictures and charts by the cell of their upper left corner.
class OverReader final : public package::XmlHandler {
 public:
  /// `drawing` is the part that is read; `pictures` is null unless pictures are values.
  OverReader(std::vector<OverCells>& found, XlsxPackage& package, std::string_view drawing, XlsxPictures* pictures)
      : found_(found), pictures_(pictures) {
    if (pictures_ != nullptr) relationships_ = package.relationships(drawing);
  }

  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (is_note(local)) {
      cell_ = attributes.find("ref");
      text_.clear();
      in_thread_ = local == "threadedComment";
      is_ours_ = local == "comment" && is_our_author(attributes.find("authorId"));
    } else if (local == "author") {
      into_ = &authors_.emplace_back();
    } else if (local == "from") {
      row_ = column_ = std::string();
      in_from_ = true;
    } else if (local == "absoluteAnchor") {
      cell_.clear();
    } else if (local == "sp" || is_drawn(local)) {
      text_.clear();
      picture_.reset();
      is_hidden_ = is_cropped_ = false;
    } else if (local == "grpSp") {
      hidden_groups_.push_back(false);
    } else if (local == "nvGrpSpPr") {
      in_group_head_ = true;
    } else if (local == "cNvPr") {
      is_hidden_ = is_true(attributes.find("hidden"));
      if (in_group_head_ && !hidden_groups_.empty()) hidden_groups_.back() = is_hidden_;
    } else if (local == "blip" && !picture_) {
      picture_ = attributes.find("embed");
    } else if (local == "srcRect") {
      is_cropped_ = is_cropped_ || is_cut(attributes);
    } else if (local == "t" || (local == "text" && in_thread_)) {
      into_ = &text_;
    } else if (in_from_ && (local == "row" || local == "col")) {
      into_ = local == "row" ? &row_ : &column_;
    }
  }
  void end(std::string_view name) override {
    const std::string_view local = package::local_name(name);
    if (local == "p" && !text_.empty()) text_ += '\n';
    if (local == "t" || local == "text" || local == "row" || local == "col" || local == "author") into_ = nullptr;
    if (local == "nvGrpSpPr") in_group_head_ = false;
    if (local == "grpSp" && !hidden_groups_.empty()) hidden_groups_.pop_back();
    if (local == "from") {
      in_from_ = false;
      cell_ = anchor();
    }
    if (is_drawn(local)) {
      found_.push_back({cell_, {}, OverSort::Drawn});
      if (local == "pic") add_picture(found_.back());
    }
    if (local == "sp" || is_note(local)) finish(local == "sp");
  }
  void text(std::string_view piece) override {
    if (into_ != nullptr) into_->append(piece);
  }
  bool wants_more() const override { return found_.size() <= kMostOver; }

 private:
  static bool is_note(std::string_view local) { return local == "comment" || local == "threadedComment"; }

  /// Pictures, charts, connectors and ink, which have no text.
  static bool is_drawn(std::string_view local) {
    return local == "pic" || local == "graphicFrame" || local == "cxnSp" || local == "contentPart";
  }

  static bool is_true(std::string_view text) { return text == "1" || text == "true"; }

  /// Whether a part of the picture is cut off: people do not see all of its file.
  static bool is_cut(const package::XmlAttributes& attributes) {
    for (const char* const side : {"l", "t", "r", "b"}) {
      const std::string_view cut = attributes.find(side);
      // A negative one is a margin.
      if (!cut.starts_with('-') && cut.find_first_of("123456789") != std::string_view::npos) return true;
    }
    return false;
  }

  void add_picture(OverCells& over) {
    const bool is_in_hidden_group =
        std::find(hidden_groups_.begin(), hidden_groups_.end(), true) != hidden_groups_.end();
    over.is_picture = pictures_ != nullptr && !is_hidden_ && !is_in_hidden_group;
    if (!over.is_picture || is_cropped_ || !picture_) return;
    over.picture = pictures_->number_of(target_of(relationships_, *picture_));
  }

  void finish(bool is_shape) {
    in_thread_ = false;
    if (std::exchange(is_ours_, false) && !is_shape) return;
    while (text_.ends_with('\n')) text_.pop_back();
    std::string text = decode_cell_escapes(text_);
    if (trim_blanks(text).empty()) {
      if (is_shape) found_.push_back({cell_, {}, OverSort::Drawn});
      return;
    }
    // Programs write the text of a thread into a comment as well, for versions without threads.
    const bool is_known = !is_shape && std::any_of(found_.begin(), found_.end(), [&](const OverCells& other) {
      return other.cell == cell_ && other.sort == OverSort::Remark && !other.text.empty() &&
             (other.text.find(text) != std::string::npos || text.find(other.text) != std::string::npos);
    });
    if (!is_known) found_.push_back({cell_, std::move(text), OverSort::Remark});
  }

  bool is_our_author(std::string_view id) const {
    std::size_t number = authors_.size();
    std::from_chars(id.data(), id.data() + id.size(), number);
    return number < authors_.size() && authors_[number] == kRemarkAuthor;
  }

  std::string anchor() const {
    const auto number = [](const std::string& text) {
      std::uint32_t value = 0;
      std::from_chars(text.data(), text.data() + text.size(), value);
      return value;
    };
    return cell_reference_text({number(row_), number(column_)});
  }

  std::vector<OverCells>& found_;
  XlsxPictures* pictures_;
  std::vector<package::Relationship> relationships_;  // of the drawing
  std::optional<std::string> picture_;                // the relationship that the picture names
  bool is_hidden_ = false;
  bool is_cropped_ = false;
  bool in_group_head_ = false;
  std::vector<bool> hidden_groups_;  // around, the outermost first
  std::string cell_;
  std::string text_;
  std::string row_;
  std::string column_;
  std::string* into_ = nullptr;
  std::deque<std::string> authors_;  // of comments; a deque, since they are filled in place
  bool in_from_ = false;
  bool in_thread_ = false;
  bool is_ours_ = false;
};

// VML contains form controls and the places of comments. It is searched as text, since programs write HTML into it and
// it is often not well-formed.

/// The content of the next element whose name ends with `name`; empty if absent.
std::string_view vml_content(std::string_view vml, std::string_view name) {
  std::size_t at = vml.find(name);
  if (at == std::string_view::npos) return {};
  at = vml.find('>', at);
  if (at == std::string_view::npos || vml[at - 1] == '/') return {};
  const std::string_view rest = vml.substr(at + 1);
  for (std::size_t end = rest.find("</"); end != std::string_view::npos; end = rest.find("</", end + 2)) {
    if (rest.substr(end, rest.find('>', end) - end).ends_with(name)) return rest.substr(0, end);
  }
  return {};
}

/// The text of HTML, without its elements.
std::string plain_text(std::string_view html) {
  constexpr auto kEntities = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "}, {"&#160;", " "}, {"&amp;", "&"}});
  std::string text;
  for (std::size_t at = 0; at < html.size();) {
    const std::string_view rest = html.substr(at);
    const auto entity = std::find_if(kEntities.begin(), kEntities.end(),
                                     [rest](const auto& entry) { return rest.starts_with(entry.first); });
    if (rest.front() == '<') {
      at += std::min(rest.find('>'), rest.size() - 1) + 1;
    } else if (entity != kEntities.end()) {
      text += entity->second;
      at += entity->first.size();
    } else {
      text += rest.front();
      ++at;
    }
  }
  return std::string(trim_blanks(text));
}

/// The cell of `<x:Anchor>`: the column and the row are the first and the third number.
std::string vml_cell(std::string_view anchor) {
  std::array<std::uint32_t, 3> numbers{};
  for (std::uint32_t& number : numbers) {
    anchor = base::trim_ascii_space(anchor);
    std::from_chars(anchor.data(), anchor.data() + anchor.size(), number);
    anchor.remove_prefix(std::min(anchor.find(','), anchor.size() - 1) + 1);
    if (anchor.empty()) break;
  }
  return cell_reference_text({numbers[2], numbers[0]});
}

/// Adds one shape; `shape` ends with its client data.
void add_vml_shape(std::string_view shape, bool has_objects, std::vector<OverCells>& found) {
  constexpr std::string_view kMark = "ObjectType=\"";
  const std::size_t mark = shape.find(kMark);
  if (mark == std::string_view::npos) return;
  const std::string_view rest = shape.substr(mark + kMark.size());
  const std::string_view type = rest.substr(0, rest.find('"'));
  if (type == "Note") return;  // see the comments
  const bool is_picture = type == "Pict" || type == "Shape" || type == "Line" || type == "Rect" || type == "Oval";
  if (is_picture && has_objects) return;
  OverCells over{vml_cell(vml_content(rest, ":Anchor")), {}, is_picture ? OverSort::Drawn : OverSort::Control};
  if (!is_picture) over.text = plain_text(vml_content(shape.substr(0, mark), ":textbox"));
  // The drawing has the same text a second time.
  std::erase_if(found, [&over](const OverCells& other) {
    return other.cell == over.cell && other.sort != OverSort::Control && trim_blanks(other.text) == over.text;
  });
  if (type == "Checkbox" || type == "Radio") {
    const std::string_view ticked = base::trim_ascii_space(vml_content(rest, ":Checked"));
    over.text.insert(0, ticked.empty() || ticked == "0" ? "☐" : "☑");
  }
  found.push_back(std::move(over));
}

void read_vml(std::string_view vml, bool has_objects, std::vector<OverCells>& found) {
  constexpr std::string_view kEnd = "ClientData>";
  if (base::find_invalid_utf8(vml)) {
    found.push_back({{}, {}, OverSort::Control});
    return;
  }
  if (vml.find("ClientData") == std::string_view::npos && vml.find("imagedata") != std::string_view::npos) {
    found.push_back({{}, {}, OverSort::Drawn});  // pictures in headers and footers
  }
  while (found.size() <= kMostOver) {
    const std::size_t mark = vml.find("ObjectType=");
    if (mark == std::string_view::npos) return;
    const std::size_t end = vml.find(kEnd, mark);
    const std::size_t length = end == std::string_view::npos ? vml.size() : end + kEnd.size();
    add_vml_shape(vml.substr(0, length), has_objects, found);
    vml.remove_prefix(length);
  }
}

diagnostics::BilingualText words_of(OverSort sort) {
  switch (sort) {
    case OverSort::Control: return texts::IntakeAFormControl;
    case OverSort::Object: return texts::IntakeAnEmbeddedObject;
    case OverSort::Remark:
    case OverSort::Drawn:
    case OverSort::Margin: break;
  }
  return texts::IntakeAPicture;
}

}  // namespace

std::vector<OverCells> read_over_cells(XlsxPackage& package, std::string_view part, XlsxPictures* pictures) {
  std::vector<OverCells> found;
  const std::vector<package::Relationship> parts = package.relationships(part);
  std::size_t controls = 0;
  bool has_objects = false;
  for (const package::Relationship& one : parts) {
    const bool is_object = one.type == "oleObject" || one.type == "package" || one.type == "control";
    has_objects = has_objects || is_object;
    if (one.type == "ctrlProp") ++controls;
    if (is_object) found.push_back({{}, {}, one.type == "control" ? OverSort::Control : OverSort::Object});
    const bool is_xml = one.type == "comments" || one.type == "drawing" || one.type == "threadedComment";
    if (!is_xml || !package.has(one.target)) continue;
    OverReader reader(found, package, one.target, pictures);
    package.read(one.target, reader);
    // The first comments tell enough; a picture would be a value.
    if (pictures != nullptr && one.type == "drawing" && found.size() > kMostOver) pictures->report_too_many(kMostOver);
  }
  for (const package::Relationship& one : parts) {
    if (one.type == "vmlDrawing" && package.has(one.target)) read_vml(package.text_of(one.target), has_objects, found);
    // Embedded objects come with a picture of their content.
    if (one.type == "image" && !has_objects) found.push_back({{}, {}, OverSort::Drawn});
  }
  const bool has_controls =
      std::any_of(found.begin(), found.end(), [](const OverCells& over) { return over.sort == OverSort::Control; });
  if (controls > 0 && !has_controls) found.insert(found.end(), controls, {{}, {}, OverSort::Control});
  return found;
}

std::vector<std::string> margin_texts(std::string_view code) {
  constexpr std::size_t kColorLength = 6;
  std::vector<std::string> texts(1);
  const auto skip = [&code](std::string_view characters, std::size_t at) {
    return std::min(code.find_first_not_of(characters, at), code.size());
  };
  for (std::size_t at = 0; at < code.size();) {
    if (code[at] != '&' || at + 1 == code.size()) {
      texts.back() += code[at++];
      continue;
    }
    const char what = code[at + 1];
    at += 2;
    if (what == 'L' || what == 'C' || what == 'R') texts.emplace_back();
    if (what == '&') texts.back() += what;
    if (what == '"') at = std::min(code.find('"', at), code.size() - 1) + 1;
    if (what == 'K') at = std::min(at + kColorLength, code.size());
    if (base::is_ascii_digit(what)) at = skip("0123456789", at);
    if ((what == 'P' || what == 'N') && at < code.size() && (code[at] == '+' || code[at] == '-')) {
      at = skip("0123456789", at + 1);
    }
  }
  for (std::string& text : texts) text = trim_blanks(decode_cell_escapes(text));
  std::erase_if(texts, [](const std::string& text) { return text.empty(); });
  return texts;
}

void report_mark_beside(const FieldPlace& place, diagnostics::BilingualText what, ReturnedFile& file) {
  const diagnostics::TextPair where = place_words(place);
  file.notices.push_back({messages::IntakeMarkBeside,
                          {where.english, where.chinese, std::string(what.english), std::string(what.chinese)},
                          false,
                          {},
                          place});
}

void report_text_beside(const FieldPlace& place, std::string_view text, ReturnedFile& file) {
  const diagnostics::TextPair where = place_words(place);
  file.notices.push_back(
      {messages::IntakeTextBeside, {where.english, where.chinese, std::string(trim_blanks(text))}, false, {}, place});
}

void report_over(const std::string& sheet, const OverCells& over, ReturnedFile& file) {
  const FieldPlace place{0, sheet, over.cell};
  if (over.text.empty()) return report_mark_beside(place, words_of(over.sort), file);
  report_text_beside(place, over.text, file);
  if (over.sort != OverSort::Margin) return;
  const diagnostics::TextPair where = texts::IntakeHeaderOfSheet.pair(sheet);
  file.notices.back().arguments[0] = where.english;
  file.notices.back().arguments[1] = where.chinese;
}

void report_strike(const FieldPlace& place, ReturnedFile& file) {
  report_mark_beside(place, texts::IntakeAStrikeThrough, file);
}

void report_odd_sheet(const std::string& sheet, ReturnedFile& file) {
  report_mark_beside({0, sheet, {}}, texts::IntakeAChartSheet, file);
}

std::vector<BesideText> find_stray_cells(const FieldCells& fields, const FieldMap& map, const SheetCells& sheets,
                                         const SheetViews& views) {
  std::vector<BesideText> found;
  if (map.printed.empty()) return found;
  std::map<std::string, std::set<CellReference>> places;
  for (const FieldCell& cell : fields.cells) places[cell.sheet].insert(cell.place);
  for (const auto& [sheet, cells] : sheets) {
    const auto view = views.find(sheet);
    if (is_own_sheet(sheet, view != views.end() && view->second.is_hidden)) continue;
    const std::set<CellReference>& known = places[sheet];
    for (const auto& [place, cell] : cells) {
      if (known.contains(place)) continue;
      const std::string text = label_text(cell.text);
      const bool is_strange = !text.empty() && !map.printed.contains(text);
      if (!is_strange && cell.unseen.empty()) continue;
      found.push_back({{0, sheet, cell_reference_text(place)}, is_strange ? cell.text + cell.unseen : cell.unseen});
      if (known.empty() || found.size() >= kMaxRemarks) break;
    }
  }
  return found;
}

}  // namespace gongwen::intake
