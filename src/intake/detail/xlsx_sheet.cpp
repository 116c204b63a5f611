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

class SheetReader final : public XmlHandler {
 public:
  SheetReader(const XlsxContext& context, std::size_t room, XlsxCells& cells)
      : context_(context), room_(room), cells_(cells) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    const std::string_view local = local_name(name);
    if (local == "row") {
      const auto number = number_of(attributes.find("r"));
      next_.row = number && *number > 0 ? *number - 1 : next_row_;
      next_row_ = next_.row + 1;
      next_.column = 0;
    } else if (local == "c") {
      begin_cell(attributes);
    } else if (local == "rPh") {
      ++phonetic_;
    } else if (local == "f") {
      cell_.formula = true;
    } else if (local == "v" || (local == "t" && phonetic_ == 0)) {
      into_ = local == "v" ? &value_ : &inline_;
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

 private:
  void begin_cell(const XmlAttributes& attributes) {
    ++count_;
    cell_ = {};
    value_.clear();
    inline_.clear();
    type_ = attributes.find("t");
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
      cells_.insert_or_assign(cells_.end(), place_, std::move(cell_));  // most come after all before
    }
    cell_ = {};
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
    if (style_ >= context_.date_formats.size() || !context_.date_formats[style_]) return;
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
                     const IntakeLimits& limits, std::size_t& room, ReturnedFile& file, XlsxCells& cells) {
  SheetReader reader(context, room, cells);
  const bool read = package.read(part, reader);
  if (reader.count() > room) {
    const diagnostics::TextPair limit = texts::IntakeMoreCells.pair(limits.max_cells);
    file.report(diagnostics::messages::IntakeLimit, {limit.english, limit.chinese});
    return false;
  }
  room -= reader.count();
  return read;
}

}  // namespace gongwen::intake
