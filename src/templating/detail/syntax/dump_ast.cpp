#include "templating/detail/compile/program.h"
#include "templating/detail/syntax/ast_walk.h"
#include "templating/detail/syntax/parser.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/integers.h"
#include "templating/detail/value/number_text.h"
#include "templating/render.h"

namespace gongwen::templating {
namespace {

std::string constant_text(const Value& value) {
  switch (value.kind()) {
    case Kind::None: return "none";
    case Kind::Boolean: return value.boolean() ? "true" : "false";
    case Kind::Float: return std::string(FloatText(value.number()).view());
    case Kind::Text: return join({"'", value.text(), "'"});
    default: return to_big_number(value).to_text();
  }
}

std::string_view compare_sign(CompareOperator operation) {
  switch (operation) {
    case CompareOperator::Equal: return "==";
    case CompareOperator::NotEqual: return "!=";
    case CompareOperator::Less: return "<";
    case CompareOperator::LessOrEqual: return "<=";
    case CompareOperator::Greater: return ">";
    case CompareOperator::GreaterOrEqual: return ">=";
    case CompareOperator::In: return "in";
    case CompareOperator::NotIn: return "not in";
  }
  return {};
}

std::string_view unary_sign(UnaryOperator operation) {
  switch (operation) {
    case UnaryOperator::Not: return "not";
    case UnaryOperator::Negate: return "-";
    case UnaryOperator::Affirm: return "+";
  }
  return {};
}

class AstWriter {
 public:
  AstWriter(const NameTable& names, std::string_view text) : names_(names), text_(text) {}

  void write(const Statements& body, int depth) {
    for (const Statement& statement : body) {
      line(depth, describe(statement));
      for_each_part(
          statement, [&](const Expression& expression) { write(expression, depth + 1); },
          [&](const Statements& inner) {
            if (inner.empty()) return;
            line(depth + 1, "body");
            write(inner, depth + 2);
          });
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void line(int depth, std::string_view text) {
    out_.append(static_cast<std::size_t>(depth) * 2, ' ').append(text).append("\n");
  }

  void write(const Expression& expression, int depth) {
    line(depth, describe(expression));
    for_each_child(expression, [&](const Expression& child) { write(child, depth + 1); });
  }

  std::string_view name(NameId id) const { return names_.text(id); }

  std::string describe(const Expression& expression) const {
    return std::visit(
        Overloaded{
            [&](const ConstantNode& node) { return constant_text(node.value); },
            [&](const NameNode& node) {
              return join({node.use == NameUse::Load ? "name " : "target ", name(node.name)});
            },
            [&](const NamespaceTargetNode& node) {
              return join({"target ", name(node.name), ".", name(node.attribute)});
            },
            [](const TupleNode&) { return std::string("tuple"); },
            [](const ListNode&) { return std::string("list"); },
            [](const DictNode&) { return std::string("dict"); },
            [](const UnaryNode& node) { return std::string(unary_sign(node.operation)); },
            [](const BinaryNode& node) { return std::string(operator_sign(node.operation)); },
            [](const LogicalNode& node) { return std::string(node.operation == LogicalOperator::And ? "and" : "or"); },
            [](const ConcatNode&) { return std::string("~"); },
            [](const CompareNode& node) {
              std::string text = "compare";
              for (const auto& [operation, operand] : node.rest) text.append(" ").append(compare_sign(operation));
              return text;
            },
            [](const ConditionalNode&) { return std::string("if-else"); },
            [&](const FilterNode& node) {
              return join({"filter ", node.name, describe(node.arguments)});
            },
            [&](const TestNode& node) {
              return join({"test ", node.name, describe(node.arguments)});
            },
            [&](const CallNode& node) {
              return join({"call", describe(node.arguments)});
            },
            [&](const AttributeNode& node) {
              return join({"attribute ", name(node.name)});
            },
            [](const SubscriptNode&) { return std::string("item"); },
            [](const SliceNode& node) {
              return join({"slice ", node.start ? "a" : "", ":", node.stop ? "b" : "", ":", node.step ? "c" : ""});
            },
        },
        expression.node);
  }

  std::string describe(const CallArguments& arguments) const {
    std::string text;
    for (const auto& [keyword, value] : arguments.keywords) text += join({" ", name(keyword), "="});
    if (arguments.star != nullptr) text += " *";
    if (arguments.double_star != nullptr) text += " **";
    return text;
  }

  std::string describe(const MacroParts& parts) const {
    std::string text;
    for (const NameId parameter : parts.parameters) text += join({" ", name(parameter)});
    return text;
  }

  std::string describe(const Statement& statement) const {
    return std::visit(
        Overloaded{
            [&](const LiteralStatement&) {
              const diagnostics::Span& span = statement.span;
              return join({"literal '", on_one_line(text_.substr(span.begin, span.end - span.begin)), "'"});
            },
            [](const OutputStatement&) { return std::string("output"); },
            [](const ForStatement& node) { return std::string(node.recursive ? "for recursive" : "for"); },
            [](const IfStatement&) { return std::string("if"); },
            [](const SetStatement&) { return std::string("set"); },
            [](const SetBlockStatement&) { return std::string("set block"); },
            [](const WithStatement&) { return std::string("with"); },
            [&](const MacroStatement& node) {
              return join({"macro ", name(node.name), ":", describe(node.parts)});
            },
            [&](const CallBlockStatement& node) {
              return join({"call block:", describe(node.parts)});
            },
            [](const FilterBlockStatement&) { return std::string("filter block"); },
            [&](const BlockStatement& node) {
              return join({"block ", name(node.name), node.scoped ? " scoped" : "", node.required ? " required" : ""});
            },
            [](const ExtendsStatement&) { return std::string("extends"); },
            [](const IncludeStatement& node) {
              return join({"include", node.ignore_missing ? " ignore missing" : "",
                           node.with_context ? "" : " without context"});
            },
            [&](const ImportStatement& node) {
              return join({"import ", name(node.target), node.with_context ? " with context" : ""});
            },
            [&](const FromImportStatement& node) {
              std::string text = "from import";
              for (const ImportedName& imported : node.names) {
                text += join({" ", name(imported.name)});
                if (imported.alias != imported.name) text += join({"=", name(imported.alias)});
              }
              return text + (node.with_context ? " with context" : "");
            },
            [](const DoStatement&) { return std::string("do"); },
            [](const BreakStatement&) { return std::string("break"); },
            [](const ContinueStatement&) { return std::string("continue"); },
        },
        statement.node);
  }

  const NameTable& names_;
  std::string_view text_;
  std::string out_;
};

}  // namespace

std::string dump_ast(const LoadedTemplate& text, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink) {
  const std::size_t errors = sink.error_count();
  Program program;
  const TemplateTree tree =
      Parser({text.source, text.text}, options, program.names, program.arena, sink).parse_template();
  if (sink.error_count() != errors) return {};
  AstWriter writer(program.names, text.text);
  writer.write(tree.body, 0);
  return writer.take();
}

}  // namespace gongwen::templating
