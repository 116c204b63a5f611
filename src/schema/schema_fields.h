// What a schema says about the fields of its data, and choices found as people write them.
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

// What a schema says about the fields of its data, for people and for forms: titles, types, limits,
// choices. A field is named by its JSON pointer; `*` stands for any item: /sections/*/title.
//   const auto phone = describe_field(schema, "/leader/phone");
//   phone->title.in(language);   phone->required;   phone->format;

/// One of the values that a field may have.
struct FieldChoice {
  data::Value value;
  diagnostics::BilingualText title;  // both empty when the schema gives none
};

/// The limits that hold for a field in any case; where several hold, the strictest.
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
  diagnostics::BilingualText pattern_words;  // what the patterns ask for; both texts or none
  std::optional<Format> format;
};

/// Views look into the schema's documents and live as long as it.
struct SchemaField {
  std::string pointer;
  /// The name that its object knows it by; empty for items and for the whole data.
  std::string_view name{};
  diagnostics::BilingualText title{};        // both empty when the schema gives none
  diagnostics::BilingualText description{};  // likewise
  TypeSet types{};                           // all when the schema does not say
  /// Its object must have it, whenever there is the object.
  bool required = false;
  /// It belongs to one of several forms of its object, or depends on another field.
  bool conditional = false;
  bool read_only = false;
  bool deprecated = false;
  /// All that it may be, when that is listed; empty otherwise.
  std::vector<FieldChoice> choices{};
  FieldLimits limits{};
  std::optional<data::Value> default_value{};
  std::vector<data::Value> examples{};
  /// Where it is written: the schema objects, the nearest first. For own keywords (`x-…`).
  std::vector<data::Value> schemas{};
  /// The members in the order of the schema, or the one field that stands for the items.
  std::vector<SchemaField> parts{};
  /// What holds of an object in some cases only; `parts` have the members of all cases together.
  std::vector<FieldForm> forms;  // an initializer would need the whole type
  /// Parts are not listed: the field comes back to one that it lies in, or there are too many.
  bool abridged = false;
};

/// What holds of an object when one of its members is, or is not, so.
struct FieldForm {
  std::string_view member;
  /// The member has one of these values; without values, it is there.
  std::vector<FieldChoice> values{};
  /// The case is that all this is not so.
  bool otherwise = false;
  /// The object in this case: the members that belong to it, and further forms.
  SchemaField content{};
  /// Members that are required in this case and described elsewhere.
  std::vector<std::string_view> also_required{};
};

/// One field with its direct parts; nothing when the schema does not speak of it. Items may be
/// named by their numbers too.
std::optional<SchemaField> describe_field(const Schema& schema, std::string_view pointer);

/// The same, worked out once and remembered with the schema as long as there is room. From any thread. Null when the
/// schema does not speak of the field.
std::shared_ptr<const SchemaField> known_field(const Schema& schema, std::string_view pointer);

/// Whether the schema speaks of a field.
bool has_field(const Schema& schema, std::string_view pointer);

/// The whole data with all its parts and forms.
SchemaField describe_all_fields(const Schema& schema);

/// The same, worked out once. From any thread; lives as long as the schema.
const SchemaField& known_fields(const Schema& schema);

/// An extension keyword such as `x-rows`, from the first schema of the field that has it.
std::optional<data::Value> find_extension(const SchemaField& field, std::string_view keyword);

// Choices as people write them: by the value or by its title, `mt_meeting` or `会议`.
//   if (const FieldChoice* const choice = find_choice(field.choices, "会议")) …choice->value…

/// The choice whose value or title is written there. Blanks, the width and the case of letters do not count; of a title
/// its first word is enough when no other title has it, `WG4` for `WG4 安全控制与服务工作组`, and so is what
/// follows the code. What does not fit as it is may have quotes or a tick, be a number with words around it, or another
/// word for the same: `“会议”`, `男√`, `第5工作组` for 5, `女士` for 女. Null when none fits, or several do.
const FieldChoice* find_choice(std::span<const FieldChoice> choices, std::string_view written);

/// The choices that somebody may have meant, the likeliest first: mistyped, or only a part of a title.
std::vector<const FieldChoice*> find_near_choices(std::span<const FieldChoice> choices, std::string_view written);

}  // namespace gongwen::schema
