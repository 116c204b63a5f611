// Instructions: members, operators, filters, tests and jumps.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/machine/machine.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/loop_state.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

void Machine::load_attribute(const Instruction& instruction) { top() = attribute_of(top(), instruction); }

void Machine::load_slot_attribute(const Instruction& instruction) {
  const Value& object = frame_->slots[instruction.b];
  if (object.is_missing()) {
    load_unset(*frame_->function, instruction.b);
    if (is_blank(top())) return;
    fail_undefined(top());
  }
  push(attribute_of(object, instruction));
}

Value Machine::attribute_of(const Value& object, const Instruction& instruction) {
  const std::string_view name = program_.names.text(NameId(instruction.a));
  const bool plain_member = object.is(Kind::DataObject) && instruction.a < program_.is_dict_method.size() &&
                            !program_.is_dict_method[instruction.a];
  if (plain_member) {
    const Value member = find_data_member(object, name, attribute_hints_[instruction.slot]);
    if (!member.is_missing()) return member;
  }
  if (object.is(Kind::Loop)) {
    const Value member = find_loop_member(*this, object, name);
    if (!member.is_missing()) return member;
  }
  return get_attribute(*this, object, name);
}

/// OPTIMIZATION: the objects that one instruction meets mostly have the same members in the same
/// order, so that a member is looked for first where the last one stood.
Value Machine::find_data_member(const Value& object, std::string_view name, std::uint32_t& hint) {
  constexpr std::size_t kMostCompared = 32;
  DataRoot& root = object.data_root();
  if (root.has_changes()) return MappingView(object).find(name).value_or(Value::missing());
  const data::Value members = root.at(object);
  const std::size_t size = members.size();
  if (hint < size) {
    const data::Value member = members.at(hint);
    if (member.key() == name) return root.wrap(member);
  }
  for (std::uint32_t i = 0; i < std::min(size, kMostCompared); ++i) {
    const data::Value member = members.at(i);
    if (member.key() != name) continue;
    hint = i;
    return root.wrap(member);
  }
  const auto member = members.find(name);
  return member ? root.wrap(*member) : Value::missing();
}

void Machine::load_item(const Instruction&) {
  const Value key = pop();
  top() = get_item(*this, top(), key);
}

void Machine::load_slice(const Instruction& instruction) {
  Value parts[3];
  for (int i = 2; i >= 0; --i) {
    if ((instruction.a >> i & 1) != 0) parts[i] = pop();
  }
  top() = get_slice(*this, top(), parts[0], parts[1], parts[2]);
}

void Machine::logical_not(const Instruction&) {
  const diagnostics::DataPlace place = top().place();
  top() = Value::boolean(!is_true(*this, top())).with_place(place);
}

void Machine::negate_value(const Instruction&) { top() = negate(*this, top()); }

void Machine::affirm_value(const Instruction&) { top() = affirm(*this, top()); }

void Machine::binary(const Instruction& instruction) {
  const Value right = pop();
  top() = apply(*this, static_cast<BinaryOperator>(instruction.a), top(), right);
}

/// `a ~ b`: one text; markup as soon as one part is, and then the other parts are escaped.
void Machine::concat(const Instruction& instruction) {
  const std::span<const Value> parts(top_ - instruction.a, instruction.a);
  const bool plain = instruction.flag != 0;
  bool markup = false;
  for (const Value& part : parts) markup = markup || (!plain && (part.is_markup() || part.is(Kind::Module)));
  TextBuilder text(*this);
  PlaceMerge places(*this);
  for (const Value& part : parts) {
    places.add(part.place());
    if (markup) {
      text.append(escape_value(*this, part).text());
    } else {
      write_value(text, part);
    }
  }
  top_ -= instruction.a;
  push(text.build(markup ? Safety::Markup : Safety::Plain).with_place(places.result()));
}

bool Machine::holds(CompareOperator operation, const Value& left, const Value& right) {
  switch (operation) {
    case CompareOperator::Equal: return equals(*this, left, right);
    case CompareOperator::NotEqual: return !equals(*this, left, right);
    case CompareOperator::Less: return order(*this, left, right, "<") < 0;
    case CompareOperator::LessOrEqual: return order(*this, left, right, "<=") <= 0;
    case CompareOperator::Greater: return order(*this, left, right, ">") > 0;
    case CompareOperator::GreaterOrEqual: return order(*this, left, right, ">=") >= 0;
    case CompareOperator::In: return contains(*this, right, left);
    case CompareOperator::NotIn: return !contains(*this, right, left);
  }
  return false;
}

void Machine::compare(const Instruction& instruction) {
  const Value right = pop();
  const Value result = Value::boolean(holds(static_cast<CompareOperator>(instruction.a), top(), right));
  top() = result.with_place(merge_places(top().place(), right.place(), result, *this));
}

void Machine::compare_chain(const Instruction& instruction) {
  const Value right = pop();
  const bool result = holds(static_cast<CompareOperator>(instruction.a), top(), right);
  top() = result ? right : Value::boolean(false);
  if (!result) pc_ = code_ + instruction.b;
}

void Machine::apply_builtin(const Instruction& instruction) {
  const CallShape& shape = program_.shapes[instruction.b];
  Value* const base = top_ - shape.stack_size();
  const Arguments arguments = read_arguments(shape, base);
  base[-1] = invoke(*this, *program_.builtins[instruction.a], base[-1], arguments);
  top_ = base;
}

void Machine::fail_unknown_filter(const Instruction& instruction) {
  const std::string_view name = program_.names.text(NameId(instruction.a));
  fail(messages::TemplatingUnknownFilter, name, nearest_filter(name));
}

void Machine::fail_unknown_test(const Instruction& instruction) {
  const std::string_view name = program_.names.text(NameId(instruction.a));
  fail(messages::TemplatingUnknownTest, name, nearest_test(name));
}

void Machine::push_no_else(const Instruction&) { push(make_undefined(*this, UndefinedReason::NoElse, {})); }

void Machine::jump_if_false(const Instruction& instruction) {
  if (!is_true(*this, pop())) pc_ = code_ + instruction.a;
}

void Machine::jump_if_false_or_pop(const Instruction& instruction) {
  if (is_true(*this, top())) {
    --top_;
  } else {
    pc_ = code_ + instruction.a;
  }
}

void Machine::jump_if_true_or_pop(const Instruction& instruction) {
  if (is_true(*this, top())) {
    pc_ = code_ + instruction.a;
  } else {
    --top_;
  }
}

void Machine::jump_if_set(const Instruction& instruction) {
  if (!frame_->slots[instruction.b].is_missing()) pc_ = code_ + instruction.a;
}

}  // namespace gongwen::templating
