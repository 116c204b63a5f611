#include "intake/detail/xlsx_sheet.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/cell_measure.h"
#include "intake/cells.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/given_values.h"

#include <algorithm>
#include <charconv>

// Reads a sheet in one pass over its XML (ECMA-376-1, 18.3). For each cell: its value by type, what its format shows,
// and whether a person sees it. Reasons for invisibility that come later in the file (columns, merges, conditional
// formats, tables) are settled in finish().
namespace gongwen::intake {
namespace {

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Whether a number in a date cell was typed as a month: `1980.5`, `1980`, `198005`. Spreadsheets take these for days
/// in 1905 and 2442, which nobody means.
bool is_typed_month(double number) {
  const auto whole = static_cast<long>(std::clamp(number, 0.0, 1e9));
  const bool year = whole >= 1900 && whole <= 2100;
  const bool year_and_month = whole >= 190001 && whole <= 210012 && whole % 100 >= 1 && whole % 100 <= 12;
  return year || (year_and_month && static_cast<double>(whole) == number);
}

/// `2024-02-29`, `2024-02-29T09:30:00Z`, `09:30:00`.
bool is_iso_moment(std::string_view text) {
  return text.size() >= 8 && text.find_first_not_of("0123456789-:.TZ+") == std::string_view::npos &&
         (text[4] == '-' || text[2] == ':' || text.front() == 'T');
}

/// Even large sheets have few merged cells.
constexpr std::size_t kMostMerges = 100'000;

/// The formula by which WPS stores a picture within a cell.
constexpr std::string_view kPictureFormula = "=DISPIMG(";

class SheetReader final : public package::XmlHandler {
 public:
  SheetReader(const XlsxContext& context, std::size_t room, XlsxCells& cells, SheetView& view)
      : context_(context),
        room_(room),
        cells_(cells),
        view_(view),
        measure_(context.looks.standard_half_points),
        runs_(context.theme),
        rule_(context.theme) {}

  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (local == "row") {
      const auto number = number_of(attributes.find("r"));
      next_.row = number && *number > 0 ? *number - 1 : next_row_;
      next_row_ = next_.row + 1;
      next_.column = 0;
      if (is_hidden(attributes, "ht", default_row_)) view_.hidden_rows.push_back(next_.row);
      measure_.add_row(next_.row, attributes.find("ht"), attributes.find("customHeight"));
    } else if (local == "c") {
      begin_cell(attributes);
    } else if (local == "rPh") {
      ++phonetic_;
    } else if (local == "f") {
      cell_.formula = true;
      into_ = &formula_;
    } else if (local == "v" || (local == "t" && phonetic_ == 0)) {
      into_ = local == "v" ? &value_ : &inline_;
      has_value_ = has_value_ || local == "v";
    } else if (local == "sheetView") {
      const std::string_view zeros = attributes.find("showZeros");
      hides_zeros_ = hides_zeros_ || (!zeros.empty() && !is_on(zeros));
    } else if (local == "sheetFormatPr") {
      default_row_ = is_on(attributes.find("zeroHeight")) ? std::string_view("0") : attributes.find("defaultRowHeight");
      measure_.set_defaults(attributes.find("defaultColWidth"), attributes.find("defaultRowHeight"));
    } else if (local == "col") {
      measure_.add_columns(attributes.find("min"), attributes.find("max"), attributes.find("width"));
      if (is_hidden(attributes, "width", {})) {
        hidden_columns_.emplace_back(number_of(attributes.find("min")).value_or(1),
                                     number_of(attributes.find("max")).value_or(1));
      }
    } else if (local == "mergeCell") {
      add_merge(attributes.find("ref"));
    } else if (local == "tablePart") {
      has_tables_ = true;
    } else if (local == "conditionalFormatting") {
      sqref_ = attributes.find("sqref");
      first_of_ranges_ = rules_.size();
    } else if (local == "sqref") {
      sqref_.clear();
      into_ = &sqref_;  // of rules that contain their formats, after them
    } else if (local == "cfRule") {
      const auto number = number_of(attributes.find("dxfId"));
      if (number && *number < context_.looks.rules.size()) add_rule(context_.looks.rules[*number]);
    } else if (local == "dxf") {
      in_rule_ = true;
    } else if (in_rule_) {
      rule_.start(local, attributes);
    } else if ((local == "dataBar" || local == "iconSet") && attributes.find("showValue") == "0") {
      add_rule({{}, {}, false, true});
    } else if (local == "headerFooter") {
      has_even_margins_ = is_on(attributes.find("differentOddEven"));
      has_first_margins_ = is_on(attributes.find("differentFirst"));
    } else if (is_margin(local)) {
      margin_.clear();
      const bool is_shown =
          local.starts_with("even") ? has_even_margins_ : !local.starts_with("first") || has_first_margins_;
      if (is_shown) into_ = &margin_;
    }
    if (in_cell_ && phonetic_ == 0) runs_.start(local, attributes);
  }

