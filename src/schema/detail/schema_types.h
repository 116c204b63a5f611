// The types that a schema can ask for, and sets of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::schema {

/// JSON Schema Validation 6.1.1. Every integer is a number too.
enum class SchemaType : std::uint8_t { Null, Boolean, Integer, Number, String, Array, Object };

/// The name as schemas write it.
std::string_view schema_type_name(SchemaType type);
std::optional<SchemaType> find_schema_type(std::string_view name);

class TypeSet {
 public:
  constexpr TypeSet() = default;

  static constexpr TypeSet all() {
    TypeSet set;
    set.bits_ = 0x7F;
    return set;
  }

  constexpr void add(SchemaType type) { bits_ = static_cast<std::uint8_t>(bits_ | bit(type)); }
  constexpr bool has(SchemaType type) const { return (bits_ & bit(type)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  /// The types in both; `integer` is in `number`.
  constexpr TypeSet intersected(TypeSet other) const {
    TypeSet set;
    set.bits_ = with_integers().bits_ & other.with_integers().bits_;
    return set;
  }
  constexpr TypeSet united(TypeSet other) const {
    TypeSet set;
    set.bits_ = bits_ | other.bits_;
    return set;
  }
  friend constexpr bool operator==(TypeSet, TypeSet) = default;

 private:
  static constexpr std::uint8_t bit(SchemaType type) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(type));
  }
  constexpr TypeSet with_integers() const {
    TypeSet set = *this;
    if (has(SchemaType::Number)) set.add(SchemaType::Integer);
    return set;
  }

  std::uint8_t bits_ = 0;
};

}  // namespace gongwen::schema
