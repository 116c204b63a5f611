#include "templating/detail/machine/machine.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/compile/linker.h"
#include "templating/detail/machine/run_function.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"
#include "templating/detail/value/objects.h"
#include "templating/template_set.h"

#include <algorithm>
#include <array>
#include <charconv>

// The loop over instructions, and those for iteration, output and composition. A failure is thrown as an exception that
// guarded_run.h turns into a diagnostic with the template's place, the data's place, and notes for the calls and loops
// around it. Every instruction that can repeat is charged against the limits.
namespace gongwen::templating {
namespace {

const NamedValue* find_named(std::span<const NamedValue> values, NameId name) {
  for (const NamedValue& value : values) {
    if (value.name == name) return &value;
  }
  return nullptr;
}

}  // namespace

Value Context::find(NameId name) const {
  if (const NamedValue* own = find_named(variables_.span(), name)) return own->value;
  if (const NamedValue* given = find_named(inherited_, name)) return given->value;
  const std::string_view text = program_->names.text(name);
  if (data_.is(Kind::DataObject)) {
    if (const auto member = MappingView(data_).find(text)) return *member;
  }
  const Builtin* global = find_global(text);
  return global == nullptr ? Value::missing() : Value::of(*global);
}

void Context::set(Arena& arena, const NamedValue& variable) {
  for (NamedValue& own : variables_) {
    if (own.name != variable.name) continue;
    own = variable;
    return;
  }
  variables_.push_back(arena, variable);
}

const Value* Context::find_exported(std::string_view name) const {
  const NamedValue* own = find_named(variables_.span(), program_->find_name(name));
  return own != nullptr && own->is_exported ? &own->value : nullptr;
}

std::vector<std::string_view> Context::exported_names() const {
  std::vector<std::string_view> names;
  for (const NamedValue& variable : variables_.span()) {
    if (variable.is_exported) names.push_back(program_->names.text(variable.name));
  }
  return names;
}

std::span<const NamedValue> Context::snapshot(Arena& arena, std::span<const NamedValue> locals) const {
  ArenaVector<NamedValue> all;
  all.reserve(arena, locals.size() + variables_.size() + inherited_.size());
  for (const std::span<const NamedValue> part : {locals, variables_.span(), inherited_}) {
    for (const NamedValue& value : part) {
      if (find_named(all.span(), value.name) == nullptr) all.push_back(arena, value);
    }
  }
  return all.span();
}

std::vector<std::string_view> Context::known_names() const {
  std::vector<std::string_view> names;
  for (const NamedValue& value : variables_) names.push_back(program_->names.text(value.name));
  for (const NamedValue& value : inherited_) names.push_back(program_->names.text(value.name));
  if (data_.is(Kind::DataObject)) {
    const MappingView view(data_);
    std::size_t cursor = 0;
    while (const auto entry = view.next(cursor)) {
      if (entry->key.is_text()) names.push_back(entry->key.text());
    }
  }
  for (const std::string_view name : global_names()) names.push_back(name);
  return names;
}

void Context::add_blocks(Arena& arena, const CompiledTemplate& compiled) {
  for (const auto& [name, function] : compiled.blocks) {
    BlockStack* stack = nullptr;
    for (BlockStack& candidate : blocks_) {
      if (candidate.name == name) stack = &candidate;
    }
    if (stack == nullptr) {
      blocks_.push_back(arena, {name, {}});
      stack = &blocks_.back();
    }
    stack->functions.push_back(arena, function);
  }
}

const BlockStack* Context::find_blocks(NameId name) const {
  for (const BlockStack& stack : blocks_) {
    if (stack.name == name) return &stack;
  }
  return nullptr;
}

std::string macro_repr(const Macro& macro) {
  return macro.name.empty() ? "<Macro anonymous>" : "<Macro '" + std::string(macro.name) + "'>";
}

Value find_macro_member(Runtime& runtime, const Macro& macro, std::string_view name) {
  const MacroSignature& signature = macro.closure.function->signature;
  if (name == "name") return macro.name.empty() ? Value::none() : Value::text(macro.name);
  if (name == "catch_kwargs") return Value::boolean(signature.uses_kwargs);
  if (name == "catch_varargs") return Value::boolean(signature.uses_varargs);
  if (name == "caller") return Value::boolean(signature.uses_caller);
  if (name == "explicit_caller") return Value::boolean(signature.explicit_caller);
  if (name != "arguments") return Value::missing();
  const std::span<Value> names = runtime.arena().array<Value>(signature.parameters.size());
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = Value::text(macro.names->text(signature.parameters[i]));
  return Value::of(runtime.arena().make<Tuple>(names));
}

Value find_module_member(const Module& module, std::string_view name) {
  if (name == "__name__") return Value::text(module.name);
  const Value* exported = module.context->find_exported(name);
  return exported == nullptr ? Value::missing() : *exported;
}

std::vector<std::string_view> module_members(const Module& module) { return module.context->exported_names(); }

Value find_block(Runtime& runtime, const SelfReference& self, std::string_view name) {
  const NameId id = self.context->program().find_name(name);
  if (!id || self.context->find_blocks(id) == nullptr) return Value::missing();
  return Value::of(runtime.arena().make<BlockReference>(self.context, id, 0u));
}

Value find_block_member(Runtime& runtime, const BlockReference& block, std::string_view name) {
  if (name == "super") return find_parent_block(runtime, block);
  if (name == "name") return Value::text(block.context->program().names.text(block.name));
  return Value::missing();
}

Value find_parent_block(Runtime& runtime, const BlockReference& block) {
  const BlockStack* stack = block.context->find_blocks(block.name);
  if (stack == nullptr || block.level + 1 >= stack->functions.size()) {
    const std::string_view name = block.context->program().names.text(block.name);
    return make_undefined(runtime, UndefinedReason::NoParentBlock, name);
  }
  return Value::of(runtime.arena().make<BlockReference>(block.context, block.name, block.level + 1));
}

namespace {

struct FilterState {
  Iterator items;
  Closure test;
};

/// `for … if`: the items that pass the test, tested one by one on demand.
bool advance_filtered(Iterator& iterator, Runtime& runtime, Value& element) {
  auto& state = *static_cast<FilterState*>(iterator.state);
  while (advance(runtime, state.items, element)) {
    if (runtime.passes_test(state.test, element)) return true;
  }
  return false;
}

/// `state` is the stream.
bool advance_stream(Iterator& iterator, Runtime&, Value& element) {
  return static_cast<StreamReader*>(iterator.state)->next(element);
}

}  // namespace

namespace messages = diagnostics::messages;

Machine::Machine(const Program& program, const Limits& limits, Sink& sink)
    : Runtime(limits),
      program_(program),
      sink_(&sink),
      outermost_sink_(sink),
      attribute_hints_(program.attribute_count, 0) {}

Value Machine::wrap(data::Value value) {
  std::unique_ptr<DataRoot>& root = roots_[&value.document()];
  if (root == nullptr) root = std::make_unique<DataRoot>(value.document(), arena());
  return root->wrap(value);
}

void Machine::stream(data::Value array, ItemStream& items) {
  std::unique_ptr<DataRoot>& root = roots_[&array.document()];
  if (root == nullptr) root = std::make_unique<DataRoot>(array.document(), arena());
  root->set_stream(array.node(), &items);
  stream_reader_ = std::make_unique<StreamReader>(items, arena());
}

void Machine::expand(TemplateId id, const Value& data, std::span<const NamedValue> bindings) {
  Context& context = make_context(require_sound(id), arena().copy(bindings), data);
  run_template(id, context);
}

Value Machine::evaluate(const Function& function, const Value& data, std::span<const NamedValue> bindings) {
  auto& context = arena().make<Context>(program_, data, arena().copy(bindings));
  run_function({&function, nullptr, &context}, [](Value*) {});
  return pop();
}

std::optional<Value> Machine::try_evaluate(const Function& function) {
  try {
    return evaluate(function, Value::missing(), {});
  } catch (const Failure&) {
    return std::nullopt;
  } catch (const ArenaExhausted&) {
    return std::nullopt;
  }
}

bool Machine::passes_test(const Closure& test, const Value& item) {
  run_function(test, [&](Value* slots) { slots[0] = item; });
  return is_true(*this, pop());
}

void Machine::enter(Frame& frame, const Closure& closure) {
  if (++call_depth_ > limits().call_depth) fail(messages::TemplatingTooManyCalls, limits().call_depth);
  frame.function = closure.function;
  frame.enclosing = closure.enclosing;
  frame.context = closure.context;
  frame.caller = frame_;
  frame.call = pc_;
}

void Machine::leave(const Frame& frame) {
  frame_ = frame.caller;
  pc_ = frame.call;
  code_ = frame_ == nullptr ? nullptr : frame_->function->code.data();
  --call_depth_;
}

void Machine::run() {
  try {
    run_instructions();
  } catch (const ArenaExhausted&) {
    // Caught here because the frame, which has the place, still exists.
    fail(messages::TemplatingOutOfMemory, limits().memory_bytes);
  }
}

void Machine::run_instructions() {
  while (true) {
    const Instruction& instruction = *pc_++;
    if (instruction.opcode == Opcode::Return) return;
    charge(1);
    switch (instruction.opcode) {
#define GONGWEN_OPCODE(name, handler, ...) \
  case Opcode::name:                       \
    handler(instruction);                  \
    break;
#include "templating/detail/compile/opcodes.def"
#undef GONGWEN_OPCODE
    }
  }
}

const diagnostics::Span& Machine::span_of(const Frame& frame, const Instruction* instruction) const {
  return frame.function->spans[static_cast<std::size_t>(instruction - frame.function->code.data())];
}

diagnostics::Span Machine::current_place() const {
  return frame_ == nullptr ? diagnostics::Span{} : span_of(*frame_, pc_ - 1);
}

std::string_view Machine::source_text(const diagnostics::Span& span) const {
  for (const CompiledTemplate& compiled : program_.templates) {
    if (compiled.source == span.source) return compiled.text.substr(span.begin, span.end - span.begin);
  }
  return {};
}

std::string Machine::nearest_wording(std::string_view id) const {
  return program_.wordings ? program_.wordings->nearest_id(id) : std::string();
}

std::vector<std::string_view> Machine::visible_names() const {
  std::vector<std::string_view> names;
  for (const Frame* frame = frame_; frame != nullptr; frame = frame->enclosing) {
    for (std::size_t slot = 0; slot < frame->function->slots.size(); ++slot) {
      const NameId name = frame->function->slots[slot];
      if (name && !frame->slots[slot].is_missing()) names.push_back(program_.names.text(name));
    }
  }
  if (frame_ != nullptr) {
    const std::vector<std::string_view> known = frame_->context->known_names();
    names.insert(names.end(), known.begin(), known.end());
  }
  return names;
}

diagnostics::DataPlace Machine::visible_data() const {
  return frame_ == nullptr ? diagnostics::DataPlace{} : frame_->context->data().place();
}

diagnostics::DataPlace Machine::common_place(diagnostics::DataPlace a, diagnostics::DataPlace b) const {
  if (a.source != b.source) return {};
  if (stream_reader_ != nullptr && stream_reader_->source() == a.source) return stream_reader_->common_place(a, b);
  for (const auto& [document, root] : roots_) {
    if (document->source() == a.source) return root->common_place(a, b);
  }
  return {};
}

void Machine::complete(diagnostics::Diagnostic& diagnostic) const {
  if (!diagnostic.origin.template_place) diagnostic.origin.template_place = current_place();
  add_call_chain(diagnostic);
}

/// Whether a message is about the sum of what loops did, rather than the place reached last.
static bool is_about_loops(const diagnostics::Diagnostic& diagnostic) {
  return diagnostic.id == messages::TemplatingTooManyTurns || diagnostic.id == messages::TemplatingTooManySteps ||
         diagnostic.id == messages::TemplatingOutOfTime || diagnostic.id == messages::TemplatingOutputTooLong;
}

/// Notes for the loops around an instruction, innermost first, without the one that `reported` names.
void Machine::add_loops(const Frame& frame, const Instruction* at, const diagnostics::Span& reported,
                        std::vector<diagnostics::Note>& notes) const {
  const std::vector<Instruction>& code = frame.function->code;
  const auto position = static_cast<std::size_t>(at - code.data());
  for (std::size_t i = position; i < code.size(); ++i) {
    const bool is_around = code[i].opcode == Opcode::NextItem && code[i].b <= position;
    const diagnostics::Span& place = frame.function->spans[i];
    if (is_around && place != reported) notes.push_back({messages::TemplatingInLoop, {place, {}}, {}});
  }
}

/// Notes for the calls that led here, and for loops if they matter, innermost first; of a long chain only both ends.
void Machine::add_call_chain(diagnostics::Diagnostic& diagnostic) const {
  constexpr std::size_t kMaxNotes = 12;
  constexpr std::size_t kOuterNotes = 3;
  std::vector<diagnostics::Note> notes;
  const bool names_loops = frame_ != nullptr && is_about_loops(diagnostic);
  const diagnostics::Span& reported = diagnostic.origin.template_place;
  if (names_loops) add_loops(*frame_, pc_ - 1, reported, notes);
  for (const Frame* frame = frame_; frame != nullptr && frame->caller != nullptr; frame = frame->caller) {
    const Function& function = *frame->function;
    const diagnostics::Origin origin{span_of(*frame->caller, frame->call - 1), {}};
    const std::string name(function.name ? program_.names.text(function.name) : std::string_view());
    switch (function.kind) {
      case FunctionKind::Macro: notes.push_back({messages::TemplatingCalledFrom, origin, {name}}); break;
      case FunctionKind::Block: notes.push_back({messages::TemplatingBlockFrom, origin, {name}}); break;
      case FunctionKind::CallBlock: notes.push_back({messages::TemplatingCallerFrom, origin, {}}); break;
      case FunctionKind::RecursiveLoop:
        if (frame->caller->function->kind == FunctionKind::RecursiveLoop) {
          notes.push_back({messages::TemplatingLoopFrom, origin, {}});
        }
        break;
      case FunctionKind::Root:
        notes.push_back({messages::TemplatingIncludedFrom, origin, {program_.compiled(function.owner).name}});
        break;
      case FunctionKind::LoopTest:
      case FunctionKind::Expression: break;
    }
    if (names_loops) add_loops(*frame->caller, frame->call - 1, reported, notes);
  }
  if (notes.size() > kMaxNotes) {
    notes.erase(notes.begin() + (kMaxNotes - kOuterNotes), notes.end() - kOuterNotes);
  }
  diagnostic.notes.insert(diagnostic.notes.end(), notes.begin(), notes.end());
}

void Machine::emit_value(const Instruction&) { write(pop()); }

void Machine::emit_slot(const Instruction& instruction) {
  const Value& value = frame_->slots[instruction.a];
  if (!value.is_missing()) {
    write(value);
    return;
  }
  load_unset(*frame_->function, instruction.a);
  write(pop());
}

void Machine::emit_literal(const Instruction& instruction) {
  const Literal& literal = program_.literals[instruction.a];
  charge_output(literal.text.size());
  if (!sink_->literal(literal)) throw Stopped{};
}

void Machine::charge_output(std::size_t bytes) {
  output_bytes_ += bytes;
  if (output_bytes_ > limits().output_bytes) fail(messages::TemplatingOutputTooLong, limits().output_bytes);
}

void Machine::write(const Value& value) {
  switch (value.kind()) {
    case Kind::Text: write_text(value.text(), value.safety(), value.place()); return;
    case Kind::Integer: {
      std::array<char, 24> digits;
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value.integer()).ptr;
      write_typed({digits.data(), static_cast<std::size_t>(end - digits.data())}, TypedText::Number, value.place());
      return;
    }
    case Kind::BigInteger:
    case Kind::Float:
    case Kind::Boolean: {
      TextBuilder text(*this);
      write_value(text, value);
      write_typed(text.view(), value.is(Kind::Boolean) ? TypedText::Boolean : TypedText::Number, value.place());
      return;
    }
    case Kind::Module: write_text(value.as<Module>().body, Safety::Markup, value.place()); return;
    default: break;
  }
  if (prints_for_documents() && (is_sequence(value) || is_mapping(value))) fail_printing(value);
  TextBuilder text(*this);
  write_value(text, value);
  write_text(text.view(), Safety::Plain, value.place());
}