  void end(std::string_view name) override {
    const std::string_view local = package::local_name(name);
    if (local == "v" || local == "t" || local == "f" || local == "sqref" || is_margin(local)) into_ = nullptr;
    if (in_rule_) rule_.end(local);
    if (local == "dxf") {
      in_rule_ = false;
      add_rule(rule_.take());
    }
    if (local == "conditionalFormatting") settle_ranges();
    if (is_margin(local)) finish_margin();
    if (local == "rPh") --phonetic_;
    if (local == "c") finish_cell();
  }

  void text(std::string_view piece) override {
    if (into_ != nullptr) into_->append(piece);
    if (into_ == &inline_) runs_.text(piece);
  }

  bool wants_more() const override { return count_ <= room_; }
  std::size_t count() const { return count_; }

  bool has_tables() const { return has_tables_; }

  /// Settles visibility after the whole sheet has been read.
  void finish(bool tables_have_ground) {
    std::sort(view_.hidden_rows.begin(), view_.hidden_rows.end());  // some files have their rows in another order
    view_.hidden_rows.erase(std::unique(view_.hidden_rows.begin(), view_.hidden_rows.end()), view_.hidden_rows.end());
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
    for (Unseen& unseen : unseen_) {
      // Table styles and rules may put other colours below a text.
      const bool may_show = !unseen.is_sure && (tables_have_ground || is_ruled(unseen.place, &RuleLook::has_ground));
      const auto cell = cells_.find(unseen.place);
      if (cell == cells_.end() || may_show) continue;
      if (unseen.hidden.empty()) {
        cell->second.invisible = true;
      } else {
        cell->second.text = std::move(unseen.seen);
        cell->second.unseen = std::move(unseen.hidden);
      }
    }
    for (const Rule& rule : rules_) apply(rule);
    hide_covered();
    measure_cells();
  }

 private:
  /// Notes the room for texts that may need more than one line.
  void measure_cells() {
    constexpr std::size_t kShortText = 12;  // bytes
    measure_.settle(view_.merges);
    for (auto& [place, cell] : cells_) {
      const bool is_long = cell.text.size() > kShortText || cell.text.find('\n') != std::string::npos;
      if (cell.type != RawType::Text || !is_long) continue;
      const auto style = styles_.find(place);
      const CellLook* const look = look_of(style == styles_.end() ? 0 : style->second);
      if (look != nullptr && !look->shrinks) cell.room = measure_.room_of(place, *look);
    }
  }

  /// A cell whose text is invisible as a whole or in part; `seen` and `hidden` are used for the latter.
  struct Unseen {
    CellReference place;
    bool is_sure = false;  // whatever the colour below the text
    std::string seen = {};
    std::string hidden = {};
  };

  static bool is_on(std::string_view value) { return value == "1" || value == "true"; }

  static bool is_margin(std::string_view local) { return local.ends_with("Header") || local.ends_with("Footer"); }

  /// Adds the texts of a header or footer.
  void finish_margin() {
    for (std::string& text : margin_texts(margin_)) {
      const OverCells margin{{}, std::move(text), OverSort::Margin};
      if (std::find(view_.over.begin(), view_.over.end(), margin) == view_.over.end()) view_.over.push_back(margin);
    }
  }

