#include "adopt/detail/head_fields.h"

#include "adopt/detail/form_words.h"
#include "adopt/detail/line_places.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::adopt {
namespace {

constexpr std::size_t kMostNamedCells = 60;  // of rows with names; more are read as a list
constexpr std::size_t kMaxTitle = 60;        // bytes of a list title that may be taken from a cell beside it

class HeadFields {
 public:
  HeadFields(std::vector<TableRow>& rows, const Label* title, FieldCollector& form)
      : rows_(rows), title_(title), form_(form) {}

  bool add(std::size_t r) {
    constexpr std::size_t kMostHeads = 3;  // rows
    for (std::size_t depth = 1; depth <= kMostHeads; ++depth) {
      std::optional<TableHeads> heads = read_heads(rows_, r, depth);
      if (!heads) continue;
      std::vector<NamedRow> found;
      for (std::size_t below = heads->end_row; below < rows_.size(); ++below) {
        found.push_back(read_row_under(*heads, rows_, below));
        if (found.back().type != RowUnderHeads::Other) continue;
        found.pop_back();
        break;
      }
      drop_rows_with_words(*heads, found);
      if (found.empty()) continue;
      const bool is_single = found.size() == 1 && found.front().type == RowUnderHeads::Empty;
      // One empty row may be a row of single fields; several are a list.
      if (is_single && depth == 1 && !heads->heads.front().is_number && heads->end_row + 1 != rows_.size()) {
        add_below(*heads, rows_[heads->end_row]);
        return true;
      }
      read_rows(*heads, found);
      return true;
    }
    return false;
  }

 private:
  /// Rows in which some columns are printed, 30分 under 分值, must be alike: the others are rows of labels with answers
  /// beside them.
  void drop_rows_with_words(const TableHeads& heads, std::vector<NamedRow>& found) const {
    const auto has_words = [](const NamedRow& row) {
      return !row.printed.empty();
    };
    const auto first = std::find_if(found.begin(), found.end(), has_words);
    if (first == found.end()) return;
    const bool has_numbers =
        std::any_of(heads.heads.begin(), heads.heads.end(), [](const TableHead& head) { return head.is_number; });
    const bool are_answers = std::all_of(heads.heads.begin(), heads.heads.end(), [&](const TableHead& head) {
      const bool is_printed =
          std::find(first->printed.begin(), first->printed.end(), head.column) != first->printed.end();
      return is_printed || head.is_number || head.column <= first->cell->column() || asks_for_answer(head.own);
    });
    const auto alike =
        std::count_if(first, found.end(), [first](const NamedRow& row) { return row.printed == first->printed; });
    const auto others = std::count_if(first, found.end(), has_words);
    if (alike < 2 || alike != others || !(has_numbers || are_answers)) found.erase(first, found.end());
  }

  /// Whether a head is above cells that a person fills in beside printed ones: 得分, 完成情况, 备注.
  static bool asks_for_answer(std::string_view head) {
    constexpr std::array<std::string_view, 20> kWords{"得分", "评分", "打分", "分数", "自评", "评价", "结果",
                                                      "结论", "意见", "备注", "说明", "金额", "数量", "情况",
                                                      "是否", "评定", "等级", "完成", "确认", "人数"};
    return std::any_of(kWords.begin(), kWords.end(),
                       [head](std::string_view word) { return head.find(word) != std::string_view::npos; });
  }

  void read_rows(TableHeads& heads, const std::vector<NamedRow>& found) {
    const std::size_t first = heads.end_row;
    for (TableCell* const cell : heads.cells) cell->is_used = true;
    for (std::size_t i = 0; i < found.size();) {
      std::size_t end = i;
      while (end < found.size() && found[end].type == RowUnderHeads::Empty) ++end;
      if (end > i) add_list(heads, first + i, first + end);
      // Each cell of named rows becomes a field; a large table would have too many.
      std::size_t named = i;
      while (named < found.size() && found[named].type == RowUnderHeads::Named) ++named;
      if (end == i && (named - i) * (heads.heads.size() - 1) > kMostNamedCells) {
        std::vector<const TableCell*> names;
        for (std::size_t row = i; row < named; ++row) names.push_back(found[row].cell);
        add_list(heads, first + i, first + named, names);
        i = named;
        continue;
      }
      const bool is_sum = i > 0 && found[0].type == RowUnderHeads::Empty;
      if (end == i) add_named_row(heads, rows_[first + i], found[i], is_sum);
      i = std::max(end, i + 1);
    }
    for (std::size_t row = first; row < first + found.size(); ++row) {
      for (TableCell& cell : rows_[row]) cell.is_used = true;
    }
  }

