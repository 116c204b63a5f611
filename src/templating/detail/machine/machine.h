// Machine: runs the functions of a Program. One machine serves one expansion, on one thread; the program is shared. The
// instructions are methods with the names of opcodes.def: values, operators and calls in operators.cpp, loops, output
// and composition in machine.cpp. They rely only on what read_program() checks for stored programs; the kinds of values
// in slots they check themselves.
#pragma once

#include "templating/detail/compile/program.h"
#include "templating/detail/text_sink.h"
#include "templating/detail/value/arena.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/dict.h"
#include "templating/detail/value/objects.h"
#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sys/mman.h>

namespace gongwen::templating {

// Context: the names that a template finds besides its local variables: those that it has set at the top level, those
// passed by the template that includes it, the data, and the global functions.

struct NamedValue {
  NameId name;
  Value value;
  bool is_exported = false;
};

/// The functions that fill one block, from the most derived template to the root of the
/// inheritance.
struct BlockStack {
  NameId name;
  ArenaVector<FunctionId> functions;
};

class Context {
 public:
  /// `data` is an object, or missing.
  Context(const Program& program, const Value& data, std::span<const NamedValue> inherited)
      : program_(&program), data_(data), inherited_(inherited) {}

  /// The value of a name; missing if it is not defined.
  Value find(NameId name) const;
  void set(Arena& arena, const NamedValue& variable);
  /// The value of a name that another template can import; null if absent.
  const Value* find_exported(std::string_view name) const;
  std::vector<std::string_view> exported_names() const;

  /// All visible names, `locals` first: the initial context of a template that is included
  /// here.
  std::span<const NamedValue> snapshot(Arena& arena, std::span<const NamedValue> locals) const;
  const Value& data() const { return data_; }
  /// All names, for suggestions in messages.
  std::vector<std::string_view> known_names() const;

  /// Adds the blocks of a template below those that exist already.
  void add_blocks(Arena& arena, const CompiledTemplate& compiled);
  const BlockStack* find_blocks(NameId name) const;
  void copy_blocks(const Context& other) { blocks_ = other.blocks_; }

  const Program& program() const { return *program_; }

 private:
  const Program* program_;
  Value data_;
  ArenaVector<NamedValue> variables_;
  std::span<const NamedValue> inherited_;
  ArenaVector<BlockStack> blocks_;
};

// StreamReader: provides the items of a stream as values of one expansion.

class StreamReader {
 public:
  StreamReader(ItemStream& items, Arena& arena) : items_(items), arena_(arena) {}

  /// Whether a walk over the items has begun; only one is possible.
  bool has_begun() const { return has_begun_; }
  void begin() { has_begun_ = true; }

  /// Gets the next item; returns false at the end.
  bool next(Value& element) {
    const std::optional<data::Value> item = items_.next();
    if (!item) return false;
    if (document_ != &item->document() || source_ != item->document().source()) enter(item->document());
    element = root_->wrap(*item);
    return true;
  }

  /// The source of the document that contains the last item.
  diagnostics::SourceId source() const { return source_; }
  diagnostics::DataPlace common_place(diagnostics::DataPlace a, diagnostics::DataPlace b) const {
    return root_->common_place(a, b);
  }

 private:
  /// Enters a document; items of the previous one may still be used.
  void enter(const data::Document& document) {
    document_ = &document;
    source_ = document.source();
    former_ = std::exchange(root_, std::make_unique<DataRoot>(document, arena_));
  }

  ItemStream& items_;
  Arena& arena_;
  const data::Document* document_ = nullptr;
  diagnostics::SourceId source_;
  std::unique_ptr<DataRoot> root_;
  std::unique_ptr<DataRoot> former_;
  bool has_begun_ = false;
};

// ValueStack: the memory for slots and intermediate values of all running functions. It is reserved once, and only the
// used part is touched. Each thread keeps one for its next machine, since checks of values run many short expressions,
// each with its own machine.

class ValueStack {
 public:
  static constexpr std::size_t kSize = 200'000;

  ValueStack() : memory_(std::move(spare())) {
    if (memory_ == nullptr) memory_ = reserve();
  }
  ValueStack(const ValueStack&) = delete;
  ValueStack& operator=(const ValueStack&) = delete;
  ~ValueStack() { spare() = std::move(memory_); }

  Value* begin() { return memory_.get(); }
  Value* end() { return memory_.get() + kSize; }

 private:
  static constexpr std::size_t kBytes = kSize * sizeof(Value);
  struct Free {
    void operator()(Value* memory) const { munmap(memory, kBytes); }
  };
  using Memory = std::unique_ptr<Value, Free>;

  /// Reserved without the allocator, which would place it between other blocks, in pages of 2 MB that are cleared as a
  /// whole.
  static Memory reserve() {
    void* const memory =
        mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    return Memory(static_cast<Value*>(memory));
  }

  static Memory& spare() {
    thread_local Memory memory;
    return memory;
  }

