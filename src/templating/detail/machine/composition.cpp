// Instructions: include, import, extends and blocks.
#include "base/nearest_name.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/machine/machine.h"
#include "templating/detail/machine/run_function.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

/// The template of this name, or of the first name of a list that exists; no id when there is none.
TemplateId Machine::find_template(const Value& name) {
  require_defined(name);
  if (name.is_text()) return program_.find_template(name.text());
  if (name.is_none()) return {};
  if (!is_sequence(name)) fail_about(name, messages::TemplatingBadTemplateName, type_name(name));
  for (const Value& candidate : collect(*this, name)) {
    // Lists do not stand within lists: one could contain itself.
    if (is_list(candidate)) fail_about(candidate, messages::TemplatingBadTemplateName, type_name(candidate));
    if (!candidate.is_text()) continue;
    if (const TemplateId id = program_.find_template(candidate.text())) return id;
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

/// A faulty template ends the expansion with the messages about it.
TemplateId Machine::require_sound(TemplateId id) {
  const CompiledTemplate& compiled = program_.compiled(id);
  if (compiled.faults.empty()) return id;
  std::vector<diagnostics::Diagnostic> faults = compiled.faults;
  if (frame_ != nullptr) {
    faults.front().notes.push_back({messages::TemplatingIncludedFrom, {current_place(), {}}, {compiled.name}});
    add_call_chain(faults.front());
  }
  throw Failure(std::move(faults));
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

/// The name on the stack gives way to the module.
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
  // Without context a template is the same for all who import it.
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
  const Value member = find_module_member(top().as<Module>(), name);
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

/// After a template that extends another, the other one is run, with the blocks of both.
void Machine::run_parent(const Instruction& instruction) {
  const Value& parent = frame_->slots[instruction.a];
  if (parent.is_missing()) return;
  run_template(TemplateId(static_cast<std::size_t>(parent.integer())), *frame_->context);
}

void Machine::run_block(const Instruction& instruction) {
  const NameId name(instruction.a);
  Context* context = frame_->context;
  const BlockStack* stack = context->find_blocks(name);
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

/// `super` in a block: the same block one level up from where this function stands.
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
