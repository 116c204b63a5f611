// What a schema says about the fields of its data; and finding choices as people write them.
#pragma once

#include "data/document.h"
#include "schema/detail/formats.h"
#include "schema/detail/schema_program.h"
#include "schema/schema.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::schema {

struct FieldForm;

// Descriptions of fields for people and for forms: titles, types, limits, choices. A field is identified by its JSON
// pointer; `*` stands for any item: /sections/*/title.
//   const auto phone = describe_field(schema, "/leader/phone");
//   phone->title.in(language);   phone->required;   phone->format;

/// One of the values of a field with choices.
struct FieldChoice {
  data::Value value;
  diagnostics::BilingualText title;  // both empty if the schema has none
};

/// Limits that always apply to a field; of several, the strictest.
struct FieldLimits {
  std::optional<data::Value> minimum;
  std::optional<data::Value> maximum;
  bool minimum_excluded = false;
  bool maximum_excluded = false;
  std::optional<data::Value> multiple_of;
  std::optional<std::size_t> min_length;
  std::optional<std::size_t> max_length;
  std::optional<std::size_t> min_items;
  std::optional<std::size_t> max_items;
  bool unique_items = false;
  std::vector<std::string_view> patterns;
  diagnostics::BilingualText pattern_words;  // the requirements of the patterns in words; both texts or none
  std::optional<Format> format;
};

/// Views refer to the schema's documents; the field must not outlive the schema.
struct SchemaField {
  std::string pointer;
  /// Its name in its object; empty for items and for the root.
  std::string_view name{};
  diagnostics::BilingualText title{};        // both empty if the schema has none
  diagnostics::BilingualText description{};  // both empty if the schema has none
  TypeSet types{};                           // all types if the schema does not restrict them
  /// Required in its object.
  bool required = false;
  /// Belongs to one of several forms of its object, or depends on another field.
  bool conditional = false;
  bool read_only = false;
  bool deprecated = false;
  /// All allowed values if they are listed; empty otherwise.
  std::vector<FieldChoice> choices{};
  FieldLimits limits{};
  std::optional<data::Value> default_value{};
  std::vector<data::Value> examples{};
  /// The schema objects that describe it, nearest first; for custom keywords (`x-…`).
  std::vector<data::Value> schemas{};
  /// Members in schema order, or a single field for all items.
  std::vector<SchemaField> parts{};
  /// Conditional parts of an object; `parts` has the members of all cases together.
  std::vector<FieldForm> forms;  // no initializer: the type is incomplete here
  /// Parts are not listed, because the field is recursive or there are too many.
  bool abridged = false;
};

/// What applies to an object depending on one of its members.
struct FieldForm {
  std::string_view member;
  /// The case in which the member has one of these values; without values: is present.
  std::vector<FieldChoice> values{};
  /// Inverts the case.
  bool otherwise = false;
  /// The object in this case: its specific members, and further forms.
  SchemaField content{};
  /// Members that this case requires and that are described elsewhere.
  std::vector<std::string_view> also_required{};
};

/// Describes one field with its direct parts; nullopt if the schema does not describe it. Items may also be identified
/// by number.
std::optional<SchemaField> describe_field(const Schema& schema, std::string_view pointer);

/// The same, cached in the schema while there is room. Thread-safe. Null if the schema does not describe the field.
std::shared_ptr<const SchemaField> known_field(const Schema& schema, std::string_view pointer);

/// Whether the schema describes a field.
bool has_field(const Schema& schema, std::string_view pointer);

/// Describes the whole data with all parts and forms.
SchemaField describe_all_fields(const Schema& schema);

/// The same, cached. Thread-safe; must not outlive the schema.
const SchemaField& known_fields(const Schema& schema);

/// A custom keyword such as `x-rows`, from the field's nearest schema that has it.
std::optional<data::Value> find_extension(const SchemaField& field, std::string_view keyword);

// Finds choices as people write them: by value or title, `mt_meeting` or `会议`.
//   if (const FieldChoice* const choice = find_choice(field.choices, "会议")) …choice->value…

/// Finds the choice with this value or title. Ignores blanks, width and case. Of a title, the first word is sufficient
/// if it is unique, `WG4` for `WG4 安全控制与服务工作组`, and so is the text after the code. Failing that, accepts
/// quotes, ticks, a number with words around it, and synonyms: `“会议”`, `男√`, `第5工作组` for 5, `女士` for 女.
/// Returns null if no choice fits, or several do.
const FieldChoice* find_choice(std::span<const FieldChoice> choices, std::string_view written);

/// The choices that may have been meant, likeliest first: mistyped, or a part of a title.
std::vector<const FieldChoice*> find_near_choices(std::span<const FieldChoice> choices, std::string_view written);

}  // namespace gongwen::schema
