#include "templating/detail/machine/machine.h"

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/machine/run_function.h"
#include "templating/detail/value/arithmetic.h"

#include <algorithm>

namespace gongwen::templating {

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
    // Here, where the frame is still there to tell the place.
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

/// Whether a message is about what loops add up to, rather than about the place that was reached last.
static bool is_about_loops(const diagnostics::Diagnostic& diagnostic) {
  return diagnostic.id == messages::TemplatingTooManyTurns || diagnostic.id == messages::TemplatingTooManySteps ||
         diagnostic.id == messages::TemplatingOutOfTime || diagnostic.id == messages::TemplatingOutputTooLong;
}

/// Notes for the loops around an instruction of a function, innermost first; the one that `reported` names is left out.
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

/// Notes for the calls that led here, and for the loops where these add up, innermost first; of a long chain, the ends.
void Machine::add_call_chain(diagnostics::Diagnostic& diagnostic) const {
  constexpr std::size_t kMostNotes = 12;
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
  if (notes.size() > kMostNotes) {
    notes.erase(notes.begin() + (kMostNotes - kOuterNotes), notes.end() - kOuterNotes);
  }
  diagnostic.notes.insert(diagnostic.notes.end(), notes.begin(), notes.end());
}

}  // namespace gongwen::templating
