#include "databook/table_plan.h"

#include <algorithm>
#include <optional>

namespace gongwen::databook {
namespace {

using data::Value;

class Splitter {
 public:
  Splitter(const TablePlan& plan, std::vector<DataTable>& tables, diagnostics::Language language)
      : plan_(plan), tables_(tables), language_(language) {}

  void add_row(std::size_t table, std::size_t parent, const Value& value) {
    std::vector<DataRow>& rows = tables_[table].rows;
    const std::size_t number = rows.size() + 1;
    rows.push_back({parent, std::vector<DataCell>(plan_.tables[table].columns.size()), {}});
    // A record without values needs no cell to say so.
    if (table == 0 && value.is_object() && value.size() == 0) return;
    const std::optional<std::string> rest = take_row({table, table == 0 ? 0 : number}, value);
    if (rest) rows[number - 1].rest = {intake::RawType::Text, std::string(kLiteralMark) + *rest};
  }

 private:
  struct Place {
    std::size_t table;
    std::size_t row;  // 0 for the record
  };

  DataCell& cell(const Place& place, std::size_t column) {
    return tables_[place.table].rows[place.row == 0 ? 0 : place.row - 1].cells[column];
  }

  /// Each of these returns the JSON of what found no place.
  std::optional<std::string> take_row(const Place& place, const Value& value) {
    const Table& table = plan_.tables[place.table];
    if (table.rows_are_lists) return take_list(place, value);
    if (!value.is_object() && table.item_column) {
      cell(place, *table.item_column) = encode(value, table.columns[*table.item_column]);
      return std::nullopt;
    }
    return take_object(place, 0, value);
  }

  std::optional<std::string> take_list(const Place& place, const Value& value) {
    const Table& table = plan_.tables[place.table];
    if (!value.is_array() || value.size() == 0 || value.size() > table.columns.size()) return literal_json(value);
    for (std::size_t i = 0; i < value.size(); ++i) cell(place, i) = encode(value.at(i), table.columns[i]);
    return std::nullopt;
  }

  std::optional<std::string> take_object(const Place& place, std::size_t group, const Value& value) {
    if (!value.is_object() || value.size() == 0) return literal_json(value);
    std::string rest;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto left = take_member(place, plan_.tables[place.table].groups[group].find(value.key_at(i)), value.at(i));
      if (!left) continue;
      rest.append(rest.empty() ? "{" : ",").append(literal_json(value.key_at(i))).append(":").append(*left);
    }
    if (rest.empty()) return std::nullopt;
    return rest + "}";
  }

  std::optional<std::string> take_member(const Place& place, const Member* member, const Value& value) {
    if (member == nullptr) return literal_json(value);
    if (member->table != Member::kNone && value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) add_row(member->table, place.row, value.at(i));
      return value.size() == 0 ? std::optional(literal_json(value)) : std::nullopt;
    }
    if (member->group != Member::kNone && value.is_object()) return take_object(place, member->group, value);
    if (member->column == Member::kNone) return literal_json(value);
    cell(place, member->column) = encode(value, plan_.tables[place.table].columns[member->column]);
    return std::nullopt;
  }

  DataCell encode(const Value& value, const Column& column) const {
    return encode_cell(value, column.field, language_);
  }

  const TablePlan& plan_;
  std::vector<DataTable>& tables_;
  diagnostics::Language language_;
};

}  // namespace

std::vector<DataTable> rows_of(const TablePlan& plan, const Value& root, diagnostics::Language language) {
  std::vector<DataTable> tables(plan.tables.size());
  Splitter(plan, tables, language).add_row(0, 0, root);
  return tables;
}

std::size_t widest_list(const Value& value) {
  std::size_t widest = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Value part = value.at(i);
    if (value.is_array() && part.is_array()) widest = std::max(widest, part.size());
    widest = std::max(widest, widest_list(part));
  }
  return widest;
}

}  // namespace gongwen::databook
