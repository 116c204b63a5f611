#include "templating/detail/compile/symbols.h"
#include "templating/detail/syntax/ast_walk.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

/// Walks in the order in which Jinja looks for names, up to the first that reads or sets the one
/// asked for.
class ReadSearch {
 public:
  explicit ReadSearch(NameId name) : name_(name) {}

  bool run(const Statements& body) {
    visit(body);
    return is_read_;
  }

 private:
  void visit(const Statements& body) {
    for (const Statement& statement : body) {
      if (!is_decided_) visit(statement);
    }
  }

  void visit(const Statement& statement) {
    if (std::holds_alternative<BlockStatement>(statement.node)) return;
    if (const auto* call = std::get_if<CallBlockStatement>(&statement.node)) {
      visit(*call->call);
      visit_macro(call->parts);
    } else if (const auto* macro = std::get_if<MacroStatement>(&statement.node)) {
      visit_macro(macro->parts);
    } else {
      for_each_part(
          statement, [&](const Expression& expression) { visit(expression); },
          [&](const Statements& body) { visit(body); });
    }
  }

  void visit_macro(const MacroParts& parts) {
    const bool declares = std::find(parts.parameters.begin(), parts.parameters.end(), name_) != parts.parameters.end();
    is_decided_ = is_decided_ || declares;
    for (const ExpressionPtr& value : parts.defaults) visit(*value);
    visit(parts.body);
  }

  void visit(const Expression& expression) {
    if (is_decided_) return;
    const auto* name = std::get_if<NameNode>(&expression.node);
    if (name != nullptr && name->name == name_) {
      is_decided_ = true;
      is_read_ = name->use == NameUse::Load;
    }
    for_each_child(expression, [&](const Expression& child) { visit(child); });
  }

  NameId name_;
  bool is_decided_ = false;
  bool is_read_ = false;
};

/// Whether `matches(statement)` holds for any statement of the body or within it.
template <typename Matches>
bool any_statement(const Statements& body, Matches matches) {
  return std::any_of(body.begin(), body.end(), [&](const Statement& statement) {
    bool found = matches(statement);
    for_each_part(
        statement, [](const Expression&) {},
        [&](const Statements& inner) { found = found || any_statement(inner, matches); });
    return found;
  });
}

}  // namespace

bool reads_name(const Statements& body, NameId name) { return ReadSearch(name).run(body); }

bool has_extends(const Statements& body) {
  return any_statement(
      body, [](const Statement& statement) { return std::holds_alternative<ExtendsStatement>(statement.node); });
}

bool has_scoped_block(const Statements& body) {
  return any_statement(body, [](const Statement& statement) {
    const auto* block = std::get_if<BlockStatement>(&statement.node);
    return block != nullptr && block->scoped;
  });
}

const Expression* find_store(const Expression& expression, NameId name) {
  const auto* node = std::get_if<NameNode>(&expression.node);
  if (node != nullptr && node->name == name && node->use == NameUse::Store) return &expression;
  const Expression* found = nullptr;
  for_each_child(expression, [&](const Expression& child) {
    if (found == nullptr) found = find_store(child, name);
  });
  return found;
}

const Expression* find_store(const Statements& body, NameId name) {
  const Expression* found = nullptr;
  for (const Statement& statement : body) {
    for_each_part(
        statement,
        [&](const Expression& expression) {
          if (found == nullptr) found = find_store(expression, name);
        },
        [&](const Statements& inner) {
          if (found == nullptr) found = find_store(inner, name);
        });
  }
  return found;
}

}  // namespace gongwen::templating
