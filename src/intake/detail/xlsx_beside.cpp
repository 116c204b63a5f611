#include "intake/detail/xlsx_beside.h"

#include "intake/cells.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/xml_events.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace gongwen::intake {
namespace {

constexpr std::size_t kMaxRemarks = 200;

/// Comments by their cells; in drawings, all text of one shape.
class RemarkReader final : public XmlHandler {
 public:
  explicit RemarkReader(const std::string& sheet) : sheet_(sheet) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    const std::string_view local = local_name(name);
    if (local == "comment" || local == "threadedComment") begin(std::string(attributes.find("ref")));
    if (local == "sp") begin({});
    if (local == "t" || local == "text") in_text_ = local == "t" || cell_in_thread_;
    if (local == "threadedComment") cell_in_thread_ = true;
  }
  void end(std::string_view name) override {
    const std::string_view local = local_name(name);
    if (local == "t" || local == "text") in_text_ = false;
    if (local == "p" && is_open_ && !text_.empty()) text_ += '\n';
    if (local == "threadedComment") cell_in_thread_ = false;
    if (local == "comment" || local == "sp" || local == "threadedComment") finish();
  }
  void text(std::string_view piece) override {
    if (in_text_ && is_open_) text_ += piece;
  }
  bool wants_more() const override { return found.size() < kMaxRemarks; }

  std::vector<BesideText> found;

 private:
  void begin(std::string cell) {
    cell_ = std::move(cell);
    text_.clear();
    is_open_ = true;
  }
  void finish() {
    is_open_ = false;
    std::string text = decode_cell_escapes(text_);
    if (label_text(text).empty()) return;
    // Programs write what a thread says into a comment, too.
    const bool is_known = !cell_.empty() && std::any_of(found.begin(), found.end(), [&](const BesideText& other) {
      return other.place.cell == cell_ &&
             (other.text.find(text) != std::string::npos || text.find(other.text) != std::string::npos);
    });
    if (!is_known) found.push_back({{0, sheet_, cell_}, std::move(text), true});
  }

  const std::string& sheet_;
  std::string cell_;
  std::string text_;
  bool is_open_ = false;
  bool in_text_ = false;
  bool cell_in_thread_ = false;
};

bool lies_over_cells(const Relationship& relationship) {
  return relationship.type == "comments" || relationship.type == "drawing" || relationship.type == "threadedComment";
}

}  // namespace

std::vector<BesideText> read_remarks(XlsxPackage& package, std::string_view part, const std::string& sheet) {
  RemarkReader reader(sheet);
  for (const Relationship& relationship : package.relationships(part)) {
    if (lies_over_cells(relationship) && package.has(relationship.target)) package.read(relationship.target, reader);
  }
  return std::move(reader.found);
}

std::vector<BesideText> find_stray_cells(const FieldCells& fields, const FieldMap& map, const SheetCells& sheets) {
  std::vector<BesideText> found;
  if (map.printed.empty()) return found;
  std::map<std::string, std::set<CellReference>> places;
  for (const FieldCell& cell : fields.cells) places[cell.sheet].insert(cell.place);
  for (const auto& [sheet, cells] : sheets) {
    if (sheet.starts_with('_')) continue;  // our own hidden ones
    const std::set<CellReference>& known = places[sheet];
    for (const auto& [place, cell] : cells) {
      const std::string text = label_text(cell.text);
      if (text.empty() || known.contains(place) || map.printed.contains(text)) continue;
      found.push_back({{0, sheet, cell_reference_text(place)}, cell.text});
      if (known.empty() || found.size() >= kMaxRemarks) break;
    }
  }
  return found;
}

// What lies over cells.

namespace {

constexpr std::size_t kMostOver = 1'000;

/// Comments by their cells; shapes, pictures and charts by the cell in which their upper left corner lies.
class OverReader final : public XmlHandler {
 public:
  explicit OverReader(std::vector<OverCells>& found) : found_(found) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    const std::string_view local = local_name(name);
    if (local == "comment") {
      cell_ = attributes.find("ref");
      text_.clear();
    } else if (local == "from") {
      row_ = column_ = std::string();
      in_from_ = true;
    } else if (local == "sp" || is_drawn(local)) {
      text_.clear();
    } else if (local == "t") {
      into_ = &text_;
    } else if (in_from_ && (local == "row" || local == "col")) {
      into_ = local == "row" ? &row_ : &column_;
    }
  }
  void end(std::string_view name) override {
    const std::string_view local = local_name(name);
    if (local == "p" && !text_.empty()) text_ += '\n';
    if (local == "t" || local == "row" || local == "col") into_ = nullptr;
    if (local == "from") {
      in_from_ = false;
      cell_ = anchor();
    }
    const bool has_text = text_.find_first_not_of(" \r\n\t") != std::string::npos;
    if (is_drawn(local) || local == "sp" || (local == "comment" && has_text)) {
      while (text_.ends_with('\n')) text_.pop_back();
      found_.push_back({cell_, is_drawn(local) || !has_text ? std::string() : decode_cell_escapes(text_)});
    }
  }
  void text(std::string_view piece) override {
    if (into_ != nullptr) into_->append(piece);
  }
  bool wants_more() const override { return found_.size() < kMostOver; }

 private:
  /// Pictures, charts, lines.
  static bool is_drawn(std::string_view local) { return local == "pic" || local == "graphicFrame" || local == "cxnSp"; }

  std::string anchor() const {
    const auto number = [](const std::string& text) {
      std::uint32_t value = 0;
      std::from_chars(text.data(), text.data() + text.size(), value);
      return value;
    };
    return cell_reference_text({number(row_), number(column_)});
  }

  std::vector<OverCells>& found_;
  std::string cell_;
  std::string text_;
  std::string row_;
  std::string column_;
  std::string* into_ = nullptr;
  bool in_from_ = false;
};

}  // namespace

std::vector<OverCells> read_over_cells(XlsxPackage& package, std::string_view part) {
  std::vector<OverCells> found;
  for (const Relationship& relationship : package.relationships(part)) {
    const bool is_thread = relationship.type == "threadedComment";  // see read_remarks
    if (is_thread || !lies_over_cells(relationship) || !package.has(relationship.target)) continue;
    OverReader reader(found);
    package.read(relationship.target, reader);
  }
  return found;
}

}  // namespace gongwen::intake
