#include "templating/detail/builtins/registry.h"
#include "templating/detail/compile/instruction_traits.h"
#include "templating/detail/stored/stored_bytes.h"
#include "templating/detail/stored/stored_form.h"
#include "templating/detail/stored/stored_program.h"

#include <algorithm>
#include <bit>

namespace gongwen::templating {
namespace {

class StoredWriter {
 public:
  explicit StoredWriter(const Program& program) : program_(program) {}

  std::optional<std::string> write() {
    write_tables();
    out_.number(program_.attribute_count);
    out_.number(program_.functions.size());
    for (const Function& function : program_.functions) write_function(function);
    for (const CompiledTemplate& compiled : program_.templates) write_template(compiled);
    write_texts(program_.wording_uses.ids);
    write_texts(program_.wording_uses.beginnings);
    write_texts(program_.left_out);
    if (!fits_ || program_.folded_calls) return std::nullopt;
    ByteWriter all;
    all.text(texts_);
    return all.bytes() + out_.bytes();
  }

 private:
  void write_tables() {
    out_.number(program_.names.size());
    for (std::size_t i = 0; i < program_.names.size(); ++i) write_text(program_.names.text(NameId(i)));
    out_.number(program_.builtins.size());
    for (const Builtin* builtin : program_.builtins) write_builtin(*builtin);
    out_.number(program_.shapes.size());
    for (const CallShape& shape : program_.shapes) {
      out_.number(shape.positional);
      out_.byte(static_cast<std::uint8_t>((shape.star ? kHasStar : 0) | (shape.double_star ? kHasDoubleStar : 0)));
      write_names(shape.keywords);
    }
    out_.number(program_.locals.size());
    for (const std::vector<LocalVariable>& locals : program_.locals) write_locals(locals);
    out_.number(program_.constants.size());
    for (const Value& constant : program_.constants) write_constant(constant);
    out_.number(program_.literals.size());
    for (const Literal& literal : program_.literals) write_literal(literal);
  }

  void write_text(std::string_view text) {
    out_.number(text.size());
    texts_ += text;
  }

  template <typename Texts>
  void write_texts(const Texts& texts) {
    out_.number(texts.size());
    for (const std::string& text : texts) write_text(text);
  }

  void write_names(const std::vector<NameId>& names) {
    out_.number(names.size());
    for (const NameId name : names) out_.number(name.value);
  }

  void write_optional_name(NameId name) { out_.number(name ? std::uint64_t{name.value} + 1 : 0); }

  void write_builtin(const Builtin& builtin) {
    const bool is_filter = find_filter(builtin.name) == &builtin;
    fits_ = fits_ && (is_filter || find_test(builtin.name) == &builtin);
    out_.byte(is_filter ? kIsFilter : kIsTest);
    write_text(builtin.name);
  }

  void write_locals(const std::vector<LocalVariable>& locals) {
    out_.number(locals.size());
    for (const LocalVariable& local : locals) {
      out_.number(local.name.value);
      out_.number(local.hops);
      out_.number(local.slot);
    }
  }

  void write_constant(const Value& constant) {
    fits_ = fits_ && !constant.place();
    switch (constant.kind()) {
      case Kind::None: write_form(StoredConstant::None); return;
      case Kind::Boolean: write_form(constant.boolean() ? StoredConstant::True : StoredConstant::False); return;
      case Kind::Integer:
        write_form(StoredConstant::Integer);
        out_.difference(constant.integer());
        return;
      case Kind::Float:
        write_form(StoredConstant::Float);
        out_.number(std::bit_cast<std::uint64_t>(constant.number()));
        return;
      case Kind::Text:
        write_form(constant.is_markup() ? StoredConstant::Markup : StoredConstant::Text);
        write_text(constant.text());
        return;
      default: fits_ = false;
    }
  }

  void write_form(StoredConstant form) { out_.byte(static_cast<std::uint8_t>(form)); }

  void write_literal(const Literal& literal) {
    const auto owner = std::find_if(program_.templates.begin(), program_.templates.end(),
                                    [&](const CompiledTemplate& each) { return each.source == literal.span.source; });
    fits_ = fits_ && owner != program_.templates.end();
    if (!fits_) return;
    const diagnostics::Span& span = literal.span;
    fits_ = owner->text.substr(span.begin, span.end - span.begin).data() == literal.text.data();
    out_.number(static_cast<std::uint64_t>(owner - program_.templates.begin()));
    out_.number(span.begin);
    out_.number(span.end - span.begin);
  }

  void write_function(const Function& function) {
    const MacroSignature& signature = function.signature;
    out_.byte(static_cast<std::uint8_t>(function.kind));
    out_.byte(static_cast<std::uint8_t>(
        (function.is_captured ? kIsCaptured : 0) | (signature.uses_caller ? kUsesCaller : 0) |
        (signature.uses_kwargs ? kUsesKwargs : 0) | (signature.uses_varargs ? kUsesVarargs : 0) |
        (signature.explicit_caller ? kExplicitCaller : 0)));
    write_optional_name(function.name);
    out_.number(function.owner.value);
    out_.number(function.stack_size);
    write_names(signature.parameters);
    out_.number(function.slots.size());
    for (const NameId slot : function.slots) write_optional_name(slot);
    out_.number(function.code.size());
    for (const Instruction& instruction : function.code) write_instruction(instruction);
    write_spans(function);
  }

  void write_instruction(const Instruction& instruction) {
    const OpcodeTraits& operands = traits(instruction.opcode);
    const bool has_more = instruction.flag != 0 || instruction.slot != 0;
    out_.byte(static_cast<std::uint8_t>(static_cast<std::uint8_t>(instruction.opcode) | (has_more ? kHasMore : 0)));
    fits_ = fits_ && (operands.a != Operand::None || instruction.a == 0) &&
            (operands.b != Operand::None || instruction.b == 0);
    if (operands.a != Operand::None) out_.number(instruction.a);
    if (operands.b != Operand::None) out_.number(instruction.b);
    if (!has_more) return;
    out_.byte(instruction.flag);
    out_.number(instruction.slot);
  }

  void write_spans(const Function& function) {
    const CompiledTemplate& owner = program_.templates[function.owner.index()];
    diagnostics::Span previous{owner.source, 0, 0};
    for (const diagnostics::Span& span : function.spans) {
      if (span == previous) {
        out_.number(kSameSpan);
      } else if (span == diagnostics::Span{}) {
        out_.number(kNoSpan);
      } else {
        fits_ = fits_ && span.source == owner.source && span.begin <= span.end && span.end <= owner.text.size();
        out_.number(kFirstSpan + span.begin);
        out_.number(span.end - span.begin);
        previous = span;
      }
    }
  }

  void write_template(const CompiledTemplate& compiled) {
    fits_ = fits_ && compiled.errors.empty() && compiled.root;
    out_.number(compiled.root.value);
    out_.byte(compiled.references_any ? 1 : 0);
    write_texts(compiled.references);
    out_.number(compiled.blocks.size());
    for (const auto& [name, function] : compiled.blocks) {
      out_.number(name.value);
      out_.number(function.value);
    }
  }

  const Program& program_;
  ByteWriter out_;
  std::string texts_;
  bool fits_ = true;
};

}  // namespace

std::optional<std::string> write_program(const Program& program) { return StoredWriter(program).write(); }

}  // namespace gongwen::templating
