// Instructions: writing to the sink, and capturing what is written.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/machine/machine.h"
#include "templating/detail/value/number_text.h"

#include <array>
#include <charconv>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

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
      write_text({digits.data(), static_cast<std::size_t>(end - digits.data())}, Safety::Plain, value.place());
      return;
    }
    case Kind::Module: write_text(value.as<Module>().body, Safety::Markup, value.place()); return;
    default: break;
  }
  TextBuilder text(*this);
  write_value(text, value);
  write_text(text.view(), Safety::Plain, value.place());
}

void Machine::write_text(std::string_view text, Safety safety, diagnostics::DataPlace place) {
  charge_output(text.size());
  if (open_captures_ > 0) captures_[open_captures_ - 1]->places.add(place);
  const diagnostics::Origin origin{current_place(), place};
  const bool goes_on = safety == Safety::Markup ? sink_->markup(text, origin) : sink_->text(text, origin);
  if (!goes_on) throw Stopped{};
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

/// What was written since the capture was opened, as markup. Its place is that of the values in it,
/// if they have one.
Value Machine::close_capture() {
  const Capture& capture = *captures_[--open_captures_];
  sink_ = open_captures_ == 0 ? &outermost_sink_ : &captures_[open_captures_ - 1]->sink;
  return make_text(capture.sink.text(), Safety::Markup).with_place(capture.places.result());
}

}  // namespace gongwen::templating