/// Fails with the advice to write `person.name` or `names | join("、")` instead of `person` or `names`.
void Machine::fail_printing(const Value& structure) {
  constexpr std::size_t kLongestShown = 60;
  std::string_view written = base::trim_ascii_space(source_text(current_place()));
  if (written.starts_with("{{")) written = base::trim_ascii_space(written.substr(2, written.size() - 4));
  // Filters would come before the member.
  const bool is_plain = written.size() <= kLongestShown && written.find_first_of("|(+~\n") == std::string_view::npos;
  const std::string name(is_plain && !written.empty() ? written : "x");
  const auto first_member = [&](const Value& object) -> std::string {
    std::size_t cursor = 0;
    const auto entry = MappingView(object).next(cursor);
    return std::string(entry && entry->key.is_text() ? entry->key.text() : "x");
  };
  if (is_mapping(structure))
    fail_about(structure, messages::TemplatingPrintsObject, name, name + "." + first_member(structure));
  const SequenceView items(structure);
  const bool has_objects = items.size() > 0 && is_mapping(items.at(0));
  const std::string attribute = has_objects ? ", attribute=\"" + first_member(items.at(0)) + "\"" : std::string();
  fail_about(structure, messages::TemplatingPrintsList, name, name + " | join(\"、\"" + attribute + ")");
}

