// What can be assigned to: names, tuples of names, members of a namespace.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/ast_walk.h"
#include "templating/detail/syntax/parser.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

/// `a`, `a, b` or `a, (b, c)`. As in Jinja, a comma before the `in` of a loop is not the end.
ExpressionPtr Parser::parse_target() {
  const std::uint32_t begin = current().begin;
  TupleNode tuple;
  bool has_comma = false;
  while (!is_tuple_end()) {
    tuple.items.push_back(parse_primary());
    if (!skip_if(Operator::Comma)) break;
    has_comma = true;
  }
  ExpressionPtr target;
  if (has_comma) {
    target = make(std::move(tuple), begin);
  } else if (!tuple.items.empty()) {
    target = std::move(tuple.items.front());
  } else {
    fail_expected_expression();
  }
  make_target(*target, NameUse::Store);
  return target;
}

ExpressionPtr Parser::parse_target_or_namespace() {
  if (look().operation != Operator::Dot) return parse_target();
  const std::uint32_t begin = current().begin;
  const NameId name = expect_identifier();
  take();
  const NameId attribute = expect_identifier();
  return make(NamespaceTargetNode{name, attribute}, begin);
}

/// Turns names that were read into names to be written.
void Parser::make_target(Expression& expression, NameUse use) {
  if (auto* name = std::get_if<NameNode>(&expression.node)) {
    name->use = use;
  } else if (auto* tuple = std::get_if<TupleNode>(&expression.node)) {
    for (const ExpressionPtr& item : tuple->items) make_target(*item, use);
  } else {
    const diagnostics::Span span = expression.span;
    fail(messages::TemplatingBadTarget, span, text_of(span));
  }
}

/// A name alone, which must not be one of the constants.
NameId Parser::parse_target_name() {
  const Token& token = current();
  const NameId name = expect_identifier();
  for (const std::string_view constant : {"true", "false", "none", "True", "False", "None"}) {
    if (text_of(token) == constant) fail(messages::TemplatingBadTarget, span_of(token), constant);
  }
  return name;
}

}  // namespace gongwen::templating