  /// `names` are the first cells of the rows, if they are printed; they do not become a column.
  void add_list(const TableHeads& heads, std::size_t first, std::size_t end,
                const std::vector<const TableCell*>& names = {}) {
    GuessedField list;
    list.type = GuessedType::List;
    list.rows = end - first;
    list.reason = GuessReason::EmptyRows;
    list.place = form_.place_of(heads.cells.front()->text.paragraph);
    list.confidence = list.rows > 1 ? 0.9 : 0.65;
    list.title = title_of_list(heads.cells.front()->row, end);
    for (const TableCell* const name : names) {
      if (const std::optional<Label> label = read_label(name->text.text, kMostOfQuestion))
        list.note += (list.note.empty() ? "" : "、") + label->text;
    }
    const auto is_named = [&](const TableHead& head) {
      return !names.empty() && head.column == names.front()->column();
    };
    for (const TableHead& head : heads.heads) {
      if (head.is_number) form_.say(head.label.text);
      if (head.is_number || is_named(head)) continue;
      GuessedField column = form_.field_of(head.label, GuessedType::ByTitle, heads.cells.front()->text.paragraph,
                                           GuessReason::EmptyRows, list.confidence);
      // 单位 below 数量 is a unit, not an organisation.
      column.base = head.parent.empty() || head.own != "单位" ? head.own : std::string();
      if (const TableCell* const cell = cell_under(head, rows_[first])) put_cell_type(*cell, column);
      list.columns.push_back(std::move(column));
    }
    if (list.columns.empty()) return;
    name_columns(list.columns);
    Answer answer;
    for (std::size_t row = first; row < end; ++row) {
      std::vector<AnswerPlace>& places = answer.rows.emplace_back();
      for (const TableHead& head : heads.heads) {
        if (head.is_number || is_named(head)) continue;
        const TableCell* const cell = cell_under(head, rows_[row]);
        places.push_back(cell == nullptr ? AnswerPlace() : place_of_cell(cell->text));
      }
    }
    form_.add(std::move(list), std::move(answer));
  }

  /// Numbers columns that have the same title.
  static void name_columns(std::vector<GuessedField>& columns) {
    std::set<std::string> titles;
    for (GuessedField& column : columns) {
      const std::string title = column.title;
      for (int number = 2; !titles.insert(column.title).second; ++number)
        column.title = title + "（" + std::to_string(number) + "）";
    }
  }

  /// Takes type, options and unit from a blank date, boxes or a unit in the cell below a head.
  static void put_cell_type(const TableCell& cell, GuessedField& field) {
    FieldCollector::put_unit(unit_of_cell(cell.text.text), field);
    if (!cell.text.controls.empty()) FieldCollector::put_control(cell.text.controls.front(), field);
    // Cells of a list have only one line.
    if (field.type == GuessedType::LongText) field.type = GuessedType::ByTitle;
    for (const LinePlace& place : line_places(cell.text.text)) {
      if (place.type == PlaceType::Date) field.type = GuessedType::Date;
      if (place.type == PlaceType::Month) field.type = GuessedType::Month;
      if (place.type != PlaceType::Boxes) continue;
      field.type = GuessedType::Choice;
      for (const LabelledPlace& option : place.options) {
        if (std::find(field.options.begin(), field.options.end(), option.label) == field.options.end())
          field.options.push_back(option.label);
      }
    }
  }

  /// Reads a row with a name: makes a field for each of its cells, 设备费（第一年）; for a row of boxes, one field with
  /// the heads as choices; for a row of sums below a list, only the columns that can be added.
  void add_named_row(const TableHeads& heads, TableRow& row, const NamedRow& named, bool is_sum) {
    const std::uint32_t paragraph = named.cell->text.paragraph;
    const bool is_scale = named.type == RowUnderHeads::Named && !is_sum && are_scale(heads);
    if (named.type == RowUnderHeads::Ticks || is_scale) {
      GuessedField field = form_.field_of(named.name, GuessedType::Choice, paragraph, GuessReason::Boxes, 0.85);
      Answer answer;
      answer.is_in_line = true;
      for (const TableHead& head : heads.heads) {
        TableCell* const cell = cell_under(head, row);
        if (cell == nullptr || head.is_number || cell == named.cell || (is_scale && !is_of_scale(head.own))) continue;
        if (cell->grid->rows > 1 || is_printed(named, head)) continue;
        AnswerPlace& place = answer.places.emplace_back(place_in(cell->text, 0, cell->text.text.size()));
        place.option = head.label.text;
        field.options.push_back(head.label.text);
      }
      form_.add(std::move(field), std::move(answer), named.group);
      if (!is_scale) return;
    }
    // Grand Total, merged over all columns but one.
    const bool has_one = row.size() == 2 && named.group.empty() && named.printed.empty();
    for (const TableHead& head : heads.heads) {
      TableCell* const cell = cell_under(head, row);
      if (cell == nullptr || head.is_number || cell == named.cell || head.label.text.empty()) continue;
      if (is_printed(named, head)) form_.print(cell->text.text);
      if (cell->grid->rows > 1 || is_printed(named, head)) continue;
      if (is_sum && !has_one && !can_be_added(head.own)) continue;
      if (is_scale && is_of_scale(head.own)) continue;
      GuessedField field =
          form_.field_of(named.name, GuessedType::ByTitle, cell->text.paragraph, GuessReason::CellBeside, 0.75);
      // 评分（第一天）, and 管理人员（学历·博士） under heads with two rows.
      if (!has_one) field.title += "（" + (head.parent.empty() ? std::string() : head.parent + "·") + head.own + "）";
      field.label.clear();
      field.base = head.own;
      put_cell_type(*cell, field);
      Answer answer;
      answer.places.push_back(place_of_cell(cell->text));
      form_.add(std::move(field), std::move(answer), named.group);
    }
  }

