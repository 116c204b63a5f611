// Runtime: the services that values and builtins need from the machine: memory, limits, failing with a place, and
// calling back. The machine implements it.
#pragma once

#include "diagnostics/diagnostic.h"
#include "templating/detail/value/arena.h"
#include "templating/detail/value/value.h"
#include "templating/limits.h"

#include <cstdint>
#include <deque>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::templating {

struct Arguments;

/// Ends an expansion. Thrown only by Runtime, and caught where expansions are entered: it never leaves the
/// module.
struct Failure : std::exception {
  explicit Failure(std::vector<diagnostics::Diagnostic> reasons) : diagnostics(std::move(reasons)) {}
  std::vector<diagnostics::Diagnostic> diagnostics;
};

/// Thrown if a builtin cannot do its work because a value is blank. `invoke` catches it: the result is blank as well.
struct BlankUsed : Failure {
  BlankUsed(Value blank_value, std::vector<diagnostics::Diagnostic> reasons)
      : Failure(std::move(reasons)), blank(blank_value) {}
  Value blank;
};

class Runtime : public PlaceTree {
 public:
  Runtime(const Limits& limits) : limits_(limits), arena_(limits.memory_bytes) {}
  virtual ~Runtime() = default;
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  /// From now on values missing from the data are blanks rather than errors.
  void leave_blanks() { leaves_blanks_ = true; }
  bool leaves_blanks() const { return leaves_blanks_; }

  /// From now on null prints as nothing, and printing a list or an object is an error.
  void print_for_documents() { prints_for_documents_ = true; }
  bool prints_for_documents() const { return prints_for_documents_; }

  Arena& arena() { return arena_; }
  const Limits& limits() const { return limits_; }

  /// Counts work; fails if the steps or the time are used up.
  void charge(std::uint64_t steps) {
    slice_ -= static_cast<std::int64_t>(steps);
    if (slice_ < 0) begin_slice();
  }
  /// Counts one iteration of a loop.
  void charge_turn() {
    if (++turns_ > limits_.loop_iterations) fail_turns();
  }

  /// Ends the expansion with a message at the expression that is being evaluated.
  template <typename... Texts>
  [[noreturn]] void fail(diagnostics::DiagnosticId id, const Texts&... arguments) {
    fail_with({id, diagnostics::catalogue_entry(id).severity, {}, {diagnostics::to_argument(arguments)...}, {}});
  }
  /// The same, with the data place of the value that caused the error.
  template <typename... Texts>
  [[noreturn]] void fail_about(const Value& culprit, diagnostics::DiagnosticId id, const Texts&... arguments) {
    fail_with({id,
               diagnostics::catalogue_entry(id).severity,
               {{}, culprit.place()},
               {diagnostics::to_argument(arguments)...},
               {}});
  }
  /// Reports a warning at the expression that is being evaluated, with the data place of the value.
  template <typename... Texts>
  void warn_about(const Value& culprit, diagnostics::DiagnosticId id, const Texts&... arguments) {
    warn_with({id,
               diagnostics::catalogue_entry(id).severity,
               {{}, culprit.place()},
               {diagnostics::to_argument(arguments)...},
               {}});
  }
  /// Sends warnings to `sink`. Until this is called, a warning ends the expansion like a failure, so that no expression
  /// whose warnings would be lost is evaluated in advance.
  void report_warnings_to(diagnostics::DiagnosticSink& sink) { warnings_ = &sink; }
  /// Ends the expansion because an undefined value was used.
  [[noreturn]] void fail_undefined(const Value& undefined);
  /// Fails if the value is undefined or missing.
  void require_defined(const Value& value) {
    if (value.is_undefined()) fail_undefined(value);
  }

  /// A copy of `text` in the arena; fails if it exceeds the maximum length of a text.
  std::string_view store(std::string_view text) {
    check_text_size(text.size());
    return arena_.store(text);
  }
  Value make_text(std::string_view text, Safety safety = Safety::Plain) { return Value::text(store(text), safety); }
  void check_text_size(std::uint64_t size) {
    if (size > limits_.text_bytes) fail_text_size();
    charge(size / 64);
  }

