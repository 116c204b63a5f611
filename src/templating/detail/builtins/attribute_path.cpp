#include "templating/detail/builtins/attribute_path.h"

#include "templating/detail/text/python_text.h"
#include "templating/detail/value/members.h"

#include <charconv>

// `map(attribute="authors.0.name")`: parts that are whole numbers are indices.
namespace gongwen::templating {
namespace {

Value part_key(std::string_view part) {
  std::int64_t index = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  const bool number = error == std::errc() && end == part.data() + part.size() && !part.starts_with('-');
  return number ? Value::integer(index) : Value::text(part);
}

}  // namespace

AttributePath::AttributePath(Runtime& runtime, const Value& attribute) {
  if (attribute.is_missing() || attribute.is_none()) return;
  ArenaVector<Value> parts;
  if (attribute.is_text()) {
    for (const std::string_view part : split_text(attribute.text(), ".", -1, Side::Left)) {
      parts.push_back(runtime.arena(), part_key(part));
    }
  } else {
    parts.push_back(runtime.arena(), attribute);
  }
  parts_ = parts.span();
}

Value AttributePath::get(Runtime& runtime, const Value& element, const Value& otherwise) const {
  Value value = element;
  for (const Value& part : parts_) {
    value = get_item(runtime, value, part);
    // As in Jinja, the default replaces each missing part, and further parts are looked up in it.
    if (value.is_undefined() && !otherwise.is_missing() && !otherwise.is_none()) value = otherwise;
  }
  return value;
}

std::span<const AttributePath> parse_attribute_list(Runtime& runtime, const Value& attribute) {
  ArenaVector<AttributePath> paths;
  if (attribute.is_text()) {
    for (const std::string_view part : split_text(attribute.text(), ",", -1, Side::Left)) {
      paths.push_back(runtime.arena(), AttributePath(runtime, Value::text(part)));
    }
  } else {
    paths.push_back(runtime.arena(), AttributePath(runtime, attribute));
  }
  return paths.span();
}

Value apply_case_rule(Runtime& runtime, const Value& value, CaseRule rule) {
  if (rule == CaseRule::Respect || !value.is_text()) return value;
  ScratchText lower(runtime);
  append_lower(*lower, value.text());
  return runtime.make_text(*lower).with_place(value.place());
}

}  // namespace gongwen::templating
