// FactColumns: which field of a record a head of a table names, by any of the titles that the forms of the record have
// for it. Where two fields share a title, the type of the row decides.
#pragma once

#include "data/table_frame.h"
#include "databook/table_plan.h"
#include "store/detail/record_schemas.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::store {

/// A single value of a record, or a list with its own table.
struct FactTarget {
  bool is_list = false;
  std::size_t index = 0;  // of the column; of the table in the plan
  friend bool operator==(const FactTarget&, const FactTarget&) = default;
};

/// A name by which something is found.
struct FactName {
  std::string text;
  FactTarget target;
};

class FactColumns {
 public:
  FactColumns(const RecordSchemas& schemas, RecordType type);

  const databook::TablePlan& plan() const { return plan_; }
  std::size_t table() const { return table_; }
  const databook::Table& record() const { return plan_.tables[table_]; }
  /// The column that decides what others a record has; nothing for records of one form.
  std::optional<std::size_t> type_column() const;

  /// All that a head may mean; none: it is unknown.
  std::vector<FactTarget> find(std::string_view head) const;
  /// The one that it means in a row of this type.
  FactTarget choose(const std::vector<FactTarget>& targets, std::string_view head, const std::string& type) const;
  /// The member of the items of a list that is called so.
  std::optional<std::size_t> find_member(std::size_t table, std::string_view name) const;
  /// Whether a text is a head of the table; the answer looks into these columns.
  data::KnowsHeading heading_test() const {
    return [this](std::string_view text) {
      return !find(text).empty();
    };
  }
  /// For hints about a head that is unknown.
  std::vector<std::string_view> known_names() const;

 private:
  std::string name_of(const FactTarget& target) const;

  const RecordSchemas& schemas_;
  RecordType record_type_;
  databook::TablePlan plan_;
  std::size_t table_ = 0;
  std::vector<FactName> names_;
};

}  // namespace gongwen::store