  /// Hides cells covered by a merge, which shows only its first cell. Programs that write the same text into all of
  /// them are tolerated.
  void hide_covered() {
    std::size_t steps = 5'000'000;
    for (const CellArea& area : view_.merges) {
      const CellReference first{area.first_row, area.first_column};
      const auto top = cells_.find(first);
      auto cell = cells_.lower_bound(first);
      while (cell != cells_.end() && cell->first.row <= area.last_row && steps-- > 0) {
        const CellReference place = cell->first;
        if (place.column < area.first_column) {
          cell = cells_.lower_bound({place.row, area.first_column});
        } else if (place.column > area.last_column) {
          cell = cells_.lower_bound({place.row + 1, area.first_column});
        } else {
          const bool is_same = top != cells_.end() && cell->second.text == top->second.text;
          if (place != first && !is_same) cell->second.invisible = true;
          ++cell;
        }
      }
    }
  }

  /// Whether a row or column is hidden, or too small to show anything: below 5 points, or 0.4 characters.
  static bool is_hidden(const package::XmlAttributes& attributes, std::string_view size, std::string_view usual) {
    constexpr double kFewestPoints = 5;
    constexpr double kFewestCharacters = 0.4;
    if (is_on(attributes.find("hidden"))) return true;
    const std::string_view own = attributes.find(size);
    const std::string_view written = own.empty() ? usual : own;
    double length = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), length);
    const double fewest = size == "ht" ? kFewestPoints : kFewestCharacters;
    return !written.empty() && error == std::errc() && length < fewest;
  }

  struct Rule {
    std::vector<CellArea> ranges;
    RuleLook look;
  };

  static std::vector<CellArea> ranges_of(std::string_view list) {
    std::vector<CellArea> ranges;
    constexpr std::size_t kMostRanges = 100;
    while (!list.empty() && ranges.size() < kMostRanges) {
      const std::string_view range = list.substr(0, list.find(' '));
      list.remove_prefix(std::min(list.size(), range.size() + 1));
      const std::size_t colon = std::min(range.find(':'), range.size());
      const auto first = parse_cell_reference(range.substr(0, colon));
      const auto last = colon == range.size() ? first : parse_cell_reference(range.substr(colon + 1));
      if (first && last) ranges.push_back({first->row, first->column, last->row, last->column});
    }
    return ranges;
  }

  void add_rule(RuleLook look) {
    constexpr std::size_t kMostRules = 200;
    if (rules_.size() < kMostRules) rules_.push_back({{}, std::move(look)});
  }

  /// Gives the rules of one element their ranges.
  void settle_ranges() {
    const std::vector<CellArea> ranges = ranges_of(sqref_);
    for (; first_of_ranges_ < rules_.size(); ++first_of_ranges_) rules_[first_of_ranges_].ranges = ranges;
  }

  /// Whether the number format of a rule makes a cell show something other than its value.
  static bool shows_otherwise(const XlsxCell& cell, const NumberFormat& format) {
    const auto number = [](std::string_view text) {
      double value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
    };
    switch (cell.type) {
      case RawType::Text:
      case RawType::Choice: return trim_blanks(shown_text(cell.text, format)) != trim_blanks(cell.text);
      case RawType::Number: {
        auto shown = shown_number(cell.text, format);
        if (!shown) return !unclear_number_format(cell.text, format).empty();
        if (*shown == cell.shown) return false;
        std::erase(*shown, ',');
        return number(*shown) != number(cell.text);
      }
      case RawType::Date: {
        const auto shown = shown_date(cell.text, format);
        return !is_date_format(format.id, format.code) || (shown && *shown != cell.shown) ||
               !unclear_date_format(format).empty();
      }
      case RawType::Boolean: break;
    }
    return false;
  }

  static bool is_within(const Rule& rule, CellReference place) {
    return std::any_of(rule.ranges.begin(), rule.ranges.end(), [place](const CellArea& area) {
      return place.row >= area.first_row && place.row <= area.last_row && place.column >= area.first_column &&
             place.column <= area.last_column;
    });
  }

  bool is_ruled(CellReference place, bool RuleLook::*what) const {
    return std::any_of(rules_.begin(), rules_.end(),
                       [&](const Rule& rule) { return rule.look.*what && is_within(rule, place); });
  }

  /// Marks cells that a rule would hide as unsure, and those that it would strike through: conditions are not evaluated
  /// here.
  void apply(const Rule& rule) {
    const RuleLook& look = rule.look;
    if (!look.hides && !look.text && !look.ground && !look.strikes && !look.number) return;
    for (const CellArea& area : rule.ranges) {
      for (auto cell = cells_.lower_bound({area.first_row, area.first_column});
           cell != cells_.end() && cell->first.row <= area.last_row; ++cell) {
        if (cell->first.column < area.first_column || cell->first.column > area.last_column) continue;
        const auto known = styles_.find(cell->first);
        const CellLook* const own = known == styles_.end() ? nullptr : look_of(known->second);
        const CellColor text = look.text.value_or(own == nullptr ? kBlackText : own->text);
        const std::optional<CellColor> usual = own == nullptr ? std::optional(kWhiteCell) : own->ground;
        const std::optional<CellColor> ground = look.has_ground ? look.ground : usual;
        const bool is_lost = ground && (look.text || look.ground) && is_same_to_the_eye(text, *ground);
        const bool is_other = look.number && !cell->second.text.empty() && shows_otherwise(cell->second, *look.number);
        cell->second.unsure = cell->second.unsure || look.hides || is_lost || is_other;
        cell->second.struck = cell->second.struck || look.strikes;
      }
    }
  }

  void add_merge(std::string_view range) {
    const std::size_t colon = range.find(':');
    if (colon == std::string_view::npos || view_.merges.size() >= kMostMerges) return;
    const auto first = parse_cell_reference(range.substr(0, colon));
    const auto last = parse_cell_reference(range.substr(colon + 1));
    if (first && last) view_.merges.push_back({first->row, first->column, last->row, last->column});
  }

  void begin_cell(const package::XmlAttributes& attributes) {
    ++count_;
    cell_ = {};
    in_cell_ = true;
    value_.clear();
    has_value_ = false;
    inline_.clear();
    formula_.clear();
    type_ = attributes.find("t");
    cell_.metadata = number_of(attributes.find("vm")).value_or(0);
    style_ = number_of(attributes.find("s")).value_or(0);
    const auto place = parse_cell_reference(attributes.find("r"));
    if (place) next_ = *place;
    place_ = next_;
    ++next_.column;
  }

  void finish_cell() {
    in_cell_ = false;
    runs_look_ = runs_.take();
    fill_cell();
    // A formula that no program has calculated has no result, which is reported if the cell is a field.
    // An empty text is a result: `t="str"` with `<v></v>`.
    const bool is_empty_text = type_ == "str" && has_value_;
    const bool has_no_result = cell_.formula && value_.empty() && !is_empty_text;
    if (!cell_.text.empty() || has_no_result) {
      if (has_no_result && cell_.text.empty()) cell_.formula_text = "=" + formula_;
      look_at_cell();
      const std::size_t before = cells_.size();
      const auto known = cells_.try_emplace(cells_.end(), place_, std::move(cell_));  // most come after all before
      if (cells_.size() == before && known->second.text != cell_.text) known->second.twice = true;
    }
    cell_ = {};
  }

  const CellLook* look_of(std::uint32_t style) const {
    return style < context_.looks.cells.size() ? &context_.looks.cells[style] : nullptr;
  }
  const CellLook* look() const { return look_of(style_); }

  /// Notes a text, or parts of it, that are tiny or have the colour of their ground.
  void look_at_text(const CellLook& look) {
    if (cell_.text.empty()) return;
    const auto is_lost = [&look](CellColor color) {
      return look.ground && is_same_to_the_eye(color, *look.ground);
    };
    Unseen unseen{place_, look.has_ground};
    if (runs_look_.runs.empty()) {
      unseen.is_sure = unseen.is_sure || look.is_tiny;
      if (look.is_tiny || is_lost(look.text)) unseen_.push_back(std::move(unseen));
      return;
    }
    for (const TextRun& run : runs_look_.runs) {
      const bool is_tiny = run.is_tiny.value_or(look.is_tiny);
      const bool is_hidden = !trim_blanks(run.text).empty() && (is_tiny || is_lost(run.color.value_or(look.text)));
      unseen.is_sure = unseen.is_sure || (is_hidden && is_tiny);
      (is_hidden ? unseen.hidden : unseen.seen) += run.text;
    }
    if (unseen.hidden.empty()) return;
    if (trim_blanks(unseen.seen).empty()) unseen.hidden.clear();
    unseen_.push_back(std::move(unseen));
  }

  /// Notes letters that are shown as symbols. Such typefaces have no Chinese characters.
  void note_symbols(const CellLook* look) {
    const auto has_letters = [](std::string_view text) {
      for (const auto& point : base::CodePoints(text)) {
        if (point.code_point > ' ' && point.code_point < 0x100) return true;
      }
      return false;
    };
    if (cell_.type != RawType::Text || cell_.error) return;
    if (look != nullptr && !look->symbols.empty() && runs_look_.runs.empty() && has_letters(cell_.text)) {
      cell_.odd_format = look->symbols;
    }
    for (const TextRun& run : runs_look_.runs) {
      if (!run.symbols.empty() && has_letters(run.text)) cell_.odd_format = run.symbols;
    }
  }

  /// Determines what a person sees of the cell.
  void look_at_cell() {
    // Programs that do not support pictures in cells store an error instead.
    cell_.picture =
        cell_.text.starts_with(kPictureFormula) || (cell_.error && cell_.metadata != 0 && cell_.text == "#VALUE!");
    const CellLook* const look = this->look();
    look_at_text(look == nullptr ? CellLook() : *look);
    if (style_ != 0 && !cell_.text.empty()) styles_.emplace_hint(styles_.end(), place_, style_);
    cell_.struck = std::any_of(runs_look_.runs.begin(), runs_look_.runs.end(),
                               [](const TextRun& run) { return run.is_struck && !trim_blanks(run.text).empty(); });
    note_symbols(look);
    if (cell_.type == RawType::Boolean) cell_.shown = cell_.text == "true" ? "TRUE" : "FALSE";
    if (hides_zeros_ && cell_.type == RawType::Number && cell_.text == "0") cell_.invisible = true;
    if (look == nullptr) return;
    cell_.struck = cell_.struck || look->is_struck;
    if (cell_.type == RawType::Text && !cell_.text.empty()) {
      cell_.invisible = hides_text(look->number);
      if (!cell_.error && cell_.odd_format.empty()) cell_.odd_format = unclear_text_format(look->number);
    }
    if (cell_.type == RawType::Date) {
      cell_.shown = shown_date(cell_.text, look->number).value_or(std::string());
      if (cell_.shown.empty()) cell_.odd_format = unclear_date_format(look->number);
    }
    if (cell_.type != RawType::Number) return;
    const auto shown = shown_number(cell_.text, look->number);
    cell_.invisible = cell_.invisible || (shown && shown->empty());
    if (shown && *shown != cell_.text) cell_.shown = *shown;
    if (!shown) cell_.odd_format = unclear_number_format(cell_.text, look->number);
  }

  void fill_cell() {
    if (type_ == "inlineStr") {
      cell_.text = decode_cell_escapes(inline_.empty() ? value_ : inline_);
      cell_.damaged = inline_.empty() && !value_.empty();
    } else if (value_.empty()) {
      cell_.text = decode_cell_escapes(inline_);
      cell_.damaged = !inline_.empty();
    } else if (type_ == "s") {
      const auto index = number_of(value_);
      const bool known = index && *index < context_.strings.texts.size();
      cell_.text = known ? context_.strings.texts[*index] : value_;
      cell_.damaged = !known;
      const auto runs = known ? context_.strings.looks.find(*index) : context_.strings.looks.end();
      if (runs != context_.strings.looks.end()) runs_look_ = runs->second;
    } else if (type_ == "str") {
      cell_.text = decode_cell_escapes(value_);
    } else if (type_ == "b") {
      cell_.type = RawType::Boolean;
      const bool is_true = value_ == "1" || value_ == "true";
      cell_.damaged = !is_true && value_ != "0" && value_ != "false";
      cell_.text = cell_.damaged ? value_ : is_true ? "true" : "false";
    } else if (type_ == "e") {
      cell_.error = true;
      cell_.text = value_;
    } else if (type_ == "d") {
      cell_.type = RawType::Date;
      cell_.text = value_;
      cell_.damaged = !is_iso_moment(value_);
    } else if (type_.empty() || type_ == "n") {
      fill_number();
    } else {
      cell_.text = value_;
      cell_.damaged = true;
    }
  }

  void fill_number() {
    const auto decimal = shortest_decimal(value_);
    cell_.text = decimal.value_or(value_);
    cell_.damaged = !decimal;
    if (!decimal) return;
    cell_.type = RawType::Number;
    if (look() == nullptr || !look()->is_date) return;
    double serial = 0;
    std::from_chars(decimal->data(), decimal->data() + decimal->size(), serial);
    if (is_typed_month(serial)) {
      cell_.type = RawType::Text;
      // `1980.1` and `1980.10` are the same number, so the month is ambiguous.
      if (cell_.text.ends_with(".1")) cell_.text += "（1月/10月？）";
      return;
    }
    if (auto date = date_of_serial(serial, context_.from_1904)) {
      cell_.type = RawType::Date;
      cell_.text = *std::move(date);
      const std::size_t time = cell_.text.find('T');
      if (time != std::string::npos && !shows_time(look()->number)) cell_.text.resize(time);
    }
  }

  const XlsxContext& context_;
  std::size_t room_;
  XlsxCells& cells_;
  SheetView& view_;
  CellMeasure measure_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> hidden_columns_;  // first and last, counted from 1
  std::vector<Unseen> unseen_;
  std::map<CellReference, std::uint32_t> styles_;  // other than the first
  std::vector<Rule> rules_;
  std::size_t first_of_ranges_ = 0;  // of the rules that have no ranges yet
  std::string sqref_;                // their ranges
  RunLookReader runs_;
  RunLooks runs_look_;
  RuleLookReader rule_;
  bool in_rule_ = false;
  std::string default_row_;
  bool hides_zeros_ = false;
  std::string margin_;
  bool has_even_margins_ = false;
  bool has_first_margins_ = false;
  bool in_cell_ = false;
  bool has_tables_ = false;
  std::size_t count_ = 0;
  std::uint32_t next_row_ = 0;
  CellReference next_;
  CellReference place_;
  XlsxCell cell_;
  std::string type_;
  std::uint32_t style_ = 0;
  std::string value_;
  bool has_value_ = false;  // the cell has a value, though perhaps an empty text
  std::string inline_;
  std::string formula_;
  std::string* into_ = nullptr;
  int phonetic_ = 0;
};