void Machine::write_text(std::string_view text, Safety safety, diagnostics::DataPlace place) {
  charge_output(text.size());
  if (open_captures_ > 0) captures_[open_captures_ - 1]->places.add(place);
  const diagnostics::Origin origin{current_place(), place};
  const bool goes_on = safety == Safety::Markup ? sink_->markup(text, origin) : sink_->text(text, origin);
  if (!goes_on) throw Stopped{};
}

void Machine::write_typed(std::string_view text, TypedText type, diagnostics::DataPlace place) {
  charge_output(text.size());
  if (open_captures_ > 0) captures_[open_captures_ - 1]->places.add(place);
  if (!sink_->typed(text, type, {current_place(), place})) throw Stopped{};
}

void Machine::begin_capture(const Instruction&) { open_capture(); }

void Machine::end_capture(const Instruction&) { push(close_capture()); }

void Machine::drop_capture(const Instruction&) { close_capture(); }

void Machine::open_capture() {
  if (open_captures_ == captures_.size()) captures_.push_back(std::make_unique<Capture>());
  Capture& capture = *captures_[open_captures_++];
  capture.sink.clear();
  capture.places = PlaceMerge(*this);
  sink_ = &capture.sink;
}

/// The output since the capture began, as markup. Its place is that of the values in it, if they have one.
Value Machine::close_capture() {
  GONGWEN_ASSERT(open_captures_ > 0);
  const Capture& capture = *captures_[--open_captures_];
  sink_ = open_captures_ == 0 ? &outermost_sink_ : &captures_[open_captures_ - 1]->sink;
  return make_text(capture.sink.text(), Safety::Markup).with_place(capture.places.result());
}

