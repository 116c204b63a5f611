#include "base/json.h"
#include "base/utf8.h"
#include "data/values.h"
#include "schema/schema_fields.h"
#include "schema/starter.h"

#include <algorithm>
#include <memory>
#include <string_view>

namespace gongwen::schema {
namespace {

/// Longer texts show nothing more.
constexpr std::size_t kMaxCharacters = 2'000;
/// The factor by which texts without a limit are made longer.
constexpr std::size_t kTimesLonger = 4;
constexpr std::size_t kManyItems = 30;
/// In lists that are in items of others.
constexpr std::size_t kSomeItems = 4;
/// Bytes of all data, beyond which nothing is repeated any more.
constexpr std::size_t kMaxStretched = std::size_t{256} << 10;

class Stretcher {
 public:
  explicit Stretcher(const Schema& schema) : schema_(schema) {}

  std::string stretch(const data::Value& root) {
    write(root, 0);
    return std::move(out_);
  }

 private:
  /// What the schema says of a value; null when it does not speak of it.
  std::shared_ptr<const SchemaField> field_of(const data::Value& value) const {
    return known_field(schema_, value.pointer());
  }

  void write(const data::Value& value, std::size_t lists) {
    switch (value.type()) {
      case data::ValueType::Object: return write_object(value, lists);
      case data::ValueType::Array: return write_list(value, lists);
      case data::ValueType::String: return base::append_json_string(out_, longer(value));
      case data::ValueType::Null:
      case data::ValueType::Boolean:
      case data::ValueType::Integer:
      case data::ValueType::Decimal: break;
    }
    data::append_value_json(out_, value);
  }

  void write_object(const data::Value& object, std::size_t lists) {
    out_ += '{';
    for (std::size_t i = 0; i < object.size(); ++i) {
      if (i > 0) out_ += ',';
      base::append_json_string(out_, object.key_at(i));
      out_ += ':';
      write(object.at(i), lists);
    }
    out_ += '}';
  }

  void write_list(const data::Value& list, std::size_t lists) {
    const std::size_t count = items_of(list, lists);
    out_ += '[';
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= list.size() && out_.size() > kMaxStretched) break;
      if (i > 0) out_ += ',';
      write(list.at(i % list.size()), lists + 1);
    }
    out_ += ']';
  }

  std::size_t items_of(const data::Value& list, std::size_t lists) const {
    const std::shared_ptr<const SchemaField> field = field_of(list);
    if (field == nullptr || list.size() == 0 || field->limits.unique_items) return list.size();
    const std::size_t many = lists == 0 ? kManyItems : kSomeItems;
    return std::max(list.size(), std::min(many, field->limits.max_items.value_or(many)));
  }

  std::string longer(const data::Value& text) const {
    const std::string written(text.string());
    const std::shared_ptr<const SchemaField> field = field_of(text);
    if (field == nullptr || written.empty() || out_.size() > kMaxStretched) return written;
    const FieldLimits& limits = field->limits;
    if (limits.format || !limits.patterns.empty() || !field->choices.empty()) return written;
    const std::u32string characters = base::to_utf32(written);
    const std::size_t wanted = std::min(limits.max_length.value_or(characters.size() * kTimesLonger), kMaxCharacters);
    std::u32string stretched = characters;
    while (stretched.size() < wanted) {
      stretched.append(characters, 0, std::min(characters.size(), wanted - stretched.size()));
    }
    return base::to_utf8(stretched);
  }

  const Schema& schema_;
  std::string out_;
};

}  // namespace

std::string stretched_json(const Schema& schema, const data::Value& root) { return Stretcher(schema).stretch(root); }

}  // namespace gongwen::schema