  Memory memory_;
};

/// A call of a function: its variables, and where it was called.
struct Frame {
  const Function* function = nullptr;
  Value* slots = nullptr;
  Frame* enclosing = nullptr;  // the call whose variables this function refers to
  Context* context = nullptr;
  Frame* caller = nullptr;            // the frame of the caller …
  const Instruction* call = nullptr;  // … and the calling instruction
};

class Machine final : public Runtime {
 public:
  Machine(const Program& program, const Limits& limits, Sink& sink);

  /// Expands a template. `data` is an object, or missing. Throws Failure, ArenaExhausted or
  /// Stopped.
  void expand(TemplateId id, const Value& data, std::span<const NamedValue> bindings);
  /// Returns the value of an expression's function. Throws the same exceptions.
  Value evaluate(const Function& function, const Value& data, std::span<const NamedValue> bindings);
  /// The same without names to refer to; nullopt if it fails.
  std::optional<Value> try_evaluate(const Function& function);

  /// Makes a value of a document visible to the expansion, without copying.
  Value wrap(data::Value value);
  /// Takes the items of an array from a stream. Call it before the expansion starts.
  void stream(data::Value array, ItemStream& items);
  /// Sets the source of titles of choices; it may be empty.
  void title_choices(std::function<std::optional<std::string>(diagnostics::DataPlace, std::string_view)> titles) {
    choice_titles_ = std::move(titles);
  }

  /// Thrown if the sink stops the expansion.
  struct Stopped {};

  // Runtime
  Value call(const Value& callee, const Arguments& arguments) override;
  bool passes_test(const Closure& test, const Value& item) override;
  const Wording* find_wording(std::string_view id) const override { return program_.find_wording(id); }
  std::string nearest_wording(std::string_view id) const override;
  std::optional<std::string> choice_title(diagnostics::DataPlace place, std::string_view code) const override {
    return choice_titles_ ? choice_titles_(place, code) : std::nullopt;
  }
  diagnostics::Span current_place() const override;
  std::string_view source_text(const diagnostics::Span& span) const override;
  std::vector<std::string_view> visible_names() const override;
  diagnostics::DataPlace visible_data() const override;
  diagnostics::DataPlace common_place(diagnostics::DataPlace a, diagnostics::DataPlace b) const override;

 private:
  /// The destination of a macro's, a block's or a recursive loop's output.
  enum class Destination : std::uint8_t { Sink, Value };

  /// A text that is being captured, and the places of the values in it.
  struct Capture {
    TextSink sink;
    PlaceMerge places;
  };

  void complete(diagnostics::Diagnostic& diagnostic) const override;
  void add_loops(const Frame& frame, const Instruction* at, const diagnostics::Span& reported,
                 std::vector<diagnostics::Note>& notes) const;
  void add_call_chain(diagnostics::Diagnostic& diagnostic) const;

  // machine.cpp: running functions
  /// Runs a function; `bind(slots)` sets its parameters.
  template <typename Bind>
  void run_function(const Closure& closure, Bind bind);
  void run();
  void run_instructions();
  void enter(Frame& frame, const Closure& closure);
  void leave(const Frame& frame);

  void push(const Value& value) { *top_++ = value; }
  Value pop() { return *--top_; }
  Value& top() { return top_[-1]; }
  const diagnostics::Span& span_of(const Frame& frame, const Instruction* instruction) const;

  // Values (operators.cpp)
  void push_constant(const Instruction& instruction) { push(program_.constants[instruction.a]); }
  void load_slot(const Instruction& instruction);
  void load_outer(const Instruction& instruction);
  void store_slot(const Instruction& instruction) { frame_->slots[instruction.a] = pop(); }
  void copy_slot(const Instruction& instruction) { frame_->slots[instruction.a] = frame_->slots[instruction.b]; }
  void copy_outer(const Instruction& instruction);
  void clear_slot(const Instruction& instruction) { frame_->slots[instruction.a] = Value::missing(); }
  void resolve_name(const Instruction& instruction);
  void export_slot(const Instruction& instruction);
  void pop_value(const Instruction&) { --top_; }
  void build_list(const Instruction& instruction);
  void build_tuple(const Instruction& instruction);
  void build_dict(const Instruction& instruction);
  void unpack(const Instruction& instruction);
  void set_member(const Instruction& instruction);
  void load_unset(const Function& function, std::uint32_t slot);
  Frame& outer_frame(std::uint32_t hops) const;