/// Whether the style of a table fills cells with more than a light tint, so that white text may show.
class TableStyleReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    if (package::local_name(name) != "tableStyleInfo") return;
    constexpr std::string_view kLight = "TableStyleLight";
    const std::string_view style = attributes.find("name");
    // Light styles 8 to 14 have dark headings; the others fill at most with a tint, which hides white text as paper
    // does.
    const auto number = style.starts_with(kLight) ? number_of(style.substr(kLight.size())) : std::nullopt;
    const bool is_light = number && *number <= 21 && (*number < 8 || *number > 14);
    has_ground = !style.empty() && !is_light;
  }
  void end(std::string_view /*name*/) override {}
  void text(std::string_view /*piece*/) override {}
  bool has_ground = false;
};

bool have_tables_ground(XlsxPackage& package, std::string_view part) {
  for (const package::Relationship& relationship : package.relationships(part)) {
    if (relationship.type != "table") continue;
    TableStyleReader reader;
    if (!package.read(relationship.target, reader) || reader.has_ground) return true;
  }
  return false;
}

}  // namespace

bool read_xlsx_sheet(XlsxPackage& package, std::string_view part, const XlsxContext& context,
                     const IntakeLimits& limits, std::size_t& room, ReturnedFile& file, XlsxCells& cells,
                     SheetView& view) {
  SheetReader reader(context, room, cells, view);
  const bool read = package.read(part, reader);
  reader.finish(reader.has_tables() && have_tables_ground(package, part));
  if (reader.count() > room) {
    const diagnostics::TextPair limit = texts::IntakeMoreCells.pair(limits.max_cells);
    file.report(diagnostics::messages::IntakeLimit, {limit.english, limit.chinese});
    return false;
  }
  room -= reader.count();
  return read;
}

}  // namespace gongwen::intake