/// A stream can only be iterated by a loop, which holds at most two items.
Iterator Machine::begin_items(const Value& iterable) {
  const bool is_streamed = iterable.is(Kind::DataArray) && iterable.data_root().stream_of(iterable) != nullptr;
  if (!is_streamed || stream_reader_->has_begun()) return begin_iteration(*this, iterable);
  stream_reader_->begin();
  return {advance_stream, iterable, 0, stream_reader_.get()};
}

void Machine::begin_loop(const Instruction& instruction) {
  const Value iterable = pop();
  frame_->slots[instruction.a] =
      iterable.is(Kind::Iterator) ? iterable : Value::of(arena().make<Iterator>(begin_items(iterable)));
}

void Machine::begin_loop_state(const Instruction& instruction) {
  const Value iterable = pop();
  auto& iterator = arena().make<Iterator>(begin_items(iterable));
  auto& loop = arena().make<LoopState>();
  loop.iterator = &iterator;
  loop.iterable = iterable;
  if (instruction.flag != 0) {  // the loop of a recursive function
    loop.recursion = {frame_->function, frame_->enclosing, frame_->context};
    const Value& depth = frame_->slots[1];
    loop.depth0 = depth.is(Kind::Integer) ? depth.integer() : 0;
  }
  frame_->slots[instruction.a] = Value::of(loop);
}

