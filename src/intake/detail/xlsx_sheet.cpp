#include "intake/detail/xlsx_sheet.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/cells.h"

#include <algorithm>
#include <charconv>

namespace gongwen::intake {
namespace {

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// `1980.5`, `1980` and `198005` in a cell for dates: spreadsheets take them for days of the years 1905 and 2442, which
/// nobody means.
bool is_typed_month(double number) {
  const auto whole = static_cast<long>(std::clamp(number, 0.0, 1e9));
  const bool year = whole >= 1900 && whole <= 2100;
  const bool year_and_month = whole >= 190001 && whole <= 210012 && whole % 100 >= 1 && whole % 100 <= 12;
  return year || (year_and_month && static_cast<double>(whole) == number);
}

/// Cells that are merged are few, also in large sheets.
constexpr std::size_t kMostMerges = 100'000;

/// How programs write a picture within a cell as its text.
constexpr std::string_view kPictureFormula = "=DISPIMG(";

class SheetReader final : public XmlHandler {
 public:
  SheetReader(const XlsxContext& context, std::size_t room, XlsxCells& cells, SheetView& view)
      : context_(context), room_(room), cells_(cells), view_(view) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    const std::string_view local = local_name(name);
    if (local == "row") {
      const auto number = number_of(attributes.find("r"));
      next_.row = number && *number > 0 ? *number - 1 : next_row_;
      next_row_ = next_.row + 1;
      next_.column = 0;
      hidden_row_ = is_hidden(attributes, "ht");
    } else if (local == "c") {
      begin_cell(attributes);
    } else if (local == "rPh") {
      ++phonetic_;
    } else if (local == "f") {
      cell_.formula = true;
    } else if (local == "v" || (local == "t" && phonetic_ == 0)) {
      into_ = local == "v" ? &value_ : &inline_;
    } else if (local == "strike") {
      cell_.struck = cell_.struck || turns_on(attributes);
    } else if (local == "col") {
      if (is_hidden(attributes, "width")) {
        hidden_columns_.emplace_back(number_of(attributes.find("min")).value_or(1),
                                     number_of(attributes.find("max")).value_or(1));
      }
    } else if (local == "mergeCell") {
      add_merge(attributes.find("ref"));
    } else if (local == "tablePart" || local == "conditionalFormatting") {
      has_own_looks_ = true;
    }
  }

  void end(std::string_view name) override {
    const std::string_view local = local_name(name);
    if (local == "v" || local == "t") into_ = nullptr;
    if (local == "rPh") --phonetic_;
    if (local == "c") finish_cell();
  }

  void text(std::string_view piece) override {
    if (into_ != nullptr) into_->append(piece);
  }

  bool wants_more() const override { return count_ <= room_; }
  std::size_t count() const { return count_; }

  /// When all has been read.
  void finish() {
    for (auto& [place, cell] : cells_) {
      const auto is_in = [column = place.column + 1](const std::pair<std::uint32_t, std::uint32_t>& columns) {
        return column >= columns.first && column <= columns.second;
      };
      const bool is_hidden = std::any_of(hidden_columns_.begin(), hidden_columns_.end(), is_in);
      const auto at = std::lower_bound(view_.hidden_columns.begin(), view_.hidden_columns.end(), place.column);
      if (is_hidden && (at == view_.hidden_columns.end() || *at != place.column)) {
        view_.hidden_columns.insert(at, place.column);
      }
    }
    // The looks of tables, and rules, put other colors under texts.
    if (has_own_looks_) return;
    for (const CellReference& place : white_) {
      if (const auto cell = cells_.find(place); cell != cells_.end()) cell->second.invisible = true;
    }
  }

 private:
  static bool is_hidden(const XmlAttributes& attributes, std::string_view size) {
    const std::string_view hidden = attributes.find("hidden");
    return hidden == "1" || hidden == "true" || attributes.find(size) == "0";
  }

  void add_merge(std::string_view range) {
    const std::size_t colon = range.find(':');
    if (colon == std::string_view::npos || view_.merges.size() >= kMostMerges) return;
    const auto first = parse_cell_reference(range.substr(0, colon));
    const auto last = parse_cell_reference(range.substr(colon + 1));
    if (first && last) view_.merges.push_back({first->row, first->column, last->row, last->column});
  }

  void begin_cell(const XmlAttributes& attributes) {
    ++count_;
    cell_ = {};
    value_.clear();
    inline_.clear();
    type_ = attributes.find("t");
    has_metadata_ = !attributes.find("vm").empty();
    style_ = number_of(attributes.find("s")).value_or(0);
    const auto place = parse_cell_reference(attributes.find("r"));
    if (place) next_ = *place;
    place_ = next_;
    ++next_.column;
  }

