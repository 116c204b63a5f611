#include "sheet/databook/stated_parts.h"

#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/databook.h"

#include <algorithm>
#include <utility>

namespace gongwen::databook {
namespace {

using data::Value;

class RowCompleter {
 public:
  explicit RowCompleter(const StatedParts& stated) : stated_(stated) {}

  CompletedRow run(std::size_t table, const Value& row, const Value& known) {
    CompletedRow completed;
    completed.json = object(table, 0, row, known).text();
    completed.kept = std::move(kept_);
    completed.unsure = std::move(unsure_);
    return completed;
  }

 private:
  const Table& table_of(std::size_t table) const { return stated_.plan.tables[table]; }

  bool states_detail(std::size_t table, std::optional<std::size_t> column) const {
    return std::any_of(stated_.details.begin(), stated_.details.end(), [&](std::size_t detail) {
      const Detail& one = stated_.plan.details[detail];
      return one.table == table && one.column == column;
    });
  }

  /// Where the file has, or would have, the value of a member; members that are groups have no such place.
  struct Home {
    bool is_stated = false;
    Title title;
  };

  Home home_of(std::size_t table, const Member* member, const Value& value) const {
    const StatedTable& stated = stated_.tables[table];
    if (member != nullptr && member->table != Member::kNone && value.is_array() && value.size() > 0) {
      return {stated_.tables[member->table].has_sheet, table_of(member->table).title};
    }
    if (member != nullptr && member->column != Member::kNone) {
      const bool is_stated = stated.columns.contains(member->column) || states_detail(table, member->column);
      return {is_stated, table_of(table).columns[member->column].title};
    }
    const bool has_list =
        member != nullptr && member->table != Member::kNone && stated_.tables[member->table].has_sheet;
    return {stated.has_rest || has_list || states_detail(table, std::nullopt),
            {std::string(texts::DatabookRest.english), std::string(texts::DatabookRest.chinese)}};
  }

  static bool is_group(const Member* member, const Value& value) {
    return member != nullptr && member->group != Member::kNone && value.is_object();
  }

  void note(const Title& title) {
    const auto is_same = [&title](const Title& other) {
      return other.chinese == title.chinese;
    };
    if (std::none_of(kept_.begin(), kept_.end(), is_same)) kept_.push_back(title);
  }

  /// The object with those members of the known one that the file does not state.
  base::Json object(std::size_t table, std::size_t group, const std::optional<Value>& given, const Value& known) {
    const Group& members = table_of(table).groups[group];
    base::Json made = base::Json::object();
    for (std::size_t i = 0; given && i < given->size(); ++i) {
      const std::string_view name = given->key_at(i);
      made.set(name, value(table, members.find(name), given->at(i), known.find(name)));
    }
    for (std::size_t i = 0; i < known.size(); ++i) {
      const std::string_view name = known.key_at(i);
      if (given && given->find(name)) continue;
      const Member* const member = members.find(name);
      const Value value = known.at(i);
      if (is_group(member, value) && value.size() > 0) {
        base::Json part = object(table, member->group, std::nullopt, value);
        if (part.size() > 0) made.set(name, std::move(part));
        continue;
      }
      const Home home = home_of(table, member, value);
      if (home.is_stated) continue;
      note(home.title);
      made.set(name, base::Json::written(data::value_json(value)));
    }
    return made;
  }

  base::Json value(std::size_t table, const Member* member, const Value& given, const std::optional<Value>& known) {
    if (known && is_group(member, given) && known->is_object()) return object(table, member->group, given, *known);
    const bool is_list = member != nullptr && member->table != Member::kNone && given.is_array();
    if (known && is_list && known->is_array() && stated_.tables[member->table].has_sheet) {
      return list(member->table, given, *known);
    }
    return base::Json::written(data::value_json(given));
  }

