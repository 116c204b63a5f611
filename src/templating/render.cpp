#include "templating/render.h"

#include "diagnostics/catalogue/templating.h"
#include "diagnostics/source_lookup.h"
#include "templating/detail/compile/linker.h"
#include "templating/detail/compile/program.h"
#include "templating/detail/machine/guarded_run.h"
#include "templating/detail/syntax/ast.h"
#include "templating/detail/syntax/lexer.h"
#include "templating/detail/syntax/parser.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/number_text.h"

// One expansion: a machine with its arena and limits, and messages for what it throws. The dumps show a template as
// tokens, syntax tree or program, for authors and tests.
namespace gongwen::templating {
namespace {

struct OpcodeText {
  std::string_view name;
  std::string_view a;
  std::string_view b;
};

constexpr OpcodeText kOpcodes[] = {
#define GONGWEN_OPCODE(name, handler, a, b, needs, effect) {#name, a, b},
#include "templating/detail/compile/opcodes.def"
#undef GONGWEN_OPCODE
};

std::string_view kind_name(FunctionKind kind) {
  switch (kind) {
    case FunctionKind::Root: return "root";
    case FunctionKind::Block: return "block";
    case FunctionKind::Macro: return "macro";
    case FunctionKind::CallBlock: return "call-block";
    case FunctionKind::RecursiveLoop: return "recursive-loop";
    case FunctionKind::LoopTest: return "loop-test";
    case FunctionKind::Expression: return "expression";
  }
  return {};
}

class ProgramWriter {
 public:
  explicit ProgramWriter(const Program& program) : program_(program) {}

  std::string write() {
    for (const CompiledTemplate& compiled : program_.templates) out_ += join({"template ", compiled.name, "\n"});
    for (std::size_t i = 0; i < program_.functions.size(); ++i) write(i, program_.functions[i]);
    return std::move(out_);
  }

 private:
  void write(std::size_t id, const Function& function) {
    out_ += join({"function ", std::to_string(id), " ", kind_name(function.kind)});
    if (function.name) out_ += join({" ", program_.names.text(function.name)});
    out_ += join({" slots=", std::to_string(function.slots.size()), " stack=", std::to_string(function.stack_size),
                  function.is_captured ? " captured\n" : "\n"});
    for (std::size_t i = 0; i < function.code.size(); ++i) {
      const Instruction& instruction = function.code[i];
      const OpcodeText& text = kOpcodes[static_cast<std::size_t>(instruction.opcode)];
      out_ += join({"  ", std::to_string(i), " ", text.name});
      write_operand(text.a, instruction.a, function);
      write_operand(text.b, instruction.b, function);
      if (instruction.opcode == Opcode::NextItem) write_operand("slot", instruction.slot, function);
      out_ += "\n";
    }
  }

  void write_operand(std::string_view meaning, std::uint32_t value, const Function& function) {
    if (meaning.empty()) return;
    out_ += join({" ", operand_text(meaning, value, function)});
  }

  std::string operand_text(std::string_view meaning, std::uint32_t value, const Function& function) const {
    const std::string number = std::to_string(value);
    if (meaning == "name") return std::string(program_.names.text(NameId(value)));
    if (meaning == "builtin") return std::string(program_.builtins[value]->name);
    if (meaning == "literal") return join({"#", number});
    if (meaning == "target") return join({"->", number});
    if (meaning != "slot") return join({meaning, "=", number});
    const NameId name = function.slots[value];
    return name ? join({"s", number, "(", program_.names.text(name), ")"}) : join({"s", number});
  }

  const Program& program_;
  std::string out_;
};

}  // namespace

std::string dump_program(const TemplateSet& templates) { return ProgramWriter(templates.program()).write(); }

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

namespace {

std::string_view kind_name(TokenKind kind) {
  switch (kind) {
    case TokenKind::Data: return "data";
    case TokenKind::VariableBegin: return "variable-begin";
    case TokenKind::VariableEnd: return "variable-end";
    case TokenKind::BlockBegin: return "block-begin";
    case TokenKind::BlockEnd: return "block-end";
    case TokenKind::Name: return "name";
    case TokenKind::String: return "string";
    case TokenKind::Integer: return "integer";
    case TokenKind::Float: return "float";
    case TokenKind::Operator: return "operator";
    case TokenKind::Invalid: return "invalid";
    case TokenKind::End: return "end";
  }
  return {};
}

}  // namespace

std::string dump_tokens(const LoadedTemplate& text, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink) {
  Arena arena(Program::kMaxBytes);
  std::string out;
  for (const Token& token : Lexer({text.source, text.text}, options, arena, sink).read_template()) {
    const auto [line, column] = diagnostics::line_column_at(text.text, token.begin);
    out += join({std::to_string(line), ":", std::to_string(column), " ", kind_name(token.kind)});
    if (token.end > token.begin)
      out += join({" ", on_one_line(text.text.substr(token.begin, token.end - token.begin))});
    out += "\n";
  }
  return out;
}

namespace {

Value wrap_all(Machine& machine, std::span<const data::Value> bound) {
  std::vector<Value> wrapped;
  for (const data::Value& value : bound) wrapped.push_back(machine.wrap(value));
  return make_tuple_value(machine, wrapped);
}

}  // namespace

std::vector<NamedValue> make_bindings(Machine& machine, const Program& program, std::span<const Binding> bindings) {
  std::vector<NamedValue> values;
  for (const Binding& binding : bindings) {
    const NameId name = program.find_name(binding.name);
    if (!name) continue;
    const Value value = std::visit(Overloaded{
                                       [&](const data::Value& bound) { return machine.wrap(bound); },
                                       [&](std::span<const data::Value> bound) { return wrap_all(machine, bound); },
                                       [](std::int64_t bound) { return Value::integer(bound); },
                                       [](std::string_view bound) { return Value::text(bound); },
                                       [](bool bound) { return Value::boolean(bound); },
                                   },
                                   binding.value);
    values.push_back({name, value});
  }
  return values;
}

bool render(const TemplateSet& templates, const RenderInput& input, Sink& out, diagnostics::DiagnosticSink& sink) {
  const Program& program = templates.program();
  const TemplateId id = program.later != nullptr ? program.later->find(input.template_name).id
                                                 : program.find_template(input.template_name);
  if (!id) {
    sink.report(diagnostics::messages::TemplatingTemplateNotFound, diagnostics::Origin{}, input.template_name, "");
    return false;
  }
  Machine machine(program, input.limits, out);
  if (input.missing == MissingData::Blank) machine.leave_blanks();
  if (input.printing == Printing::ForDocuments) machine.print_for_documents();
  machine.title_choices(input.choice_title);
  return run_guarded(machine, sink, [&] {
    if (input.streamed) machine.stream(input.streamed->array, input.streamed->items);
    const Value data = input.data ? machine.wrap(*input.data) : Value::missing();
    machine.expand(id, data, make_bindings(machine, program, input.bindings));
  });
}

}  // namespace gongwen::templating
