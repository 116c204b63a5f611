#include "templating/expression.h"

#include "templating/detail/builtins/registry.h"
#include "templating/detail/compile/generator.h"
#include "templating/detail/machine/guarded_run.h"
#include "templating/detail/syntax/parser.h"
#include "templating/detail/value/arithmetic.h"

#include <algorithm>

// Compiles single expressions as templates of one statement, so that there is one language and one machine.
namespace gongwen::templating {
namespace {

/// Takes values as they are.
class PlainSink final : public Sink {
 public:
  bool literal(const Literal& literal) override { return append(literal.text); }
  bool text(std::string_view value, const diagnostics::Origin&) override { return append(value); }
  bool markup(std::string_view value, const diagnostics::Origin&) override { return append(value); }
  std::string take() { return std::move(text_); }

 private:
  bool append(std::string_view text) {
    text_.append(text);
    return true;
  }
  std::string text_;
};

/// A loader with one text, under the empty name.
class SingleLoader final : public TemplateLoader {
 public:
  explicit SingleLoader(const LoadedTemplate& text) : text_(text) {}
  std::optional<LoadedTemplate> load(std::string_view name, const diagnostics::Origin&,
                                     diagnostics::DiagnosticSink&) override {
    return name.empty() ? std::optional(text_) : std::nullopt;
  }
  std::vector<std::string> list() const override { return {}; }

 private:
  LoadedTemplate text_;
};

bool reads_slot(const Instruction& instruction, std::uint32_t slot) {
  switch (instruction.opcode) {
    case Opcode::LoadSlot:
    case Opcode::EmitSlot: return instruction.a == slot;
    case Opcode::CopySlot:
    case Opcode::SlotAttribute: return instruction.b == slot;
    default: return false;
  }
}

/// Whether a looked-up name only initialises a variable of the same name: `set` in a branch creates such a variable,
/// which need not be given.
bool is_only_first_value(const Function& function, const Instruction& resolve) {
  bool is_copied = false;
  for (const Instruction& instruction : function.code) {
    if (!reads_slot(instruction, resolve.a)) continue;
    if (instruction.opcode != Opcode::CopySlot || function.slots[instruction.a] != NameId(resolve.b)) return false;
    is_copied = true;
  }
  return is_copied;
}

void add_free_names(const Program& program, const Function& function, std::vector<FreeName>& found) {
  for (const Instruction& resolve : function.code) {
    if (resolve.opcode != Opcode::ResolveName) continue;
    const std::string_view name = program.names.text(NameId(resolve.b));
    const auto is_known = [&](const FreeName& known) {
      return known.name == name;
    };
    if (find_global(name) != nullptr || std::any_of(found.begin(), found.end(), is_known)) continue;
    if (is_only_first_value(function, resolve)) continue;
    const auto use = std::find_if(function.code.begin(), function.code.end(),
                                  [&](const Instruction& instruction) { return reads_slot(instruction, resolve.a); });
    const bool is_used = use != function.code.end();
    const auto index = static_cast<std::size_t>(use - function.code.begin());
    found.push_back({name, is_used ? function.spans[index] : diagnostics::Span()});
  }
}

}  // namespace

base::Expected<CompiledExpression> CompiledExpression::compile(const LoadedTemplate& text,
                                                               diagnostics::DiagnosticSink& sink) {
  const std::size_t errors = sink.error_count();
  auto program = std::make_unique<Program>();
  const SyntaxOptions options;
  const ExpressionPtr expression =
      Parser({text.source, text.text}, options, program->names, program->arena, sink).parse_single_expression();
  if (expression == nullptr) return base::kReported;
  CompiledTemplate& compiled = program->templates.push_back({});
  compiled.source = text.source;
  compiled.text = text.text;
  Generator generator(*program, TemplateId(std::size_t{0}), options.linking, sink);
  auto function = std::make_unique<Function>(generator.generate_expression(*expression, Folding::Constants));
  if (sink.error_count() != errors) return base::kReported;
  program->complete();
  return CompiledExpression(std::move(program), std::move(function));
}

CompiledExpression::CompiledExpression(std::unique_ptr<const Program> program, std::unique_ptr<const Function> function)
    : program_(std::move(program)), function_(std::move(function)) {}
CompiledExpression::CompiledExpression(CompiledExpression&&) noexcept = default;
CompiledExpression& CompiledExpression::operator=(CompiledExpression&&) noexcept = default;
CompiledExpression::~CompiledExpression() = default;

base::Expected<bool> CompiledExpression::is_true(std::span<const Binding> bindings, const Limits& limits,
                                                 diagnostics::DiagnosticSink& sink) const {
  PlainSink unused;
  Machine machine(*program_, limits, unused);
  bool result = false;
  const bool finished = run_guarded(machine, sink, [&] {
    const Value value = machine.evaluate(*function_, Value::missing(), make_bindings(machine, *program_, bindings));
    result = templating::is_true(machine, value);
  });
  if (!finished) return base::kReported;
  return result;
}

bool CompiledExpression::mentions(std::string_view name) const { return static_cast<bool>(program_->names.find(name)); }

std::vector<FreeName> CompiledExpression::free_names() const {
  std::vector<FreeName> found;
  add_free_names(*program_, *function_, found);
  for (const Function& function : program_->functions) add_free_names(*program_, function, found);
  return found;
}

base::Expected<TextTemplate> TextTemplate::compile(const LoadedTemplate& text, diagnostics::DiagnosticSink& sink) {
  SingleLoader loader(text);
  SyntaxOptions options;
  options.keep_trailing_newline = true;
  const std::string_view names[] = {""};
  auto templates = TemplateSet::compile(names, loader, options, sink);
  if (!templates) return base::kReported;
  return TextTemplate(*std::move(templates));
}

std::vector<FreeName> TextTemplate::free_names() const {
  std::vector<FreeName> found;
  for (const Function& function : templates_.program().functions) add_free_names(templates_.program(), function, found);
  return found;
}

base::Expected<std::string> TextTemplate::expand(const RenderInput& input, diagnostics::DiagnosticSink& sink) const {
  PlainSink out;
  RenderInput own = input;
  own.template_name = "";
  if (!render(templates_, own, out, sink)) return base::kReported;
  return out.take();
}

}  // namespace gongwen::templating