void Machine::next_item(const Instruction& instruction) {
  const Value& state = frame_->slots[instruction.a];
  Value& item = frame_->slots[instruction.slot];
  const bool found = state.is(Kind::Loop)       ? advance_loop(*this, state.as<LoopState>(), item)
                     : state.is(Kind::Iterator) ? advance(*this, state.as<Iterator>(), item)
                                                : false;
  if (!found) return;
  charge_turn();
  pc_ = code_ + instruction.b;
}

void Machine::filter_items(const Instruction& instruction) {
  auto& state = arena().make<FilterState>(begin_iteration(*this, top()),
                                          Closure{&program_.functions[instruction.a], frame_, frame_->context});
  top() = Value::of(arena().make<Iterator>(advance_filtered, Value::missing(), 0u, &state));
}

void Machine::run_recursive_loop(const Instruction& instruction) {
  const Value iterable = pop();
  run_loop_function({&program_.functions[instruction.a], frame_, frame_->context}, iterable, 0);
}

/// A recursive loop is a function of its items and depth.
void Machine::run_loop_function(const Closure& closure, const Value& iterable, std::int64_t depth0) {
  run_function(closure, [&](Value* slots) {
    slots[0] = iterable;
    slots[1] = Value::integer(depth0);
  });
}

TemplateId Machine::find_template_named(std::string_view name) {
  if (program_.later == nullptr) return program_.find_template(name);
  const LaterTemplates::Found found = program_.later->find(name);
  if (attribute_hints_.size() < found.attribute_count) attribute_hints_.resize(found.attribute_count, 0);
  return found.id;
}

