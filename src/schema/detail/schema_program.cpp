#include "schema/detail/schema_program.h"

#include <array>

namespace gongwen::schema {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 7> kTypeNames = {"null",   "boolean", "integer", "number",
                                                        "string", "array",   "object"};

}  // namespace

std::string_view schema_type_name(SchemaType type) { return kTypeNames[static_cast<std::size_t>(type)]; }

std::optional<SchemaType> find_schema_type(std::string_view name) {
  for (std::size_t i = 0; i < kTypeNames.size(); ++i) {
    if (kTypeNames[i] == name) return static_cast<SchemaType>(i);
  }
  return std::nullopt;
}

}  // namespace gongwen::schema
