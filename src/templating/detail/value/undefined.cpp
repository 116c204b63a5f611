
#include "base/nearest_name.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/references.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;
using diagnostics::Diagnostic;

namespace {

/// Keys of an object, as far as they are texts.
std::vector<std::string_view> member_names(const Value& object) {
  std::vector<std::string_view> names;
  if (object.is(Kind::Module)) return module_members(object.as<Module>());
  if (!is_mapping(object)) return names;
  const MappingView view(object);
  std::size_t cursor = 0;
  while (const auto entry = view.next(cursor)) {
    if (entry->key.is_text()) names.push_back(entry->key.text());
  }
  return names;
}

/// Id and arguments of the message.
Diagnostic describe(Runtime& runtime, const Undefined& undefined) {
  const std::string expression(runtime.source_text(undefined.place));
  const std::string name(undefined.name);
  const std::string holder(type_name(undefined.holder));
  switch (undefined.reason) {
    case UndefinedReason::Name: {
      const std::vector<std::string_view> names = runtime.visible_names();
      const std::string nearest(base::find_nearest_name(undefined.name, names));
      return {messages::TemplatingUndefined, {}, {{}, runtime.visible_data()}, {name, nearest}, {}};
    }
    case UndefinedReason::Member: {
      const std::vector<std::string_view> names = member_names(undefined.holder);
      const std::string nearest(base::find_nearest_name(undefined.name, names));
      const bool in_data = undefined.holder.is(Kind::DataObject);
      const auto id = in_data ? messages::TemplatingUndefinedMember : messages::TemplatingNoMember;
      return {id, {}, {{}, undefined.holder.place()}, {expression, nearest, name, holder}, {}};
    }
    case UndefinedReason::Element: {
      const auto length = find_length(runtime, undefined.holder);
      const std::string size = length ? std::to_string(*length) : std::string();
      return {messages::TemplatingNoElement, {}, {{}, undefined.holder.place()}, {expression, name, holder, size}, {}};
    }
    case UndefinedReason::Parameter: return {messages::TemplatingNoParameter, {}, {}, {name}, {}};
    case UndefinedReason::NoElse: return {messages::TemplatingNoElse, {}, {}, {expression}, {}};
    case UndefinedReason::EmptySequence:
      return {messages::TemplatingEmptySequence, {}, {{}, undefined.holder.place()}, {name}, {}};
    case UndefinedReason::NoNeighbour: return {messages::TemplatingNoNeighbour, {}, {}, {name}, {}};
    case UndefinedReason::NoCaller: return {messages::TemplatingNoCaller, {}, {}, {}, {}};
    case UndefinedReason::NoParentBlock: return {messages::TemplatingNoParentBlock, {}, {}, {name}, {}};
    case UndefinedReason::Blank: return {messages::TemplatingUndefined, {}, {}, {name, ""}, {}};
    case UndefinedReason::NotExported: return {messages::TemplatingNotExported, {}, {}, {name}, {}};
  }
  return {};
}

bool is_within(const diagnostics::Span& inner, const diagnostics::Span& outer) {
  return inner.source == outer.source && inner.begin >= outer.begin && inner.end <= outer.end;
}

/// What is missing because of the data, not because of the template.
bool may_be_blank(UndefinedReason reason) {
  return reason == UndefinedReason::Name || reason == UndefinedReason::Member || reason == UndefinedReason::Element ||
         reason == UndefinedReason::EmptySequence;
}

}  // namespace

Value make_undefined(Runtime& runtime, UndefinedReason reason, std::string_view name, const Value& holder) {
  if (runtime.leaves_blanks() && may_be_blank(reason)) reason = UndefinedReason::Blank;
  return Value::of(runtime.arena().make<Undefined>(reason, name, holder, runtime.current_place()));
}

void Runtime::fail_undefined(const Value& value) {
  const auto& undefined = value.as<Undefined>();
  Diagnostic diagnostic = describe(*this, undefined);
  diagnostic.severity = diagnostics::catalogue_entry(diagnostic.id).severity;
  const diagnostics::Span use = current_place();
  if (is_within(undefined.place, use)) {
    diagnostic.origin.template_place = undefined.place;
  } else if (undefined.place) {
    diagnostic.notes.push_back({messages::TemplatingUndefinedHere, {undefined.place, {}}, {}});
  }
  if (is_blank(value)) {
    complete(diagnostic);
    throw BlankUsed(value, {std::move(diagnostic)});
  }
  fail_with(std::move(diagnostic));
}

}  // namespace gongwen::templating