  /// Calls any callable value.
  virtual Value call(const Value& callee, const Arguments& arguments) = 0;
  /// Whether a loop uses an item: runs the test after `if`.
  virtual bool passes_test(const struct Closure& test, const Value& item) = 0;

  /// The text with an id; null if absent.
  virtual const struct Wording* find_wording(std::string_view id) const = 0;
  /// The most similar id; empty if none is similar.
  virtual std::string nearest_wording(std::string_view id) const = 0;

  /// The title of a choice of the data; nullopt if absent.
  virtual std::optional<std::string> choice_title(diagnostics::DataPlace place, std::string_view code) const = 0;

  /// The expression that is being evaluated.
  virtual diagnostics::Span current_place() const = 0;
  /// The source text of a template at this place.
  virtual std::string_view source_text(const diagnostics::Span& span) const = 0;
  /// The visible variables, including the members of the data object, for suggestions.
  virtual std::vector<std::string_view> visible_names() const = 0;
  virtual diagnostics::DataPlace visible_data() const = 0;

 protected:
  /// Adds the place and the chain of calls to a message.
  virtual void complete(diagnostics::Diagnostic& diagnostic) const = 0;

 private:
  friend class ScratchText;
  std::string& open_scratch();
  void close_scratch();

  [[noreturn]] void fail_with(diagnostics::Diagnostic diagnostic);
  void warn_with(diagnostics::Diagnostic diagnostic);
  void begin_slice();
  [[noreturn]] void fail_turns();
  [[noreturn]] void fail_text_size();

  /// Number of steps between two checks of the limits.
  static constexpr std::uint64_t kSlice = 8192;

  const Limits& limits_;
  Arena arena_;
  std::int64_t slice_ = 0;   // steps left in the current slice
  std::uint64_t steps_ = 0;  // at its end
  std::uint64_t turns_ = 0;
  std::deque<std::string> scratch_;  // a deque never moves its elements
  std::size_t open_scratch_ = 0;
  bool leaves_blanks_ = false;
  bool prints_for_documents_ = false;
  diagnostics::DiagnosticSink* warnings_ = nullptr;
};

/// A text under construction in memory that the expansion reuses: texts are assembled all the time, and only the first
/// ones of an expansion have to allocate. Scratch texts end in the reverse order of their start.
class ScratchText {
 public:
  explicit ScratchText(Runtime& runtime) : runtime_(runtime), text_(runtime.open_scratch()) {}
  ~ScratchText() { runtime_.close_scratch(); }
  ScratchText(const ScratchText&) = delete;
  ScratchText& operator=(const ScratchText&) = delete;

  std::string& operator*() { return text_; }
  const std::string& operator*() const { return text_; }
  Runtime& runtime() const { return runtime_; }

 private:
  Runtime& runtime_;
  std::string& text_;
};

/// A text under construction that may not exceed the limit.
class TextBuilder {
 public:
  explicit TextBuilder(Runtime& runtime) : text_(runtime) {}

  TextBuilder& append(std::string_view text) {
    grow(text.size());
    (*text_).append(text);
    return *this;
  }
  TextBuilder& append(std::size_t count, char character) {
    grow(count);
    (*text_).append(count, character);
    return *this;
  }
  std::string_view view() const { return *text_; }
  bool empty() const { return (*text_).empty(); }
  /// The finished text, copied into the arena.
  Value build(Safety safety = Safety::Plain) const { return runtime().make_text(*text_, safety); }
  Runtime& runtime() const { return text_.runtime(); }

 private:
  void grow(std::uint64_t size) {
    const std::string& text = *text_;
    if (text.size() + size > text.capacity()) runtime().check_text_size(text.size() + size);
  }

  ScratchText text_;
};

}  // namespace gongwen::templating
