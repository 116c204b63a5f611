#include "intake/detail/xlsx_sheet.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/cells.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/given_values.h"

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

/// `2024-02-29`, `2024-02-29T09:30:00Z`, `09:30:00`.
bool is_iso_moment(std::string_view text) {
  return text.size() >= 8 && text.find_first_not_of("0123456789-:.TZ+") == std::string_view::npos &&
         (text[4] == '-' || text[2] == ':' || text.front() == 'T');
}

/// Cells that are merged are few, also in large sheets.
constexpr std::size_t kMostMerges = 100'000;

/// How programs write a picture within a cell as its text.
constexpr std::string_view kPictureFormula = "=DISPIMG(";

class SheetReader final : public package::XmlHandler {
 public:
  SheetReader(const XlsxContext& context, std::size_t room, XlsxCells& cells, SheetView& view)
      : context_(context), room_(room), cells_(cells), view_(view), runs_(context.theme) {}

  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (local == "row") {
      const auto number = number_of(attributes.find("r"));
      next_.row = number && *number > 0 ? *number - 1 : next_row_;
      next_row_ = next_.row + 1;
      next_.column = 0;
      hidden_row_ = is_hidden(attributes, "ht", default_row_);
    } else if (local == "c") {
      begin_cell(attributes);
    } else if (local == "rPh") {
      ++phonetic_;
    } else if (local == "f") {
      cell_.formula = true;
    } else if (local == "v" || (local == "t" && phonetic_ == 0)) {
      into_ = local == "v" ? &value_ : &inline_;
    } else if (local == "sheetView") {
      const std::string_view zeros = attributes.find("showZeros");
      hides_zeros_ = hides_zeros_ || (!zeros.empty() && !is_on(zeros));
    } else if (local == "sheetFormatPr") {
      default_row_ = is_on(attributes.find("zeroHeight")) ? std::string_view("0") : attributes.find("defaultRowHeight");
    } else if (local == "col") {
      if (is_hidden(attributes, "width", {})) {
        hidden_columns_.emplace_back(number_of(attributes.find("min")).value_or(1),
                                     number_of(attributes.find("max")).value_or(1));
      }
    } else if (local == "mergeCell") {
      add_merge(attributes.find("ref"));
    } else if (local == "tablePart") {
      has_tables_ = true;
    } else if (local == "conditionalFormatting") {
      ranges_ = ranges_of(attributes.find("sqref"));
    } else if (local == "cfRule") {
      const auto number = number_of(attributes.find("dxfId"));
      if (number && *number < context_.looks.rules.size()) add_rule(context_.looks.rules[*number]);
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
    if (local == "v" || local == "t" || is_margin(local)) into_ = nullptr;
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

  /// When all has been read.
  void finish() {
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
      // The looks of tables, and rules, put other colors under texts.
      const bool may_show = !unseen.is_sure && (has_tables_ || is_ruled(unseen.place, &RuleLook::has_ground));
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
  }

 private:
  /// A cell whose text cannot be seen, or a part of it: then what can and what cannot.
  struct Unseen {
    CellReference place;
    bool is_sure = false;  // whatever the color below the text
    std::string seen = {};
    std::string hidden = {};
  };

  static bool is_on(std::string_view value) { return value == "1" || value == "true"; }

  static bool is_margin(std::string_view local) { return local.ends_with("Header") || local.ends_with("Footer"); }

  /// Headers and footers of even and first pages are there only where the sheet says so.
  void finish_margin() {
    for (std::string& text : margin_texts(margin_)) {
      const OverCells margin{{}, std::move(text), OverSort::Margin};
      if (std::find(view_.over.begin(), view_.over.end(), margin) == view_.over.end()) view_.over.push_back(margin);
    }
  }

  /// Merged cells show the first of them only; some programs write its text into all of them.
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

  /// Hidden, or of a size that leaves nothing to see: points, or characters.
  static bool is_hidden(const package::XmlAttributes& attributes, std::string_view size, std::string_view usual) {
    constexpr double kFewestPoints = 3;
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

  void add_rule(const RuleLook& look) {
    constexpr std::size_t kMostRules = 200;
    if (rules_.size() < kMostRules) rules_.push_back({ranges_, look});
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

  /// Whether a rule applies is not calculated here.
  void apply(const Rule& rule) {
    const RuleLook& look = rule.look;
    if (!look.hides && !look.text && !look.ground) return;
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
        cell->second.unsure = cell->second.unsure || look.hides || is_lost;
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
    in_cell_ = false;
    runs_look_ = runs_.take();
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

  const CellLook* look_of(std::uint32_t style) const {
    return style < context_.looks.cells.size() ? &context_.looks.cells[style] : nullptr;
  }
  const CellLook* look() const { return look_of(style_); }

  /// Whether the text, or some of it, is a speck or has the color of its ground.
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

  /// What a person sees of it.
  void look_at_cell() {
    // A picture in a cell is an error for programs that do not know it.
    cell_.picture =
        cell_.text.starts_with(kPictureFormula) || (cell_.error && has_metadata_ && cell_.text == "#VALUE!");
    const CellLook* const look = this->look();
    look_at_text(look == nullptr ? CellLook() : *look);
    if (style_ != 0 && !cell_.text.empty()) styles_.emplace_hint(styles_.end(), place_, style_);
    cell_.struck = std::any_of(runs_look_.runs.begin(), runs_look_.runs.end(),
                               [](const TextRun& run) { return run.is_struck && !trim_blanks(run.text).empty(); });
    if (cell_.type == RawType::Boolean) cell_.shown = cell_.text == "true" ? "TRUE" : "FALSE";
    if (hides_zeros_ && cell_.type == RawType::Number && cell_.text == "0") cell_.invisible = true;
    if (look == nullptr) return;
    cell_.struck = cell_.struck || look->is_struck;
    if (cell_.type == RawType::Text && !cell_.text.empty()) {
      cell_.invisible = hides_text(look->number);
      if (!cell_.error) cell_.odd_format = unclear_text_format(look->number);
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
      // What was typed as .1 and as .10 is the same number.
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
  std::vector<std::pair<std::uint32_t, std::uint32_t>> hidden_columns_;  // first and last, counted from 1
  std::vector<Unseen> unseen_;
  std::map<CellReference, std::uint32_t> styles_;  // other than the first
  std::vector<CellArea> ranges_;                   // of the rules that follow
  std::vector<Rule> rules_;
  RunLookReader runs_;
  RunLooks runs_look_;
  std::string default_row_;
  bool hides_zeros_ = false;
  std::string margin_;
  bool has_even_margins_ = false;
  bool has_first_margins_ = false;
  bool in_cell_ = false;
  bool hidden_row_ = false;
  bool has_tables_ = false;
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
