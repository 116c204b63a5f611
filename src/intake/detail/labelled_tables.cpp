#include "intake/detail/labelled_tables.h"

#include "base/utf8.h"
#include "data/table_frame.h"
#include "intake/detail/field_labels.h"
#include "intake/field_data.h"
#include "intake/given_values.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::intake {
namespace {

bool is_head_of_numbers(std::string_view label) {
  return label == "序号" || label == "编号" || base::equals_ignoring_ascii_case(label, "no.") ||
         base::equals_ignoring_ascii_case(label, "no");
}

bool is_row_number(std::string_view text) {
  return !text.empty() && text.size() < 4 && std::all_of(text.begin(), text.end(), base::is_ascii_digit);
}

/// Whether a head states what the names below it are: 科目, 评价内容.
bool names_rows(std::string_view head) {
  constexpr auto kWords =
      std::to_array<std::string_view>({"科目", "项目", "内容", "类别", "类型", "名称", "指标", "事项", "年度", "月份",
                                       "时间", "单位", "部门", "姓名", "Stage", "Item"});
  return std::any_of(kWords.begin(), kWords.end(), [head](std::string_view word) { return head.ends_with(word); });
}

class TableReader {
 public:
  explicit TableReader(LabelledCells& cells) : cells_(cells) {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const LooseCell& cell = cells_.cell(i);
      ++counts_[cells_.label(i)];
      if (!cell.sheet.empty()) rows_[{cell.sheet, cell.row}].push_back(i);
    }
  }

  void read() {
    read_boxes();
    for (auto row = rows_.begin(); row != rows_.end(); ++row) {
      if (const auto heads = heads_of(row->second)) read_list(row, *heads);
    }
    for (const auto& [place, row] : rows_) read_row(row);
  }

  std::vector<std::size_t> doubtful_labels() const {
    std::map<std::string, std::size_t> uses;
    for (const UsedLabel& one : labels_) ++uses[one.pattern];
    std::vector<std::size_t> doubtful;
    for (const UsedLabel& one : labels_) {
      const bool is_doubtful = uses[one.pattern] > 1 || one.is_behind_label;
      if (!one.has_value && is_doubtful && !cells_.single().is_group(cells_.label(one.cell)))
        doubtful.push_back(one.cell);
    }
    return doubtful;
  }

 private:
  using Row = std::vector<std::size_t>;  // the indexes of its cells
  using Rows = std::map<std::pair<std::string, std::uint32_t>, Row>;

