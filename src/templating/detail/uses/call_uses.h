// What filters, tests and functions imply about the values passed to them.
#pragma once

#include "templating/detail/syntax/ast.h"
#include "templating/detail/uses/value_flow.h"

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::templating {

/// The arguments of a call with the flows of each, which are computed once, since calls may be nested.
struct WalkedArguments {
  const CallArguments* written = nullptr;
  std::vector<Flow> positional = {};
  std::vector<std::pair<std::string_view, Flow>> keywords = {};

  /// The literal text at a position; nullopt for other expressions.
  std::optional<std::string_view> text(std::size_t position) const;
  /// The value of a keyword, `attribute="name"`, or the text at the position.
  std::optional<std::string_view> text(const NameTable& names, std::string_view keyword, std::size_t position) const;
};

/// The constant value of an expression; null for other expressions.
const Value* constant_of(const Expression& expression);
/// The items of a literal list or tuple; null for other expressions.
const Expressions* items_of(const Expression& expression);

class CallUses {
 public:
  CallUses(ValueFlows& flows, const NameTable& names) : flows_(flows), names_(names) {}

  /// Returns the result of the filter.
  Flow filter(std::string_view name, const Flow& input, const WalkedArguments& arguments, const Expression& at);
  /// `first` is the position of the first argument after the tested value, 1 in `select("eq", x)`.
  void test(std::string_view name, const Flow& input, const WalkedArguments& arguments, std::size_t first,
            const Expression& at);
  /// `a < b`
  void compare(CompareOperator operation, const Expression& left, const Flow& a, const Expression& right,
               const Flow& b);
  /// `"{:.2f}".format(x)` with the sign `{`, `"%.2f" % x` with `%`.
  void format(std::string_view pattern, char sign, std::span<const Flow> values);
  /// The values of a tuple or list, or the one value: the operand after `%`.
  static std::vector<Flow> formatted(const Flow& value);
  /// Notes that a value is compared with a constant.
  void note_constant(const Flow& flow, const Value& value);
  /// Notes that an expression may replace a value: `x or "无"`, `x | default(0)`.
  void note_substitute(const Flow& flow, const Expression& substitute);
  /// Notes that a value is added to an expression, as in `x + 1`.
  void note_added(const Flow& flow, const Expression& other);
  /// Notes that `draw_chart` draws a value: if the template makes the object, its members.
  void note_chart(const Flow& flow, const Expression& at);
  /// Notes the argument `rows` of the macros `bars` and `columns` of charts.
  void note_chart_rows(const Flow& rows, const Expression& at);
  void print(const Flow& flow) { ValueFlows::note(flow, Evidence::Printed); }
  /// The items of a map: names, values, or (`are_pairs`) both.
  Flow map_items(const Flow& map, const Expression& at, bool are_pairs, bool are_names);

 private:
  void note_input(const Flow& flow, std::string_view name, bool is_test);
  void contain(const Flow& item, const Expression& wanted, const Flow& list, const Expression& all);
  Flow mapped(const Flow& one, const WalkedArguments& arguments, const Expression& at);
  void choose(const Flow& input, const Expression& options, const Flow& value, const Expression& at);

  ValueFlows& flows_;
  const NameTable& names_;
};

}  // namespace gongwen::templating