  /// Items are matched by what the file states of them, then, if as many remain, by their places: a changed item
  /// shares at least one value with the known one; a new item in its place does not.
  base::Json list(std::size_t table, const Value& given, const Value& known) {
    bool is_stated = true;
    for (std::size_t j = 0; j < known.size(); ++j) is_stated = is_stated && !has_unstated(table, known.at(j));
    if (is_stated) return base::Json::written(data::value_json(given));
    std::vector<std::optional<std::size_t>> matches(given.size());
    std::vector<bool> used(known.size());
    const auto match = [&](std::size_t item, std::size_t other) {
      if (matches[item] || used[other]) return;
      matches[item] = other;
      used[other] = true;
    };
    const bool as_many = given.size() == known.size();
    for (std::size_t i = 0; i < given.size(); ++i) {
      for (std::size_t j = 0; j < known.size() && !(matches[i] && as_many); ++j) {
        if (used[j] || !is_same(table, given.at(i), known.at(j))) continue;
        // If items differ only in what the file does not state, it is unclear which of them is gone.
        if (matches[i] && data::compare_values(known.at(j), known.at(*matches[i])) != 0) {
          unsure_ = table_of(table).title;
        }
        match(i, j);
      }
    }
    for (std::size_t i = 0; as_many && i < given.size(); ++i) {
      if (!matches[i] && has_equal_value(given.at(i), known.at(i))) match(i, i);
    }
    const bool is_open = std::any_of(matches.begin(), matches.end(), [](const auto& one) { return !one; });
    for (std::size_t j = 0; is_open && j < known.size(); ++j) {
      if (!used[j] && has_unstated(table, known.at(j))) unsure_ = table_of(table).title;
    }
    base::Json made = base::Json::list();
    for (std::size_t i = 0; i < given.size(); ++i) {
      const Value item = given.at(i);
      const bool is_object = matches[i] && item.is_object() && known.at(*matches[i]).is_object();
      made.add(is_object ? object(table, 0, item, known.at(*matches[i])) : base::Json::written(data::value_json(item)));
    }
    return made;
  }

  /// Whether the known item has something that the file does not state.
  bool has_unstated(std::size_t table, const Value& known) {
    if (!known.is_object()) return false;
    const std::vector<Title> kept = kept_;
    const bool has = object(table, 0, std::nullopt, known).size() > 0;
    kept_ = kept;
    return has;
  }

  static bool is_equal_value(const Value& given, const Value& known, std::size_t member) {
    const auto other = known.find(given.key_at(member));
    return other && data::compare_values(given.at(member), *other) == 0;
  }

  static bool is_scalar(const Value& value) { return !value.is_object() && !value.is_array(); }

  static bool has_equal_value(const Value& given, const Value& known) {
    if (!given.is_object() || !known.is_object()) return true;
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (is_scalar(given.at(i)) && is_equal_value(given, known, i)) return true;
    }
    return false;
  }

  /// Whether an item is the known one, as far as the file states it: completed by that one, it is the same.
  bool is_same(std::size_t table, const Value& given, const Value& known) {
    if (!given.is_object() || !known.is_object()) return data::compare_values(given, known) == 0;
    // Most pairs differ in a plain value, and completing them takes long.
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (is_scalar(given.at(i)) && !is_equal_value(given, known, i)) return false;
    }
    const std::vector<Title> kept = kept_;
    const std::string completed = object(table, 0, given, known).text();
    kept_ = kept;
    diagnostics::DiagnosticSink ignored;
    const auto document = data::read_json(diagnostics::SourceId(0), completed, {}, ignored);
    return document && data::compare_values(document->root(), known) == 0;
  }

  const StatedParts& stated_;
  std::vector<Title> kept_;
  std::optional<Title> unsure_;
};

}  // namespace

std::optional<std::size_t> find_table(const TablePlan& plan, std::string_view pointer) {
  const auto found = std::find_if(plan.tables.begin(), plan.tables.end(),
                                  [pointer](const Table& table) { return table.pointer == pointer; });
  if (found == plan.tables.end()) return std::nullopt;
  return static_cast<std::size_t>(found - plan.tables.begin());
}

CompletedRow complete_row(const StatedParts& stated, std::size_t table, const Value& row, const Value& known) {
  return RowCompleter(stated).run(table, row, known);
}

}  // namespace gongwen::databook