  void finish_cell() {
    fill_cell();
    // A formula that no program has calculated has no result, which is reported where one is wanted.
    if (!cell_.text.empty() || (cell_.formula && value_.empty())) {
      look_at_cell();
      if (hidden_row_ && (view_.hidden_rows.empty() || view_.hidden_rows.back() != place_.row)) {
        view_.hidden_rows.push_back(place_.row);
      }
      const std::size_t before = cells_.size();
      const auto known = cells_.try_emplace(cells_.end(), place_, std::move(cell_));  // most come after all before
      if (cells_.size() == before && known->second.text != cell_.text) known->second.twice = true;
    }
    cell_ = {};
  }

  const CellLook* look() const { return style_ < context_.looks.size() ? &context_.looks[style_] : nullptr; }

  /// What a person sees of it.
  void look_at_cell() {
    // A picture in a cell is an error for programs that do not know it.
    cell_.picture =
        cell_.text.starts_with(kPictureFormula) || (cell_.error && has_metadata_ && cell_.text == "#VALUE!");
    const CellLook* const look = this->look();
    if (look != nullptr && look->is_white && !cell_.text.empty()) white_.push_back(place_);
    if (cell_.type == RawType::Boolean) cell_.shown = cell_.text == "true" ? "TRUE" : "FALSE";
    if (look == nullptr) return;
    cell_.struck = cell_.struck || look->is_struck;
    if (cell_.type == RawType::Text) cell_.invisible = !cell_.text.empty() && hides_text(look->number);
    if (cell_.type == RawType::Date) cell_.shown = shown_date(cell_.text, look->number).value_or(std::string());
    if (cell_.type != RawType::Number) return;
    const auto shown = shown_number(cell_.text, look->number);
    cell_.invisible = shown && shown->empty();
    if (shown && *shown != cell_.text) cell_.shown = *shown;
  }

  void fill_cell() {
    if (type_ == "inlineStr") {
      cell_.text = decode_cell_escapes(inline_);
    } else if (value_.empty()) {
      return;
    } else if (type_ == "s") {
      const auto index = number_of(value_);
      const bool known = index && *index < context_.strings.size();
      cell_.text = known ? context_.strings[*index] : value_;
      cell_.damaged = !known;
      cell_.struck = known && context_.struck.contains(*index);
    } else if (type_ == "str") {
      cell_.text = decode_cell_escapes(value_);
    } else if (type_ == "b") {
      cell_.type = RawType::Boolean;
      cell_.text = value_ == "1" || value_ == "true" ? "true" : "false";
    } else if (type_ == "e") {
      cell_.error = true;
      cell_.text = value_;
    } else if (type_ == "d") {
      cell_.type = RawType::Date;
      cell_.text = value_;
    } else {
      fill_number();
    }
  }

  void fill_number() {
    const auto decimal = shortest_decimal(value_);
    cell_.text = decimal.value_or(value_);
    if (!decimal) return;
    cell_.type = RawType::Number;
    if (look() == nullptr || !look()->is_date) return;
    double serial = 0;
    std::from_chars(decimal->data(), decimal->data() + decimal->size(), serial);
    if (is_typed_month(serial)) {
      cell_.type = RawType::Text;
      // What was typed as .1 and as .10 is the same number.
      if (cell_.text.ends_with(".1")) cell_.text += "（1月/10月？）";
      return;
    }
    if (auto date = date_of_serial(serial, context_.from_1904)) {
      cell_.type = RawType::Date;
      cell_.text = *std::move(date);
    }
  }

  const XlsxContext& context_;
  std::size_t room_;
  XlsxCells& cells_;
  SheetView& view_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> hidden_columns_;  // first and last, counted from 1
  std::vector<CellReference> white_;
  bool hidden_row_ = false;
  bool has_own_looks_ = false;
  bool has_metadata_ = false;
  std::size_t count_ = 0;
  std::uint32_t next_row_ = 0;
  CellReference next_;
  CellReference place_;
  XlsxCell cell_;
  std::string type_;
  std::uint32_t style_ = 0;
  std::string value_;
  std::string inline_;
  std::string* into_ = nullptr;
  int phonetic_ = 0;
};

}  // namespace

bool read_xlsx_sheet(XlsxPackage& package, std::string_view part, const XlsxContext& context,
                     const IntakeLimits& limits, std::size_t& room, ReturnedFile& file, XlsxCells& cells,
                     SheetView& view) {
  SheetReader reader(context, room, cells, view);
  const bool read = package.read(part, reader);
  reader.finish();
  if (reader.count() > room) {
    const diagnostics::TextPair limit = texts::IntakeMoreCells.pair(limits.max_cells);
    file.report(diagnostics::messages::IntakeLimit, {limit.english, limit.chinese});
    return false;
  }
  room -= reader.count();
  return read;
}

}  // namespace gongwen::intake