/// The template with this name, or with the first existing name of a list; an invalid id if there is none.
TemplateId Machine::find_template(const Value& name) {
  require_defined(name);
  if (name.is_text()) return find_template_named(name.text());
  if (name.is_none()) return {};
  if (!is_sequence(name)) fail_about(name, messages::TemplatingBadTemplateName, type_name(name));
  for (const Value& candidate : collect(*this, name)) {
    // Lists within lists are rejected: one could contain itself.
    if (is_list(candidate)) fail_about(candidate, messages::TemplatingBadTemplateName, type_name(candidate));
    if (!candidate.is_text()) continue;
    if (const TemplateId id = find_template_named(candidate.text())) return id;
  }
  return {};
}

TemplateId Machine::require_template(const Value& name) {
  if (const TemplateId id = find_template(name)) return require_sound(id);
  TextBuilder text(*this);
  for (const Value& candidate : name.is_text() || name.is_none() ? std::span(&name, 1) : collect(*this, name)) {
    if (!text.empty()) text.append(", ");
    write_value(text, candidate);
  }
  std::vector<std::string_view> known;
  for (const CompiledTemplate& compiled : program_.templates) known.push_back(compiled.name);
  fail_about(name, messages::TemplatingTemplateNotFound, text.view(),
             name.is_text() ? base::find_nearest_name(name.text(), known) : std::string_view());
}

/// An invalid template ends the expansion with its messages.
TemplateId Machine::require_sound(TemplateId id) {
  const CompiledTemplate& compiled = program_.compiled(id);
  if (compiled.errors.empty()) return id;
  std::vector<diagnostics::Diagnostic> errors = compiled.errors;
  if (frame_ != nullptr) {
    errors.front().notes.push_back({messages::TemplatingIncludedFrom, {current_place(), {}}, {compiled.name}});
    add_call_chain(errors.front());
  }
  throw Failure(std::move(errors));
}

void Machine::run_template(TemplateId id, Context& context) {
  if (++include_depth_ > limits().include_depth) fail(messages::TemplatingTooManyIncludes, limits().include_depth);
  run_function({&program_.function(program_.compiled(id).root), nullptr, &context}, [](Value*) {});
  --include_depth_;
}

Context& Machine::make_context(TemplateId id, std::span<const NamedValue> inherited, const Value& data) {
  auto& context = arena().make<Context>(program_, data, inherited);
  context.add_blocks(arena(), program_.compiled(id));
  return context;
}

std::span<const NamedValue> Machine::collect_locals(std::uint32_t index) {
  ArenaVector<NamedValue> locals;
  for (const LocalVariable& local : program_.locals[index]) {
    const Value& value = outer_frame(local.hops).slots[local.slot];
    if (!value.is_missing()) locals.push_back(arena(), {local.name, value});
  }
  return locals.span();
}

