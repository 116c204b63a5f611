// Value: the value of an expression at run time. 24 bytes, copied as plain bytes; texts are views into the data
// document, the program or the expansion's arena, and containers are pointers into the arena. Arrays and objects of
// the data are wrapped, never copied. A value that comes from exactly one value of the data stores its place
// (`place`).
#pragma once

#include "base/assert.h"
#include "diagnostics/origin.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace gongwen::templating {

enum class Kind : std::uint8_t {
#define KIND(kind, name, iterable, callable) kind,
#include "templating/detail/value/kinds.def"
#undef KIND
};

/// The common properties of all values of a kind.
struct KindTraits {
  std::string_view name;  // in messages
  bool is_iterable = false;
  bool is_callable = false;
};

constexpr KindTraits kind_traits(Kind kind) {
  constexpr KindTraits kTraits[] = {
#define KIND(kind, name, iterable, callable) {name, iterable, callable},
#include "templating/detail/value/kinds.def"
#undef KIND
  };
  return kTraits[static_cast<std::size_t>(kind)];
}

/// `Markup` was marked safe, or is made of parts that are; all other text is escaped when
/// written.
enum class Safety : std::uint8_t { Plain, Markup };

class DataRoot;

class Value {
 public:
  constexpr Value() = default;

  static constexpr Value missing() { return {}; }
  static constexpr Value none() { return Value(Kind::None); }
  static constexpr Value boolean(bool boolean) {
    Value value(Kind::Boolean);
    value.payload_.boolean = boolean;
    return value;
  }
  static constexpr Value integer(std::int64_t integer) {
    Value value(Kind::Integer);
    value.payload_.integer = integer;
    return value;
  }
  static constexpr Value number(double number) {
    Value value(Kind::Float);
    value.payload_.number = number;
    return value;
  }
  static constexpr Value text(std::string_view text, Safety safety = Safety::Plain) {
    Value value(Kind::Text);
    value.safety_ = safety;
    value.size_ = static_cast<std::uint32_t>(text.size());
    value.payload_.text = text.data();
    return value;
  }
  static constexpr Value markup(std::string_view text) { return Value::text(text, Safety::Markup); }
  /// An array or object of the data, identified by its place.
  static Value data(Kind kind, DataRoot& root, diagnostics::DataPlace place) {
    Value result(kind);
    result.payload_.root = &root;
    result.place_ = place;
    return result;
  }
  /// Any of the object kinds; `Object::kKind` determines which.
  template <typename Object>
  static Value of(Object& object) {
    Value value(Object::kKind);
    value.payload_.object = const_cast<std::remove_const_t<Object>*>(&object);
    return value;
  }

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool is_missing() const { return kind_ == Kind::Missing; }
  bool is_undefined() const { return kind_ == Kind::Undefined; }
  bool is_none() const { return kind_ == Kind::None; }
  bool is_text() const { return kind_ == Kind::Text; }
  bool is_markup() const { return kind_ == Kind::Text && safety_ == Safety::Markup; }

  // Each of these requires a value of its kind.

  bool boolean() const {
    GONGWEN_ASSERT(is(Kind::Boolean));
    return payload_.boolean;
  }
  std::int64_t integer() const {
    GONGWEN_ASSERT(is(Kind::Integer));
    return payload_.integer;
  }
  double number() const {
    GONGWEN_ASSERT(is(Kind::Float));
    return payload_.number;
  }
  std::string_view text() const {
    GONGWEN_ASSERT(is_text());
    return {payload_.text, size_};
  }
  Safety safety() const { return safety_; }
  DataRoot& data_root() const {
    GONGWEN_ASSERT(is(Kind::DataArray) || is(Kind::DataObject));
    return *payload_.root;
  }
  template <typename Object>
  Object& as() const {
    GONGWEN_ASSERT(is(std::remove_const_t<Object>::kKind));
    return *static_cast<Object*>(payload_.object);
  }
  /// The address that distinguishes one object from another of the same kind.
  const void* identity() const { return payload_.object; }

  diagnostics::DataPlace place() const { return place_; }
  /// The same value with `place` as its origin. Arrays and objects of the data keep their own place.
  Value with_place(diagnostics::DataPlace place) const {
    Value value = *this;
    if (!is(Kind::DataArray) && !is(Kind::DataObject)) value.place_ = place;
    return value;
  }

 private:
  constexpr explicit Value(Kind kind) : kind_(kind) {}

  Kind kind_ = Kind::Missing;
  Safety safety_ = Safety::Plain;
  std::uint32_t size_ = 0;  // bytes of a text
  union Payload {
    constexpr Payload() : integer(0) {}
    bool boolean;
    std::int64_t integer;
    double number;
    const char* text;
    DataRoot* root;
    void* object;
  } payload_;
  diagnostics::DataPlace place_;
};

static_assert(sizeof(Value) == 24);
static_assert(std::is_trivially_copyable_v<Value> && std::is_trivially_destructible_v<Value>);

/// The data that places are in.
class PlaceTree {
 public:
  /// The innermost array or object that contains both places, or one of them; an empty place if they are in different
  /// documents.
  virtual diagnostics::DataPlace common_place(diagnostics::DataPlace a, diagnostics::DataPlace b) const = 0;

 protected:
  ~PlaceTree() = default;
};

/// The place of a result of several operands: that of the operands if exactly one place occurs among them. If there are
/// several, a text gets the innermost place that contains them all; numbers and truth values get none.
class PlaceMerge {
 public:
  PlaceMerge() = default;
  /// For texts.
  explicit PlaceMerge(const PlaceTree& tree) : tree_(&tree) {}

  void add(diagnostics::DataPlace place) {
    if (!place || place == place_) return;
    if (place_) {
      if (tree_ != nullptr) place = tree_->common_place(place_, place);
      mixed_ = mixed_ || tree_ == nullptr || !place;
    }
    place_ = place;
  }
  diagnostics::DataPlace result() const { return mixed_ ? diagnostics::DataPlace{} : place_; }

 private:
  const PlaceTree* tree_ = nullptr;
  diagnostics::DataPlace place_;
  bool mixed_ = false;
};

/// Merges the places of the two operands of `result`.
inline diagnostics::DataPlace merge_places(diagnostics::DataPlace a, diagnostics::DataPlace b, const Value& result,
                                           const PlaceTree& tree) {
  PlaceMerge merge = result.is_text() ? PlaceMerge(tree) : PlaceMerge();
  merge.add(a);
  merge.add(b);
  return merge.result();
}

}  // namespace gongwen::templating
