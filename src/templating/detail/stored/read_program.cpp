#include "base/utf8.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/compile/instruction_traits.h"
#include "templating/detail/stored/check_function.h"
#include "templating/detail/stored/stored_bytes.h"
#include "templating/detail/stored/stored_form.h"
#include "templating/detail/stored/stored_program.h"

#include <algorithm>
#include <array>
#include <bit>

namespace gongwen::templating {
namespace {

// More than these no template comes to; they bound what a machine makes room for.
constexpr std::uint32_t kMaxValues = 1 << 16;  // of one call, or on the stack
constexpr std::uint32_t kMaxHops = 256;
constexpr std::uint32_t kMaxAttributes = 1 << 20;

bool is_inside_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

class StoredReader {
 public:
  StoredReader(std::string bytes, std::size_t begin, std::span<const NamedTemplate> templates)
      : program_(std::make_unique<Program>()),
        templates_(templates),
        in_(std::string_view()),
        texts_(std::string_view()),
        checker_(*program_) {
    program_->stored = std::move(bytes);
    const std::string_view all = program_->stored;
    in_ = ByteReader(all.substr(std::min(begin, all.size())));
    texts_ = ByteReader(in_.text());
  }

  std::unique_ptr<Program> read() {
    if (base::find_invalid_utf8(texts_.rest())) return nullptr;
    read_tables();
    set_limits();
    read_functions();
    check_outer_uses();
    read_templates();
    read_texts(program_->wording_uses.ids);
    read_texts(program_->wording_uses.beginnings);
    read_texts(program_->left_out);
    require(in_.left() == 0 && texts_.left() == 0);
    if (in_.has_failed()) return nullptr;
    program_->complete();
    return std::move(program_);
  }

 private:
  /// A variable of a function further out that a function uses.
  struct OuterUse {
    FunctionId user;
    std::uint32_t hops = 0;
    std::uint32_t slot = 0;
  };

  void require(bool condition) {
    if (!condition) in_.fail();
  }

  std::string_view read_text() {
    const std::string_view text = texts_.take(in_.number_below(texts_.left() + 1));
    require(!is_inside_character(text, 0));
    return text;
  }

  template <typename Texts>
  void read_texts(Texts& texts) {
    for (std::uint32_t i = in_.count(); i > 0; --i) texts.emplace_hint(texts.end(), read_text());
  }

  NameId read_name() { return NameId(std::size_t{in_.number_below(program_->names.size())}); }

  NameId read_optional_name() {
    const std::uint32_t number = in_.number_below(program_->names.size() + 1);
    return number == 0 ? NameId() : NameId(std::size_t{number - 1});
  }

  void read_names(std::vector<NameId>& names) {
    const std::uint32_t count = in_.count();
    names.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) names.push_back(read_name());
  }

  void read_tables() {
    const std::uint32_t names = in_.count();
    program_->names.reserve(names);
    for (std::uint32_t i = 0; i < names && !in_.has_failed(); ++i) require(program_->names.add(read_text()));
    read_table(program_->builtins, [&] { return read_builtin(); });
    read_table(program_->shapes, [&] { return read_shape(); });
    read_table(program_->locals, [&] { return read_locals(); });
    read_table(program_->constants, [&] { return read_constant(); });
    read_table(program_->literals, [&] { return read_literal(); });
    program_->attribute_count = in_.number_below(kMaxAttributes);
  }

  template <typename Table, typename Read>
  void read_table(Table& table, Read read) {
    const std::uint32_t count = in_.count();
    table.reserve(count);
    for (std::uint32_t i = 0; i < count && !in_.has_failed(); ++i) table.push_back(read());
  }

  const Builtin* read_builtin() {
    const bool is_filter = in_.byte() == kIsFilter;
    const std::string_view name = read_text();
    const Builtin* const builtin = is_filter ? find_filter(name) : find_test(name);
    require(builtin != nullptr);
    return builtin;
  }

  CallShape read_shape() {
    CallShape shape;
    shape.positional = in_.number_below(kMaxValues);
    const std::uint8_t bits = in_.byte();
    shape.star = (bits & kHasStar) != 0;
    shape.double_star = (bits & kHasDoubleStar) != 0;
    read_names(shape.keywords);
    require(shape.keywords.size() < kMaxValues);
    return shape;
  }

  std::vector<LocalVariable> read_locals() {
    std::vector<LocalVariable> locals(in_.count());
    for (LocalVariable& local : locals) {
      local.name = read_name();
      local.hops = in_.number_below(kMaxHops);
      local.slot = in_.number_below(kMaxValues);
    }
    return locals;
  }

  Value read_constant() {
    switch (static_cast<StoredConstant>(in_.byte())) {
      case StoredConstant::None: return Value::none();
      case StoredConstant::False: return Value::boolean(false);
      case StoredConstant::True: return Value::boolean(true);
      case StoredConstant::Integer: return Value::integer(in_.difference());
      case StoredConstant::Float: return Value::number(std::bit_cast<double>(in_.number()));
      case StoredConstant::Text: return Value::text(read_text());
      case StoredConstant::Markup: return Value::markup(read_text());
    }
    require(false);
    return Value::none();
  }