void Machine::include_template(const Instruction& instruction) {
  const Value name = pop();
  const bool ignore_missing = (instruction.a & kIgnoreMissing) != 0;
  if (ignore_missing && !find_template(name)) return;
  const TemplateId id = require_template(name);
  const Context& current = *frame_->context;
  if ((instruction.a & kWithContext) != 0) {
    const auto inherited = current.snapshot(arena(), collect_locals(instruction.b));
    run_template(id, make_context(id, inherited, current.data()));
  } else {
    run_template(id, make_context(id, {}, Value::missing()));
  }
}

/// Replaces the name on the stack by the module.
void Machine::import_template(const Instruction& instruction) {
  const Value name = top();
  if (!name.is_text() && !name.is_none()) {
    require_defined(name);
    fail_about(name, messages::TemplatingBadTemplateName, type_name(name));
  }
  const TemplateId id = require_template(name);
  const Context& current = *frame_->context;
  if ((instruction.a & kWithContext) != 0) {
    const auto inherited = current.snapshot(arena(), collect_locals(instruction.b));
    top() = Value::of(make_module(id, make_context(id, inherited, current.data())));
    return;
  }
  // Imported without context, a template is the same for everybody.
  if (const auto known = modules_.find(id.value); known != modules_.end()) {
    top() = Value::of(*known->second);
    return;
  }
  Module& module = make_module(id, make_context(id, {}, Value::missing()));
  modules_.emplace(id.value, &module);
  top() = Value::of(module);
}

Module& Machine::make_module(TemplateId id, Context& context) {
  open_capture();
  run_template(id, context);
  const Value body = close_capture();
  return arena().make<Module>(program_.compiled(id).name, body.text(), &context);
}

void Machine::import_name(const Instruction& instruction) {
  const std::string_view name = program_.names.text(NameId(instruction.a));
  const Value member = top().is(Kind::Module) ? find_module_member(top().as<Module>(), name) : Value::missing();
  push(member.is_missing() ? make_undefined(*this, UndefinedReason::NotExported, name) : member);
}

void Machine::extend_template(const Instruction& instruction) {
  const Value name = pop();
  if (!name.is_text() && !name.is_none()) {
    require_defined(name);
    fail_about(name, messages::TemplatingBadTemplateName, type_name(name));
  }
  const TemplateId id = require_template(name);
  frame_->context->add_blocks(arena(), program_.compiled(id));
  frame_->slots[instruction.a] = Value::integer(id.value);
}

void Machine::fail_extended_twice(const Instruction&) { fail(messages::TemplatingExtendedTwice); }

void Machine::jump_if_extended(const Instruction& instruction) {
  if (!frame_->slots[instruction.b].is_missing()) pc_ = code_ + instruction.a;
}

/// Runs the parent of a template that extends it, with the blocks of both.
void Machine::run_parent(const Instruction& instruction) {
  const Value& parent = frame_->slots[instruction.a];
  if (!parent.is(Kind::Integer)) return;
  const auto id = static_cast<std::size_t>(parent.integer());
  if (id < program_.templates.size()) run_template(TemplateId(id), *frame_->context);
}

void Machine::run_block(const Instruction& instruction) {
  const NameId name(instruction.a);
  Context* context = frame_->context;
  const BlockStack* stack = context->find_blocks(name);
  if (stack == nullptr) return;
  if ((instruction.flag & kRequired) != 0 && stack->functions.size() == 1) {
    fail(messages::TemplatingRequiredBlockMissing, program_.names.text(name));
  }
  if ((instruction.flag & kScoped) != 0) {
    const auto inherited = context->snapshot(arena(), collect_locals(instruction.b));
    auto& derived = arena().make<Context>(program_, context->data(), inherited);
    derived.copy_blocks(*context);
    context = &derived;
  }
  run_block(BlockReference{context, name, 0});
}

void Machine::load_self(const Instruction&) { push(Value::of(arena().make<SelfReference>(frame_->context))); }

/// `super` in a block: the same block one level above this function.
void Machine::load_super(const Instruction& instruction) {
  const NameId name(instruction.a);
  const BlockStack* stack = frame_->context->find_blocks(name);
  std::uint32_t level = 0;
  if (stack != nullptr) {
    while (level < stack->functions.size() && &program_.function(stack->functions[level]) != frame_->function) ++level;
  }
  push(find_parent_block(*this, BlockReference{frame_->context, name, level}));
}

}  // namespace gongwen::templating