  static bool is_printed(const NamedRow& row, const TableHead& head) {
    return std::find(row.printed.begin(), row.printed.end(), head.column) != row.printed.end();
  }

  /// Whether a head is an answer that is ticked in an empty cell below it.
  static bool is_of_scale(std::string_view head) {
    constexpr std::array<std::string_view, 38> kWords{
        "非常满意", "很满意",     "满意", "较满意", "比较满意", "基本满意", "一般",     "不满意",
        "很不满意", "非常不满意", "优秀", "优",     "良好",     "良",       "中等",     "中",
        "差",       "较差",       "较好", "好",     "合格",     "不合格",   "基本合格", "及格",
        "不及格",   "是",         "否",   "有",     "无",       "符合",     "不符合",   "基本符合",
        "同意",     "不同意",     "Yes",  "No",     "赞成",     "反对"};
    return std::find(kWords.begin(), kWords.end(), head) != kWords.end();
  }

  /// Whether at least two heads are answers, and the others are the names of the rows and remarks.
  static bool are_scale(const TableHeads& heads) {
    return std::count_if(heads.heads.begin(), heads.heads.end(),
                         [](const TableHead& head) { return is_of_scale(head.own); }) >= 2;
  }

  static bool can_be_added(std::string_view head) {
    constexpr std::array<std::string_view, 12> kWords{"金额", "数量", "费",   "额", "数",     "元",
                                                      "小计", "合计", "总价", "款", "amount", "Amount"};
    return std::any_of(kWords.begin(), kWords.end(),
                       [head](std::string_view word) { return head.find(word) != std::string_view::npos; });
  }

  /// The place for the answer in a cell that has only `……`, a blank date, boxes or a control.
  static AnswerPlace place_of_cell(const CellText& cell) {
    AnswerPlace place;
    if (!cell.controls.empty() && !cell.controls.front().shown.empty())
      return {cell.controls.front().paragraph, cell.controls.front().shown};
    if (unit_of_cell(cell.text).empty()) place = place_in(cell, 0, cell.text.size());
    if (place.paragraph == nullptr && !cell.paragraphs.empty()) place.paragraph = cell.paragraphs.front();
    return place;
  }

  void add_below(const TableHeads& heads, TableRow& below) {
    // Two labels above two empty cells may as well be labels with the cells to their right: so only rows without empty
    // cells count.
    for (const TableHead& head : heads.heads) {
      const TableCell* const cell = cell_under(head, below);
      GuessedField field = form_.field_of(head.label, GuessedType::ByTitle, heads.cells.front()->text.paragraph,
                                          GuessReason::CellBelow, 0.7);
      Answer answer;
      if (cell != nullptr) {
        put_cell_type(*cell, field);
        answer.places.push_back(place_of_cell(cell->text));
        // A box represents its choice; other contents are replaced.
        if (!field.options.empty()) answer.places.front().parts.clear();
      }
      form_.add(std::move(field), std::move(answer));
    }
    for (TableCell* const cell : heads.cells) cell->is_used = true;
    for (TableCell& cell : below) cell.is_used = true;
  }

  /// The name of a list: the cell that is merged beside its rows, the row of one cell above it, or the heading above
  /// its table.
  std::string title_of_list(std::size_t r, std::size_t end) const {
    for (std::size_t above = r + 1; above-- > 0;) {
      for (const TableCell& cell : rows_[above]) {
        if (cell.grid->rows <= 1 || cell.end_row() < end) continue;
        if (const std::optional<Label> label = read_label(cell.text.text); label && label->text.size() <= kMaxTitle)
          return label->text;
      }
    }
    if (r > 0 && rows_[r - 1].size() == 1) {
      if (const std::optional<Label> label = read_label(rows_[r - 1].front().text.text)) return label->text;
    }
    if (title_ != nullptr) return title_->text;
    if (form_.heading() && form_.heading()->text.size() <= kMaxTitle) return form_.heading()->text;
    const std::string& title = form_.title();
    const bool is_english = !title.empty() && base::is_ascii_alpha(title.back());
    return title.empty() ? "明细" : title + (is_english ? " entries" : "明细");
  }

  std::vector<TableRow>& rows_;
  const Label* title_;
  FieldCollector& form_;
};

}  // namespace

bool add_fields_under_heads(std::vector<TableRow>& rows, std::size_t r, const Label* title, FieldCollector& form) {
  return HeadFields(rows, title, form).add(r);
}

}  // namespace gongwen::adopt