  Literal read_literal() {
    const std::uint32_t owner = in_.number_below(templates_.size());
    if (in_.has_failed()) return {};
    const LoadedTemplate& loaded = templates_[owner].loaded;
    const diagnostics::Span span = read_span_at(in_.number(), loaded);
    require(!is_inside_character(loaded.text, span.begin) && !is_inside_character(loaded.text, span.end));
    return {loaded.text.substr(span.begin, span.end - span.begin), span,
            static_cast<std::uint32_t>(program_->literals.size())};
  }

  diagnostics::Span read_span_at(std::uint64_t begin, const LoadedTemplate& loaded) {
    require(begin <= loaded.text.size());
    if (in_.has_failed()) return {loaded.source, 0, 0};
    const auto first = static_cast<std::uint32_t>(begin);
    return {loaded.source, first, first + in_.number_below(loaded.text.size() - begin + 1)};
  }

  std::uint64_t& limit(Operand operand) { return limits_[static_cast<std::size_t>(operand)]; }

  /// What operands of each meaning must be below.
  void set_limits() {
    limit(Operand::Constant) = program_->constants.size();
    limit(Operand::Outer) = kMaxValues;
    limit(Operand::Hops) = kMaxHops;
    limit(Operand::Name) = program_->names.size();
    limit(Operand::Count) = kMaxValues;
    limit(Operand::Parts) = 8;
    limit(Operand::Operator) = static_cast<std::uint64_t>(CompareOperator::NotIn) + 1;
    limit(Operand::Builtin) = program_->builtins.size();
    limit(Operand::Shape) = program_->shapes.size();
    limit(Operand::Literal) = program_->literals.size();
    limit(Operand::Flags) = (kIgnoreMissing | kWithContext) + 1;
    limit(Operand::Locals) = program_->locals.size() + 1;
  }

  void read_functions() {
    const std::uint32_t count = in_.count();
    program_->functions.reserve(count);
    enclosing_.resize(count);
    has_seen_locals_.resize(program_->locals.size());
    for (std::uint32_t i = 0; i < count && !in_.has_failed(); ++i) {
      read_function(program_->functions.emplace_back(), FunctionId(std::size_t{i}));
    }
  }

  void read_function(Function& function, FunctionId id) {
    function.kind = static_cast<FunctionKind>(in_.number_below(static_cast<std::uint64_t>(FunctionKind::Expression)));
    const std::uint8_t bits = in_.byte();
    function.is_captured = (bits & kIsCaptured) != 0;
    MacroSignature& signature = function.signature;
    signature.uses_caller = (bits & kUsesCaller) != 0;
    signature.uses_kwargs = (bits & kUsesKwargs) != 0;
    signature.uses_varargs = (bits & kUsesVarargs) != 0;
    signature.explicit_caller = (bits & kExplicitCaller) != 0;
    function.name = read_optional_name();
    function.owner = TemplateId(std::size_t{in_.number_below(templates_.size())});
    function.stack_size = in_.number_below(kMaxValues);
    read_names(signature.parameters);
    const std::uint32_t slots = in_.count();
    function.slots.reserve(slots);
    for (std::uint32_t i = 0; i < slots; ++i) function.slots.push_back(read_optional_name());
    require(slots < kMaxValues && slots >= bound_slots(function));
    read_code(function, id);
    if (in_.has_failed()) return;
    read_spans(function);
    require(!in_.has_failed() && checker_.check(function));
  }

  /// How many slots the machine sets before the function starts.
  static std::size_t bound_slots(const Function& function) {
    const MacroSignature& signature = function.signature;
    if (function.kind == FunctionKind::LoopTest) return 1;
    if (function.kind == FunctionKind::RecursiveLoop) return 2;
    return signature.parameters.size() + (signature.uses_caller && !signature.explicit_caller ? 1 : 0) +
           (signature.uses_kwargs ? 1 : 0) + (signature.uses_varargs ? 1 : 0);
  }

  void read_code(Function& function, FunctionId id) {
    const std::uint32_t count = in_.count();
    limit(Operand::Slot) = function.slots.size();
    limit(Operand::Target) = count;
    limit(Operand::Function) = id.value;
    function.code.reserve(count);
    for (std::uint32_t i = 0; i < count && !in_.has_failed(); ++i) {
      const std::uint8_t first = in_.byte();
      const std::uint8_t opcode = first & static_cast<std::uint8_t>(~kHasMore);
      if (opcode >= kOpcodeCount) return require(false);
      Instruction& instruction = function.code.emplace_back(Instruction{static_cast<Opcode>(opcode)});
      const OpcodeTraits& operands = traits(instruction.opcode);
      if (operands.a != Operand::None) instruction.a = in_.number_below(limit(operands.a));
      if (operands.b != Operand::None) instruction.b = in_.number_below(limit(operands.b));
      if ((first & kHasMore) != 0) {
        instruction.flag = in_.byte();
        instruction.slot = in_.number_below(std::uint64_t{1} << 32);
      }
      require(!in_.has_failed() && fits(instruction, function, id));
    }
  }

