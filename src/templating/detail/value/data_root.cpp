#include "templating/detail/value/data_root.h"

#include "templating/detail/value/integers.h"
#include "templating/detail/value/number_text.h"
#include "templating/detail/value/runtime.h"

namespace gongwen::templating {
namespace {

int depth_of(data::Value value) {
  int depth = 0;
  for (auto above = value.parent(); above; above = above->parent()) ++depth;
  return depth;
}

}  // namespace

diagnostics::DataPlace DataRoot::common_place(diagnostics::DataPlace a, diagnostics::DataPlace b) const {
  data::Value left(document_, a.node);
  data::Value right(document_, b.node);
  int left_depth = depth_of(left);
  int right_depth = depth_of(right);
  for (; left_depth > right_depth; --left_depth) left = *left.parent();
  for (; right_depth > left_depth; --right_depth) right = *right.parent();
  while (left != right) {
    left = *left.parent();
    right = *right.parent();
  }
  return {source_, left.node()};
}

Value DataRoot::wrap(data::Value value) {
  const diagnostics::DataPlace place{source_, value.node()};
  switch (value.type()) {
    case data::ValueType::Null: return Value::none().with_place(place);
    case data::ValueType::Boolean: return Value::boolean(value.boolean()).with_place(place);
    case data::ValueType::Integer: return Value::integer(value.integer()).with_place(place);
    case data::ValueType::Decimal: return wrap_decimal(value).with_place(place);
    case data::ValueType::String: return Value::text(value.string()).with_place(place);
    case data::ValueType::Array: return Value::data(Kind::DataArray, *this, place);
    case data::ValueType::Object: return Value::data(Kind::DataObject, *this, place);
  }
  return Value::missing();
}

Value DataRoot::wrap_decimal(data::Value value) {
  const std::string_view written = value.decimal_text();
  if (written.find_first_of(".eE") == std::string_view::npos) {
    if (const auto integer = parse_python_integer(written, 10); integer && !integer->is_too_large()) {
      return make_integer(arena_, *integer);
    }
  }
  return Value::number(parse_python_float(written).value_or(0));
}

List& DataRoot::make_list(Runtime& runtime, const Value& array) {
  void*& copy = changed_[array.place().node];
  if (copy == nullptr) {
    const data::Value elements = at(array);
    auto& list = runtime.arena().make<List>();
    for (std::size_t i = 0; i < elements.size(); ++i) list.items.push_back(runtime.arena(), wrap(elements.at(i)));
    copy = &list;
  }
  return *static_cast<List*>(copy);
}

Dict& DataRoot::make_dict(Runtime& runtime, const Value& object) {
  void*& copy = changed_[object.place().node];
  if (copy == nullptr) {
    const data::Value members = at(object);
    auto& dict = runtime.arena().make<Dict>();
    for (std::size_t i = 0; i < members.size(); ++i) {
      dict.set(runtime, Value::text(members.key_at(i)), wrap(members.at(i)));
    }
    copy = &dict;
  }
  return *static_cast<Dict*>(copy);
}

List& mutable_list(Runtime& runtime, const Value& list) {
  return list.is(Kind::List) ? list.as<List>() : list.data_root().make_list(runtime, list);
}

Dict& mutable_dict(Runtime& runtime, const Value& dict) {
  return dict.is(Kind::Dict) ? dict.as<Dict>() : dict.data_root().make_dict(runtime, dict);
}

}  // namespace gongwen::templating
