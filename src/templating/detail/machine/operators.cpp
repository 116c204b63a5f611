#include "base/format.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/globals.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/machine/machine.h"
#include "templating/detail/machine/run_function.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"
#include "templating/detail/value/objects.h"

#include <algorithm>

// Instructions for values: members, operators, filters, tests and jumps.
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

/// OPTIMIZATION: objects met by one instruction usually have the same members in the same order, so a member is first
/// looked for where the last one was.
Value Machine::find_data_member(const Value& object, std::string_view name, std::uint32_t& hint) {
  constexpr std::size_t kMaxCompared = 32;
  DataRoot& root = object.data_root();
  if (root.has_changes()) return MappingView(object).find(name).value_or(Value::missing());
  const data::Value members = root.at(object);
  const std::size_t size = members.size();
  if (hint < size) {
    const data::Value member = members.at(hint);
    if (member.key() == name) return root.wrap(member);
  }
  for (std::uint32_t i = 0; i < std::min(size, kMaxCompared); ++i) {
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

/// `a ~ b`: joins texts. If any part is markup, the others are escaped and the result is markup.
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

Arguments Machine::read_arguments(const CallShape& shape, const Value* base) {
  Arguments arguments{{base, shape.positional}, {}};
  const Value* next = base + shape.positional;
  if (!shape.keywords.empty()) {
    const std::span<Keyword> keywords = arena().array<Keyword>(shape.keywords.size());
    for (std::size_t i = 0; i < keywords.size(); ++i) {
      new (&keywords[i]) Keyword{program_.names.text(shape.keywords[i]), *next++};
    }
    arguments.keywords = keywords;
  }
  if (shape.star || shape.double_star) add_starred(shape, next, arguments);
  return arguments;
}

/// Adds the arguments from `*` and `**`.
void Machine::add_starred(const CallShape& shape, const Value* starred, Arguments& arguments) {
  if (shape.star) {
    ArenaVector<Value> all;
    for (const Value& argument : arguments.positional) all.push_back(arena(), argument);
    for (const Value& argument : collect(*this, *starred)) all.push_back(arena(), argument);
    arguments.positional = all.span();
    ++starred;
  }
  if (!shape.double_star) return;
  require_defined(*starred);
  if (!is_mapping(*starred)) fail_about(*starred, messages::TemplatingBadDoubleStar, type_name(*starred));
  ArenaVector<Keyword> all;
  for (const Keyword& keyword : arguments.keywords) all.push_back(arena(), keyword);
  const MappingView view(*starred);
  std::size_t cursor = 0;
  while (const auto entry = view.next(cursor)) {
    if (!entry->key.is_text()) fail_about(*starred, messages::TemplatingBadDoubleStar, type_name(entry->key));
    for (const Keyword& keyword : arguments.keywords) {
      if (keyword.name == entry->key.text()) fail(messages::TemplatingArgumentTwice, "**", keyword.name);
    }
    all.push_back(arena(), {entry->key.text(), entry->value});
  }
  arguments.keywords = all.span();
}

void Machine::call_value(const Instruction& instruction) {
  const CallShape& shape = program_.shapes[instruction.a];
  Value* const base = top_ - shape.stack_size();
  const Arguments arguments = read_arguments(shape, base);
  base[-1] = call(base[-1], arguments);
  top_ = base;
}

void Machine::call_and_emit(const Instruction& instruction) {
  const CallShape& shape = program_.shapes[instruction.a];
  Value* const base = top_ - shape.stack_size();
  const Arguments arguments = read_arguments(shape, base);
  if (!run_writing(base[-1], arguments)) write(call(base[-1], arguments));
  top_ = base - 1;
}

Value Machine::call(const Value& callee, const Arguments& arguments) {
  switch (callee.kind()) {
    case Kind::Function: return invoke(*this, callee.as<const Builtin>(), Value::missing(), arguments);
    case Kind::Method: {
      const auto& method = callee.as<Method>();
      return invoke(*this, *method.builtin, method.self, arguments);
    }
    case Kind::Joiner: {
      auto& joiner = callee.as<Joiner>();
      return std::exchange(joiner.used, true) ? joiner.separator : Value::text({});
    }
    case Kind::Undefined:
      if (is_blank(callee)) return callee;
      fail_undefined(callee);
    default: break;
  }
  open_capture();
  if (!run_writing(callee, arguments)) fail_about(callee, messages::TemplatingNotCallable, type_name(callee));
  return close_capture();
}

/// Writes a text with values piece by piece, so that each value keeps its place in the data.
bool Machine::run_wording(const Builtin& builtin, const Arguments& arguments) {
  if (builtin.function != &function_wording) return false;
  const Invocation invocation(*this, builtin, Value::missing(), arguments);
  for (const Wording::Piece& piece : wording_of(invocation).pieces) {
    if (piece.is_place) {
      write(invocation.find_keyword(piece.text)->value);
    } else {
      write_text(piece.text, Safety::Plain, {});
    }
  }
  return true;
}

bool Machine::run_writing(const Value& callee, const Arguments& arguments) {
  switch (callee.kind()) {
    case Kind::Macro: run_macro(callee.as<Macro>(), arguments); return true;
    case Kind::Function: return run_wording(callee.as<const Builtin>(), arguments);
    case Kind::BlockReference: run_block(callee.as<BlockReference>()); return true;
    case Kind::Loop: {
      const auto& loop = callee.as<LoopState>();
      if (loop.recursion.function == nullptr) fail(messages::TemplatingLoopNotRecursive);
      if (arguments.positional.size() != 1) fail(messages::TemplatingMissingArgument, "loop", "iterable");
      run_loop_function(loop.recursion, arguments.positional[0], loop.depth0 + 1);
      return true;
    }
    default: break;
  }
  return false;
}

void Machine::make_macro(const Instruction& instruction) {
  const Function& function = program_.functions[instruction.a];
  const std::string_view name = function.name ? program_.names.text(function.name) : std::string_view();
  push(Value::of(arena().make<Macro>(Closure{&function, frame_, frame_->context}, name, &program_.names)));
}

void Machine::set_missing_parameter(const Instruction& instruction) {
  const std::string_view name = program_.names.text(NameId(instruction.b));
  frame_->slots[instruction.a] = make_undefined(*this, UndefinedReason::Parameter, name);
}

void Machine::run_macro(const Macro& macro, const Arguments& arguments) {
  run_function(macro.closure, [&](Value* slots) { bind_macro(macro, arguments, slots); });
}

/// Assigns arguments to a macro as Jinja does: positional ones first, the rest by name; the remainder goes to `varargs`
/// and `kwargs` if the macro uses them.
void Machine::bind_macro(const Macro& macro, const Arguments& arguments, Value* slots) {
  const MacroSignature& signature = macro.closure.function->signature;
  const std::size_t count = signature.parameters.size();
  const std::size_t positional = std::min(count, arguments.positional.size());
  std::copy_n(arguments.positional.begin(), positional, slots);
  ArenaVector<Keyword> left_over;
  const Keyword* caller = nullptr;
  for (const Keyword& keyword : arguments.keywords) {
    std::size_t parameter = positional;
    while (parameter < count && program_.names.text(signature.parameters[parameter]) != keyword.name) ++parameter;
    if (parameter < count) {
      slots[parameter] = keyword.value;
    } else if (keyword.name == "caller" && signature.uses_caller && !signature.explicit_caller) {
      caller = &keyword;
    } else {
      left_over.push_back(arena(), keyword);
    }
  }
  std::size_t next = count;
  if (signature.uses_caller && !signature.explicit_caller) {
    slots[next++] = caller != nullptr ? caller->value : make_undefined(*this, UndefinedReason::NoCaller, "caller");
  }
  if (signature.uses_kwargs) {
    auto& dict = arena().make<Dict>();
    for (const Keyword& keyword : left_over) dict.set(*this, Value::text(keyword.name), keyword.value);
    slots[next++] = Value::of(dict);
  }
  if (signature.uses_varargs) slots[next] = make_tuple_value(*this, arguments.positional.subspan(positional));
  check_left_over(macro, arguments, left_over.span());
}

void Machine::check_left_over(const Macro& macro, const Arguments& arguments, std::span<const Keyword> keywords) {
  const MacroSignature& signature = macro.closure.function->signature;
  const std::string_view name = macro.name.empty() ? std::string_view("caller") : macro.name;
  if (!signature.uses_kwargs && !keywords.empty()) {
    const bool is_caller = keywords[0].name == "caller";
    if (is_caller && !signature.uses_caller) fail(messages::TemplatingCallerUnused, name);
    std::vector<std::string_view> known;
    for (const NameId parameter : signature.parameters) known.push_back(program_.names.text(parameter));
    fail(messages::TemplatingUnknownMacroArgument, name, keywords[0].name, fmt::format("{}", fmt::join(known, ", ")));
  }
  if (!signature.uses_varargs && arguments.positional.size() > signature.parameters.size()) {
    fail(messages::TemplatingTooManyArguments, name, signature.parameters.size());
  }
}

void Machine::run_block(const BlockReference& block) {
  const BlockStack* stack = block.context->find_blocks(block.name);
  run_function({&program_.function(stack->functions[block.level]), nullptr, block.context}, [](Value*) {});
}

Frame& Machine::outer_frame(std::uint32_t hops) const {
  Frame* frame = frame_;
  for (; hops > 0; --hops) frame = frame->enclosing;
  return *frame;
}

void Machine::load_slot(const Instruction& instruction) {
  const Value& value = frame_->slots[instruction.a];
  if (value.is_missing()) {
    load_unset(*frame_->function, instruction.a);
  } else {
    push(value);
  }
}

void Machine::load_outer(const Instruction& instruction) {
  const Frame& frame = outer_frame(instruction.b);
  const Value& value = frame.slots[instruction.a];
  if (value.is_missing()) {
    load_unset(*frame.function, instruction.a);
  } else {
    push(value);
  }
}

void Machine::load_unset(const Function& function, std::uint32_t slot) {
  const NameId name = function.slots[slot];
  push(make_undefined(*this, UndefinedReason::Name, name ? program_.names.text(name) : std::string_view()));
}

void Machine::copy_outer(const Instruction& instruction) {
  frame_->slots[instruction.a] = outer_frame(instruction.flag).slots[instruction.b];
}

void Machine::resolve_name(const Instruction& instruction) {
  frame_->slots[instruction.a] = frame_->context->find(NameId(instruction.b));
}

void Machine::export_slot(const Instruction& instruction) {
  frame_->context->set(arena(), {NameId(instruction.a), frame_->slots[instruction.b], instruction.flag != 0});
}

void Machine::build_list(const Instruction& instruction) {
  top_ -= instruction.a;
  push(make_list_value(*this, {top_, instruction.a}));
}

void Machine::build_tuple(const Instruction& instruction) {
  top_ -= instruction.a;
  push(make_tuple_value(*this, {top_, instruction.a}));
}

void Machine::build_dict(const Instruction& instruction) {
  auto& dict = arena().make<Dict>();
  const Value* const first = top_ - 2 * std::size_t{instruction.a};
  for (std::uint32_t i = 0; i < instruction.a; ++i) dict.set(*this, first[2 * i], first[2 * i + 1]);
  top_ -= 2 * std::size_t{instruction.a};
  push(Value::of(dict));
}

/// Unpacks a value into as many as there are names, the first on top.
void Machine::unpack(const Instruction& instruction) {
  const Value value = pop();
  const std::size_t wanted = instruction.a;
  std::size_t count = 0;
  for_each_element(*this, value, [&](const Value& element) {
    if (count < wanted) top_[wanted - 1 - count] = element;
    return ++count <= wanted;
  });
  if (count > wanted) fail_about(value, messages::TemplatingTooManyToUnpack, wanted);
  if (count < wanted) fail_about(value, messages::TemplatingTooFewToUnpack, wanted, count);
  top_ += wanted;
}

/// `set ns.member = value`: the namespace is below the value.
void Machine::set_member(const Instruction& instruction) {
  const Value value = pop();
  const Value space = pop();
  if (!space.is(Kind::Namespace)) fail_about(space, messages::TemplatingNotNamespace, type_name(space));
  space.as<Namespace>().members->set(*this, Value::text(program_.names.text(NameId(instruction.a))), value);
}

}  // namespace gongwen::templating
