// Data made at random after a schema: awkward texts, missing, empty and unexpected values.
#pragma once

#include "schema/schema.h"
#include "schema/schema_fields.h"

#include <cstdint>
#include <random>
#include <string>

namespace gongwen::testing {

/// What the data may hold beside what the schema asks for.
struct RandomOptions {
  bool unexpected = true;        // values of other types, unknown members, empty texts, lists and objects
  bool blanks_at_ends = true;    // of lines and texts
  bool unprintable = true;       // control characters, others that XML cannot hold, and some that no face has
  std::size_t longest = 40'000;  // characters of a text
};

class RandomData {
 public:
  RandomData(std::uint32_t seed, const RandomOptions& options) : chance_(seed), options_(options) {}

  /// One object as JSON, members of the whole data in the order of the schema.
  std::string object_json(const schema::SchemaField& field);

  /// The same shape with other texts; dates and choices stay. Optional members go, lists lose and repeat items, what
  /// may be empty or null becomes so: data that mostly are what the schema wants.
  std::string varied_json(const data::Value& sample, const schema::Schema& schema);

 private:
  std::string varied(const data::Value& value, const schema::Schema& schema, bool required);
  bool one_in(unsigned count) { return below(count) == 0; }
  std::size_t below(std::size_t count);
  std::string value_json(const schema::SchemaField& field, unsigned depth);
  std::string typed_json(schema::SchemaType type, const schema::SchemaField& field, unsigned depth);
  std::string list_json(const schema::SchemaField& field, unsigned depth);
  std::string members_json(const schema::SchemaField& field, unsigned depth);
  std::string any_json(unsigned depth);
  std::string string_json(const schema::SchemaField& field);
  std::string text(std::size_t most);
  std::string number(bool whole);

  std::mt19937 chance_;
  RandomOptions options_;
};

}  // namespace gongwen::testing