  /// A table of one cell has its label in the line above it.
  void read_boxes() {
    std::map<std::string, std::size_t> counts;  // of cells, by table
    for (const auto& [place, row] : rows_) counts[place.first] += row.size();
    std::size_t heading = cells_.size();
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const LooseCell& cell = cells_.cell(i);
      if (cell.sheet.empty() && !is_room(cell.text)) heading = i;
      if (cell.sheet.empty()) continue;
      const std::string* const pattern = heading == cells_.size() || counts[cell.sheet] != 1 || cells_.is_taken(i)
                                             ? nullptr
                                             : cells_.single().find(cells_.label(heading));
      heading = cells_.size();
      if (pattern == nullptr) continue;
      cells_.take(i);
      cells_.add_text(cells_.pointer(*pattern), cell.text, cells_.place(i));
    }
  }

  /// The columns of a list whose heads are in this row: at least two of one list.
  std::optional<std::map<std::uint32_t, std::string>> heads_of(const Row& row) const {
    std::map<std::string, std::map<std::uint32_t, std::string>> lists;
    for (const std::size_t i : row) {
      for (const std::string& pattern : cells_.in_lists().all(cells_.label(i)))
        lists[list_of(pattern)].emplace(cells_.cell(i).column, pattern);
    }
    const std::map<std::uint32_t, std::string>* best = nullptr;
    for (const auto& [list, columns] : lists) {
      if (columns.size() >= 2 && (best == nullptr || columns.size() > best->size())) best = &columns;
    }
    if (best == nullptr || has_answers_beside(row, *best)) return std::nullopt;
    return *best;
  }

  /// Whether the heads are labels with answers to their right: 姓名 and 性别 beside 项目负责人.
  bool has_answers_beside(const Row& row, const std::map<std::uint32_t, std::string>& heads) const {
    std::size_t answers = 0;
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (!heads.contains(cells_.cell(row[k]).column)) continue;
      if (cells_.single().find(cells_.label(row[k])) == nullptr) return false;
      if (k + 1 < row.size() && !cells_.is_label(cells_.label(row[k + 1]))) ++answers;
    }
    return 2 * answers >= heads.size();
  }

  /// Adds the columns of a second row of heads: 起 and 止 below 起止时间 are 起止时间（起） and 起止时间（止）. Returns
  /// whether there is such a row.
  bool add_lower_heads(Rows::iterator head, std::map<std::uint32_t, std::string>& columns) {
    const auto below = std::next(head);
    if (below == rows_.end() || below->first.first != head->first.first) return false;
    const std::string list = list_of(columns.begin()->second);
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const std::size_t i : below->second) {
      if (cells_.label(i).empty()) continue;
      std::string above;
      for (const std::size_t k : head->second) {
        if (cells_.cell(k).column <= cells_.cell(i).column && !cells_.label(k).empty()) above = cells_.label(k);
      }
      const std::string whole = above + "(" + cells_.label(i) + ")";
      if (!cells_.in_lists().has(whole)) continue;
      for (const std::string& pattern : cells_.in_lists().all(whole)) {
        if (list_of(pattern) == list) found.emplace_back(i, pattern);
      }
    }
    for (const auto& [i, pattern] : found) {
      columns[cells_.cell(i).column] = pattern;
      cells_.take(i);
    }
    return !found.empty();
  }

  /// The first cell of a row with a text that is not the number of the row; null in empty rows.
  const std::size_t* first_filled(const Row& row, const std::set<std::uint32_t>& numbered) const {
    const auto found = std::find_if(row.begin(), row.end(), [&](std::size_t i) {
      const bool is_number = numbered.contains(cells_.cell(i).column) && is_row_number(cells_.label(i));
      return !is_number && !written(cells_.cell(i).text).empty();
    });
    return found == row.end() ? nullptr : &*found;
  }

  /// Whether labels begin again in a row below a list. One label alone may be a value: 负责人 below 职务.
  bool ends_list(const Row& row, const std::size_t* first) const {
    const auto is_print = [this](std::size_t i) {
      return cells_.single().has(cells_.label(i)) || cells_.prints(cells_.label(i));
    };
    if (first != nullptr && is_print(*first)) return true;
    return std::count_if(row.begin(), row.end(), is_print) > 1 || heads_of(row);
  }

  /// Whether a cell is merged over the columns of a list, so that its row does not belong to the list. Tables of Word
  /// files have all their cells.
  bool is_merged_over(const Row& row, const std::map<std::uint32_t, std::string>& columns) const {
    if (!cells_.is_docx()) return false;
    const auto there =
        std::count_if(row.begin(), row.end(), [&](std::size_t i) { return columns.contains(cells_.cell(i).column); });
    return there == 1;
  }

  void read_list(Rows::iterator head, std::map<std::uint32_t, std::string> columns) {
    const bool has_lower = add_lower_heads(head, columns);
    std::set<std::uint32_t> numbered;  // columns with the numbers of rows
    std::map<std::uint32_t, std::string> units;
    for (const std::size_t i : head->second) {
      const std::string text = cells_.label(i);
      cells_.take(i);
      const auto column = columns.find(cells_.cell(i).column);
      if (is_head_of_numbers(text))
        numbered.insert(cells_.cell(i).column);
      else if (column != columns.end() && cells_.in_lists().contains(text))
        units[column->first] =
            cells_.unit_beside(cells_.cell(i).text, cells_.field(column->second).notes, cells_.place(i));
      else if (!is_room(cells_.cell(i).text) && !cells_.in_lists().has_members(text) && !cells_.prints(text))
        cells_.report(cells_.place(i), cells_.cell(i).text);
    }
    const std::string list = list_of(columns.begin()->second);
    std::size_t index = next_[list];
    for (auto row = std::next(head, has_lower ? 2 : 1); row != rows_.end() && row->first.first == head->first.first;
         ++row) {
      const std::size_t* const first = first_filled(row->second, numbered);
      if (ends_list(row->second, first)) break;
      // A sum is not an item; read_named_row finds its fields, and other sums are reported.
      if (first != nullptr && data::is_remark(plain_label(cells_.label(*first)))) continue;
      if (is_merged_over(row->second, columns)) break;
      bool has_value = false;
      for (const std::size_t i : row->second) {
        if (columns.contains(cells_.cell(i).column)) has_value = has_value || !written(cells_.cell(i).text).empty();
      }
      for (const std::size_t i : row->second) {
        const auto column = columns.find(cells_.cell(i).column);
        if (numbered.contains(cells_.cell(i).column) && is_row_number(cells_.label(i))) cells_.take(i);
        if (column == columns.end()) continue;
        std::string pointer = column->second;
        pointer.replace(pointer.find("/*"), 2, "/" + std::to_string(index));
        // The items of lists within lists cannot be told apart; they are reported.
        if (pointer.find('*') != std::string::npos) continue;
        cells_.take(i);
        if (has_value) cells_.add(pointer, column->second, cells_.cell(i).text, cells_.place(i), units[column->first]);
      }
      if (has_value) ++index;
    }
    next_[list] = index;
    // Reports the list as blank, not as missing.
    if (index > 0) return;
    for (const auto& [column, pattern] : columns) {
      std::string pointer = pattern;
      pointer.replace(pointer.find("/*"), 2, "/0");
      if (pointer.find('*') == std::string::npos) cells_.add_blank(pointer, cells_.place(head->second.front()));
    }
  }

  void read_row(const Row& row) {
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (cells_.is_taken(row[k])) continue;
      const std::string text = cells_.label(row[k]);
      const std::string* pattern = cells_.single().find_in_group(group_of(row, k), text);
      // 合计 may be the label of a field, but the heads above the figures decide which sums they are.
      if (pattern == nullptr && !cells_.single().has(text) &&
          (read_named_row(row, k) || read_period(row, k) || read_notes(row, k))) {
        cells_.take(row[k]);
        continue;
      }
      if (pattern == nullptr) pattern = cells_.single().find(text);
      if (pattern == nullptr) continue;
      cells_.take(row[k]);
      if (read_ticks(row, k, *pattern)) return;
      const std::optional<std::size_t> value = value_of(row, k);
      const bool is_behind_label = k > 0 && !labels_.empty() && labels_.back().cell == row[k - 1];
      labels_.push_back({row[k], *pattern, value.has_value(), is_behind_label && !labels_.back().has_value});
      const std::string unit =
          cells_.unit_beside(cells_.cell(row[k]).text, cells_.field(*pattern).notes, cells_.place(row[k]));
      if (!value) continue;
      cells_.take(*value);
      cells_.add(cells_.pointer(*pattern), *pattern, cells_.cell(*value).text, cells_.place(*value), unit);
    }
  }

  /// The words in the cell to the left, or above that cell if it is empty, as merged cells are.
  std::string group_of(const Row& row, std::size_t k) const {
    constexpr int kMostAbove = 20;
    if (k == 0) return {};
    std::size_t left = row[k - 1];
    for (int above = 0; above < kMostAbove && cells_.label(left).empty(); ++above) {
      const auto upper = rows_.find({cells_.cell(left).sheet, cells_.cell(left).row - 1});
      if (upper == rows_.end()) return {};
      const auto found = std::find_if(upper->second.begin(), upper->second.end(),
                                      [&](std::size_t i) { return cells_.cell(i).column == cells_.cell(left).column; });
      if (found == upper->second.end()) return {};
      left = *found;
    }
    return cells_.label(left);
  }

  /// Whether a cell is the only one with a text that the form prints, such as 照片, and is therefore not an answer.
  bool is_print_itself(std::size_t index) const {
    const auto count = counts_.find(cells_.label(index));
    return cells_.prints(cells_.label(index)) && count != counts_.end() && count->second == 1;
  }

  /// The cell of the value: the next one, otherwise the one below, unless that is itself beside a label.
  std::optional<std::size_t> value_of(const Row& row, std::size_t k) const {
    const bool has_next = k + 1 < row.size();
    if (has_next && !cells_.is_label(cells_.label(row[k + 1])) && !is_print_itself(row[k + 1]))
      return cells_.is_taken(row[k + 1]) ? std::nullopt : std::optional(row[k + 1]);
    const auto lower = rows_.find({cells_.cell(row[k]).sheet, cells_.cell(row[k]).row + 1});
    if (lower == rows_.end()) return std::nullopt;
    const Row& cells = lower->second;
    const auto found = std::find_if(cells.begin(), cells.end(),
                                    [&](std::size_t i) { return cells_.cell(i).column == cells_.cell(row[k]).column; });
    if (found == cells.end() || cells_.is_taken(*found) || cells_.is_label(cells_.label(*found))) return std::nullopt;
    if (has_next && found != cells.begin() && cells_.is_label(cells_.label(*std::prev(found)))) return std::nullopt;
    return *found;
  }

  /// Finds the nearest text above a cell that satisfies `is_such`. That text is a head and not a value, nor 科目 in the
  /// corner above the names of the rows.
  template <typename Test>
  std::string head_over(std::size_t index, std::uint32_t corner, const Test& is_such) {
    // The limit keeps the time linear in tables of many rows.
    constexpr int kMostAbove = 200;
    int above = 0;
    for (auto row = rows_.find({cells_.cell(index).sheet, cells_.cell(index).row});
         row != rows_.begin() && above < kMostAbove; ++above) {
      --row;
      if (row->first.first != cells_.cell(index).sheet) break;
      for (const std::size_t i : row->second) {
        if (cells_.cell(i).column != cells_.cell(index).column || cells_.label(i).empty() || !is_such(cells_.label(i)))
          continue;
        for (const std::size_t other : row->second) {
          const bool is_corner = cells_.cell(other).column == corner && names_rows(cells_.label(other));
          if (other == i || is_corner || is_head_of_numbers(cells_.label(other))) cells_.take(other);
        }
        return cells_.label(i);
      }
    }
    return {};
  }

  /// Reads a row whose first cell is a part of the labels: 设备费 under 第一年 is 设备费（第一年）.
  bool read_named_row(const Row& row, std::size_t k) {
    const std::string own = plain_label(cells_.label(row[k]));
    // 师资费 before 讲课费
    const std::string group = plain_label(group_of(row, k));
    const std::string grouped = group + own;
    const std::string& name = cells_.single().has_members(grouped) ? grouped : own;
    if (own.empty() || !cells_.single().has_members(name)) return false;
    bool found = false;
    std::string unit;
    for (std::size_t next = k + 1; next < row.size(); ++next) {
      const std::string* pattern = nullptr;
      head_over(row[next], cells_.cell(row[k]).column, [&](const std::string& head) {
        pattern = cells_.single().find_member(name, head);
        return pattern != nullptr;
      });
      if (pattern == nullptr || cells_.is_taken(row[next])) continue;
      if (!found) unit = cells_.unit_beside(cells_.cell(row[k]).text, {}, cells_.place(row[k]));
      cells_.take(row[next]);
      found = true;
      cells_.add(cells_.pointer(*pattern), *pattern, cells_.cell(row[next]).text, cells_.place(row[next]), unit);
    }
    if (found && !group.empty() && &name == &grouped) cells_.single().note_group(group);
    for (std::size_t before = 0; found && before < k; ++before) {
      if (is_row_number(cells_.label(row[before]))) cells_.take(row[before]);
    }
    return found;
  }

  /// Reads a row of boxes with a choice above each: the value is the choice above the ticked one.
  bool read_ticks(const Row& row, std::size_t k, const std::string& pattern) {
    constexpr auto kTicks = std::to_array<std::string_view>({"√", "✓", "✔", "☑", "☒", "■", "●", "V", "v"});
    constexpr auto kBoxes = std::to_array<std::string_view>({"", "□", "☐", "○", "◯"});
    const auto is_sign = [](std::string_view text, const auto& signs) {
      return std::find(signs.begin(), signs.end(), trim_blanks(text)) != signs.end();
    };
    // Remarks beside them are separate fields: 会议组织（备注）.
    const std::string name = plain_label(cells_.label(row[k]));
    const auto is_member = [&](std::size_t i) {
      return cells_.single().has_members(name) &&
             !head_over(row[i], cells_.cell(row[k]).column, [&](const std::string& head) {
                return cells_.single().find_member(name, head) != nullptr;
              }).empty();
    };
    std::vector<std::size_t> members;
    std::size_t ticked = row.size();
    std::vector<std::size_t> others;  // a person must decide which one counts
    for (std::size_t i = k + 1; i < row.size(); ++i) {
      if (is_member(i))
        members.push_back(i);
      else if (is_sign(cells_.cell(row[i]).text, kTicks))
        ticked == row.size() ? void(ticked = i) : others.push_back(i);
      else if (!is_sign(cells_.cell(row[i]).text, kBoxes))
        return false;
    }
    if (row.size() - k - members.size() < 3) return false;
    if (ticked == row.size() && members.empty()) return read_no_tick(row, k, pattern);
    if (!members.empty()) read_named_row(row, k);
    if (ticked == row.size()) {
      cells_.add_blank(cells_.pointer(pattern), cells_.place(row[k]));
      return true;
    }
    const auto is_head = [&](const std::string& text) {
      return !is_sign(text, kTicks) && !is_sign(text, kBoxes);
    };
    const std::string head = head_over(row[ticked], cells_.cell(row[k]).column, is_head);
    if (head.empty()) return false;
    // The other choices are heads, too.
    for (std::size_t i = k + 1; i < row.size(); ++i) head_over(row[i], cells_.cell(row[k]).column, is_head);
    for (std::size_t i = k + 1; i < row.size(); ++i) cells_.take(row[i]);
    std::string value = others.empty() ? head : "☑" + head;
    for (const std::size_t i : others) value += "\n☑" + head_over(row[i], cells_.cell(row[k]).column, is_head);
    cells_.add_text(cells_.pointer(pattern), value, cells_.place(row[ticked]));
    return true;
  }

  /// Takes the heads above a row without a tick, if they are choices of its field.
  bool read_no_tick(const Row& row, std::size_t k, const std::string& pattern) {
    const std::set<std::string>& options = cells_.field(pattern).options;
    const auto is_option = [&options](const std::string& head) {
      return std::any_of(options.begin(), options.end(),
                         [&head](const std::string& option) { return label_text(option) == head; });
    };
    std::size_t heads = 0;
    for (std::size_t i = k + 1; i < row.size(); ++i)
      heads += head_over(row[i], cells_.cell(row[k]).column, is_option).empty() ? 0 : 1;
    if (heads < 2) return false;
    cells_.add_blank(cells_.pointer(pattern), cells_.place(row[k]));
    return true;
  }

  /// 2024年3月至2026年2月 beside a label with two fields: （起） and （止）.
  bool read_period(const Row& row, std::size_t k) {
    const std::string name = plain_label(cells_.label(row[k]));
    const std::string* const begin = cells_.single().find_member(name, "起");
    const std::string* const end = cells_.single().find_member(name, "止");
    if (begin == nullptr || end == nullptr || k + 1 >= row.size() || cells_.is_taken(row[k + 1])) return false;
    const LooseCell& value = cells_.cell(row[k + 1]);
    const std::optional<PeriodText> period = parted_period(value.text);
    if (!period) return false;
    cells_.take(row[k + 1]);
    cells_.add_text(cells_.pointer(*begin), period->begin, cells_.place(row[k + 1]));
    cells_.add_text(cells_.pointer(*end), period->end, cells_.place(row[k + 1]));
    if (const std::string* const days = cells_.single().find_member(name, "天");
        days != nullptr && !period->days.empty())
      cells_.add_text(cells_.pointer(*days), period->days, cells_.place(row[k + 1]));
    else if (!period->rest.empty())
      cells_.report(cells_.place(row[k + 1]), period->rest);
    cells_.unit_beside(cells_.cell(row[k]).text, {}, cells_.place(row[k]));
    return true;
  }

  /// Reads `（办公）010-1　（手机）138` beside 联系电话, whose fields are 联系电话（办公） and 联系电话（手机）.
  bool read_notes(const Row& row, std::size_t k) {
    const std::string name = plain_label(cells_.label(row[k]));
    if (!cells_.single().has_members(name) || k + 1 >= row.size() || cells_.is_taken(row[k + 1])) return false;
    const std::string_view text = trim_blanks(cells_.cell(row[k + 1]).text);
    std::vector<std::pair<const std::string*, std::string_view>> found;
    for (std::size_t at = 0; at < text.size();) {
      const std::string_view rest = text.substr(at);
      const std::string_view open = rest.starts_with("（") ? "（" : rest.starts_with('(') ? "(" : "";
      const std::size_t close = open.empty() ? std::string_view::npos : rest.find(open == "（" ? "）" : ")");
      if (close == std::string_view::npos) return false;
      const std::string note = label_text(rest.substr(open.size(), close - open.size()));
      const std::string* const pattern = cells_.single().find_member(name, note);
      if (pattern == nullptr) return false;
      const std::size_t begin = close + open.size();
      const std::size_t end = std::min(rest.find("（", begin), rest.find("(", begin));
      found.emplace_back(pattern, rest.substr(begin, end == std::string_view::npos ? end : end - begin));
      at = end == std::string_view::npos ? text.size() : at + end;
    }
    if (found.empty()) return false;
    cells_.take(row[k + 1]);
    for (const auto& [pattern, value] : found)
      cells_.add(cells_.pointer(*pattern), *pattern, trim_blanks(value), cells_.place(row[k + 1]), {});
    return true;
  }

  struct UsedLabel {
    std::size_t cell = 0;
    std::string pattern;
    bool has_value = false;        // or a blank
    bool is_behind_label = false;  // which has none
  };

  LabelledCells& cells_;
  Rows rows_;                                  // by table and number
  std::map<std::string, std::size_t> next_;    // index of the next item, by list
  std::map<std::string, std::size_t> counts_;  // of cells and lines, by label
  std::vector<UsedLabel> labels_;
};

}  // namespace

std::vector<std::size_t> read_tables(LabelledCells& cells) {
  TableReader reader(cells);
  reader.read();
  return reader.doubtful_labels();
}

}  // namespace gongwen::intake