  /// What the limits of operands do not say.
  bool fits(const Instruction& instruction, const Function& function, FunctionId id) {
    switch (instruction.opcode) {
      case Opcode::Binary: return instruction.a <= static_cast<std::uint32_t>(BinaryOperator::Power);
      case Opcode::Attribute:
      case Opcode::SlotAttribute: return instruction.slot < program_->attribute_count;
      case Opcode::NextItem: return instruction.slot < function.slots.size();
      case Opcode::BeginLoopState: return instruction.flag == 0 || function.kind == FunctionKind::RecursiveLoop;
      case Opcode::LoadOuter: outer_uses_.push_back({id, instruction.b, instruction.a}); return true;
      case Opcode::CopyOuter: outer_uses_.push_back({id, instruction.flag, instruction.b}); return true;
      case Opcode::MakeMacro:
        return encloses(function, id, instruction.a, {FunctionKind::Macro, FunctionKind::CallBlock});
      case Opcode::FilterItems: return encloses(function, id, instruction.a, {FunctionKind::LoopTest});
      case Opcode::RunRecursiveLoop: return encloses(function, id, instruction.a, {FunctionKind::RecursiveLoop});
      case Opcode::Include:
      case Opcode::Import: return (instruction.a & kWithContext) == 0 || shows_locals(id, instruction.b);
      case Opcode::RunBlock: return (instruction.flag & kScoped) == 0 || shows_locals(id, instruction.b);
      default: return true;
    }
  }

  /// Whether one function can be within another: it is read before, is within no other, and the variables of the outer
  /// one outlive its call.
  bool encloses(const Function& outer, FunctionId id, std::uint32_t inner, std::initializer_list<FunctionKind> kinds) {
    FunctionId& enclosing = enclosing_[inner];
    if (enclosing && enclosing != id) return false;
    enclosing = id;
    const FunctionKind kind = program_->functions[inner].kind;
    return outer.is_captured && std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  }

  /// Each list of variables is shown at one place.
  bool shows_locals(FunctionId id, std::uint32_t index) {
    if (index >= program_->locals.size() || has_seen_locals_[index]) return false;
    has_seen_locals_[index] = true;
    for (const LocalVariable& local : program_->locals[index]) outer_uses_.push_back({id, local.hops, local.slot});
    return true;
  }

  void check_outer_uses() {
    if (in_.has_failed()) return;
    for (const OuterUse& use : outer_uses_) {
      FunctionId function = use.user;
      for (std::uint32_t i = 0; i < use.hops && function; ++i) function = enclosing_[function.index()];
      require(function && use.slot < program_->function(function).slots.size());
    }
  }

  void read_spans(Function& function) {
    const LoadedTemplate& loaded = templates_[function.owner.index()].loaded;
    diagnostics::Span previous{loaded.source, 0, 0};
    function.spans.reserve(function.code.size());
    for (std::size_t i = 0; i < function.code.size(); ++i) {
      const std::uint64_t form = in_.number();
      if (form == kNoSpan) {
        function.spans.emplace_back();
        continue;
      }
      if (form != kSameSpan) previous = read_span_at(form - kFirstSpan, loaded);
      function.spans.push_back(previous);
    }
  }

  void read_templates() {
    program_->templates.reserve(templates_.size());
    for (const NamedTemplate& named : templates_) {
      if (in_.has_failed()) return;
      CompiledTemplate& compiled = program_->templates.emplace_back();
      compiled.name = named.name;
      compiled.source = named.loaded.source;
      compiled.text = named.loaded.text;
      compiled.root = read_function_of(FunctionKind::Root);
      compiled.references_any = in_.byte() != 0;
      read_table(compiled.references, [&] { return std::string(read_text()); });
      read_table(compiled.blocks, [&] {
        const NameId name = read_name();
        return std::pair(name, read_function_of(FunctionKind::Block));
      });
      const TemplateId id(program_->templates.size() - 1);
      require(program_->templates_by_name.emplace(compiled.name, id).second);
    }
  }

  FunctionId read_function_of(FunctionKind kind) {
    const FunctionId id(std::size_t{in_.number_below(program_->functions.size())});
    require(!in_.has_failed() && program_->function(id).kind == kind);
    return id;
  }

  std::unique_ptr<Program> program_;
  std::span<const NamedTemplate> templates_;
  ByteReader in_;
  ByteReader texts_;
  FunctionChecker checker_;
  std::array<std::uint64_t, kOperandCount> limits_{};
  std::vector<FunctionId> enclosing_;  // by function
  std::vector<bool> has_seen_locals_;
  std::vector<OuterUse> outer_uses_;
};

}  // namespace

std::unique_ptr<Program> read_program(std::string bytes, std::size_t begin, std::span<const NamedTemplate> templates) {
  return StoredReader(std::move(bytes), begin, templates).read();
}

}  // namespace gongwen::templating