  // Operators (operators.cpp)
  void load_attribute(const Instruction& instruction);
  void load_slot_attribute(const Instruction& instruction);
  Value attribute_of(const Value& object, const Instruction& instruction);
  static Value find_data_member(const Value& object, std::string_view name, std::uint32_t& hint);
  void load_item(const Instruction& instruction);
  void load_slice(const Instruction& instruction);
  void logical_not(const Instruction& instruction);
  void negate_value(const Instruction& instruction);
  void affirm_value(const Instruction& instruction);
  void binary(const Instruction& instruction);
  void concat(const Instruction& instruction);
  void compare(const Instruction& instruction);
  void compare_chain(const Instruction& instruction);
  bool holds(CompareOperator operation, const Value& left, const Value& right);
  void apply_builtin(const Instruction& instruction);
  void fail_unknown_filter(const Instruction& instruction);
  void fail_unknown_test(const Instruction& instruction);
  void push_no_else(const Instruction& instruction);
  void jump(const Instruction& instruction) { pc_ = code_ + instruction.a; }
  void jump_if_false(const Instruction& instruction);
  void jump_if_false_or_pop(const Instruction& instruction);
  void jump_if_true_or_pop(const Instruction& instruction);
  void jump_if_set(const Instruction& instruction);

  // Loops (machine.cpp)
  Iterator begin_items(const Value& iterable);
  void begin_loop(const Instruction& instruction);
  void begin_loop_state(const Instruction& instruction);
  void next_item(const Instruction& instruction);
  void filter_items(const Instruction& instruction);
  void run_recursive_loop(const Instruction& instruction);
  void run_loop_function(const Closure& closure, const Value& iterable, std::int64_t depth0);

  // Calls (operators.cpp)
  void call_value(const Instruction& instruction);
  void call_and_emit(const Instruction& instruction);
  void make_macro(const Instruction& instruction);
  void set_missing_parameter(const Instruction& instruction);
  /// The arguments on the stack from `base` on; they stay there while they are
  /// used.
  Arguments read_arguments(const CallShape& shape, const Value* base);
  void add_starred(const CallShape& shape, const Value* starred, Arguments& arguments);
  /// Runs callables that write output themselves (macros, blocks, recursive loops). Returns false for other
  /// callables.
  bool run_writing(const Value& callee, const Arguments& arguments);
  bool run_wording(const Builtin& builtin, const Arguments& arguments);
  void run_macro(const Macro& macro, const Arguments& arguments);
  void bind_macro(const Macro& macro, const Arguments& arguments, Value* slots);
  void check_left_over(const Macro& macro, const Arguments& arguments, std::span<const Keyword> keywords);
  void run_block(const BlockReference& block);

  // Output (machine.cpp)
  void emit_value(const Instruction& instruction);
  void emit_slot(const Instruction& instruction);
  void emit_literal(const Instruction& instruction);
  void begin_capture(const Instruction& instruction);
  void end_capture(const Instruction& instruction);
  void drop_capture(const Instruction& instruction);
  void write(const Value& value);
  void write_typed(std::string_view text, TypedText type, diagnostics::DataPlace place);
  void write_text(std::string_view text, Safety safety, diagnostics::DataPlace place);
  void open_capture();
  Value close_capture();
  [[noreturn]] void fail_printing(const Value& structure);
  void charge_output(std::size_t bytes);

  // Composition of templates (machine.cpp)
  void include_template(const Instruction& instruction);
  void import_template(const Instruction& instruction);
  void import_name(const Instruction& instruction);
  void extend_template(const Instruction& instruction);
  void fail_extended_twice(const Instruction& instruction);
  void jump_if_extended(const Instruction& instruction);
  void run_parent(const Instruction& instruction);
  void run_block(const Instruction& instruction);
  void load_self(const Instruction& instruction);
  void load_super(const Instruction& instruction);
  void return_from_function(const Instruction&) {}
  TemplateId find_template_named(std::string_view name);
  TemplateId find_template(const Value& name);
  TemplateId require_template(const Value& name);
  TemplateId require_sound(TemplateId id);
  void run_template(TemplateId id, Context& context);
  Context& make_context(TemplateId id, std::span<const NamedValue> inherited, const Value& data);
  std::span<const NamedValue> collect_locals(std::uint32_t index);
  Module& make_module(TemplateId id, Context& context);

  const Program& program_;
  std::function<std::optional<std::string>(diagnostics::DataPlace, std::string_view)> choice_titles_;
  ValueStack stack_;
  Value* top_ = stack_.begin();
  const Instruction* code_ = nullptr;  // of the running function
  const Instruction* pc_ = nullptr;    // the next instruction
  Frame* frame_ = nullptr;
  std::uint32_t call_depth_ = 0;
  std::uint32_t include_depth_ = 0;
  Sink* sink_;
  std::vector<std::unique_ptr<Capture>> captures_;  // those used before are kept for reuse
  std::size_t open_captures_ = 0;
  Sink& outermost_sink_;
  std::uint64_t output_bytes_ = 0;
  std::vector<std::uint32_t> attribute_hints_;  // where each attribute instruction last found its member
  std::unordered_map<const data::Document*, std::unique_ptr<DataRoot>> roots_;
  std::unique_ptr<StreamReader> stream_reader_;         // of the array that is streamed, if any
  std::unordered_map<std::uint32_t, Module*> modules_;  // imported without context, by template
};

}  // namespace gongwen::templating
