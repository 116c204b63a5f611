// The compiled form of a schema: a node for each reachable schema object, with its checks in order. Keywords that
// concern the same children are combined into one check (properties, patternProperties, additionalProperties and
// required become a MembersCheck), so that an object is walked once. Nodes refer to each other by id; references are
// resolved.
#pragma once

#include "base/strong_id.h"
#include "data/decimal.h"
#include "data/document.h"
#include "schema/detail/formats.h"
#include "schema/detail/pattern.h"
#include "schema/schema.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace gongwen::schema {

// EvaluatedSet: the items of an array, or members of an object, that some check has evaluated. The rest is subject to
// unevaluatedItems and unevaluatedProperties. JSON Schema Core 11.

class EvaluatedSet {
 public:
  /// Members are numbered in the order of their names.
  bool has(std::size_t index) const { return index < first_ || (index < others_.size() && others_[index]); }

  void add(std::size_t index) {
    if (index < first_) return;
    if (index >= others_.size()) others_.resize(index + 1);
    others_[index] = true;
  }
  void add_first(std::size_t count) { first_ = std::max(first_, count); }

  void merge(const EvaluatedSet& other) {
    add_first(other.first_);
    if (others_.size() < other.others_.size()) others_.resize(other.others_.size());
    for (std::size_t i = 0; i < other.others_.size(); ++i) {
      if (other.others_[i]) others_[i] = true;
    }
  }

 private:
  std::size_t first_ = 0;     // everything before this index
  std::vector<bool> others_;  // individual ones
};

// The types that a schema can require, and sets of them.

/// JSON Schema Validation 6.1.1. Every integer is also a number.
enum class SchemaType : std::uint8_t { Null, Boolean, Integer, Number, String, Array, Object };

/// The name used in schemas.
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
  /// The types in both sets; `number` includes `integer`.
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

/// A schema node in one program.
using SchemaId = base::StrongId<struct SchemaTag>;
/// A schema with its own identifier: the root of a document, or a part with `$id`.
using ResourceId = base::StrongId<struct SchemaResourceTag>;

// Checks of a value by itself. Each accepts values of types that it does not concern.

struct TypeCheck {
  TypeSet types;
};
struct ConstCheck {
  data::Value expected;
};
struct EnumCheck {
  data::Value list;                                // as written, for messages
  std::vector<data::Value> sorted;                 // by compare_values
  std::vector<diagnostics::BilingualText> titles;  // by index in the list; both texts or none
};
enum class NumberBound : std::uint8_t { Least, MoreThan, Most, LessThan };
struct NumberBoundCheck {
  NumberBound bound;
  data::Value limit;
  data::Decimal exact_limit;
};
struct MultipleOfCheck {
  data::Value divisor;
  data::Decimal exact_divisor;
};
/// What is counted: code points, items or members.
enum class SizeOf : std::uint8_t { String, Array, Object };
enum class SizeBound : std::uint8_t { Least, Most };
struct SizeCheck {
  SizeOf of;
  SizeBound bound;
  std::size_t limit;
};
struct PatternCheck {
  Pattern pattern;
};
struct FormatCheck {
  Format format;
};
/// The text must name a person, organisation or title: placeholders such as 无 are not an answer.
struct NamingCheck {};
/// The document prints these two marks, such as 《》, around the text, so the text must not have them.
struct PrintedInCheck {
  std::string_view marks;  // in UTF-8, from the schema's document
};

// Checks of arrays

struct ItemsCheck {
  std::vector<SchemaId> prefix;
  SchemaId rest;  // none: anything
};
struct ContainsCheck {
  SchemaId schema;
  std::size_t least = 1;
  std::optional<std::size_t> most;
};
struct UniqueItemsCheck {};

// Checks of objects

struct MembersCheck {
  struct Named {
    std::string_view name;
    SchemaId schema;  // none if the name is only required
    bool required = false;
  };
  struct Matching {
    Pattern pattern;
    SchemaId schema;
  };
  std::vector<Named> named;  // sorted by name
  std::vector<Matching> matching;
  SchemaId additional;  // none: anything
};
struct NamesCheck {
  SchemaId schema;
};
struct DependentRequiredCheck {
  struct Dependency {
    std::string_view name;
    std::vector<std::string_view> required;
  };
  std::vector<Dependency> dependencies;
};
struct DependentSchemasCheck {
  struct Dependency {
    std::string_view name;
    SchemaId schema;
  };
  std::vector<Dependency> dependencies;
};

// Checks that apply further schemas to the same value

struct ReferenceCheck {
  SchemaId target;
};
/// JSON Schema Core 8.2.3.2: the target is in the outermost resource of the dynamic scope that has the anchor.
struct DynamicReferenceCheck {
  SchemaId initial;
  std::string_view anchor;                                 // its name
  std::vector<std::pair<ResourceId, SchemaId>> targets{};  // sorted by resource
};
struct AllOfCheck {
  std::vector<SchemaId> schemas;
};
struct AnyOfCheck {
  std::vector<SchemaId> schemas;
};
struct OneOfCheck {
  std::vector<SchemaId> schemas;
};
struct NotCheck {
  SchemaId schema;
};
struct ConditionCheck {
  SchemaId condition;
  SchemaId consequence;  // none: no further check
  SchemaId alternative;  // none: no further check
};

// Checks of everything that no other check of the same object has evaluated; they come last.

struct UnevaluatedItemsCheck {
  SchemaId schema;
};
struct UnevaluatedMembersCheck {
  SchemaId schema;
};

using SchemaCheck = std::variant<TypeCheck, ConstCheck, EnumCheck, NumberBoundCheck, MultipleOfCheck, SizeCheck,
                                 PatternCheck, FormatCheck, NamingCheck, PrintedInCheck, ItemsCheck, ContainsCheck,
                                 UniqueItemsCheck, MembersCheck, NamesCheck, DependentRequiredCheck,
                                 DependentSchemasCheck, ReferenceCheck, DynamicReferenceCheck, AllOfCheck, AnyOfCheck,
                                 OneOfCheck, NotCheck, ConditionCheck, UnevaluatedItemsCheck, UnevaluatedMembersCheck>;

struct SchemaNode {
  data::Value schema;  // its place in the document
  ResourceId resource;
  bool refuses_all = false;                  // the schema `false`
  bool tracks_evaluation = false;            // has an unevaluated check
  diagnostics::BilingualText title{};        // both texts or none
  diagnostics::BilingualText description{};  // both texts or none
  /// Describes texts that match `pattern`: both texts or none.
  diagnostics::BilingualText pattern_words{};
  std::vector<SchemaCheck> checks{};
};

/// The first check of this type; null if absent.
template <typename Check>
const Check* find_check(const SchemaNode& node) {
  for (const SchemaCheck& check : node.checks) {
    if (const auto* found = std::get_if<Check>(&check)) return found;
  }
  return nullptr;
}

class FieldMemo;
std::shared_ptr<FieldMemo> new_field_memo();

struct SchemaProgram {
  std::vector<SchemaNode> nodes;                                 // the main schema is first
  std::vector<std::shared_ptr<const data::Document>> documents;  // keeps the documents of all views alive
  std::shared_ptr<FieldMemo> memo = new_field_memo();            // the only mutable part; thread-safe

  const SchemaNode& at(SchemaId id) const { return nodes[id.index()]; }
  static SchemaId main() { return SchemaId(0); }
};

}  // namespace gongwen::schema
