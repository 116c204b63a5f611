#include "sheet/databook/detail/leaves.h"

#include "base/utf8.h"
#include "data/readers.h"
#include "data/values.h"
#include "intake/given_values.h"
#include "resources/read_file.h"
#include "sheet/limits.h"

#include <charconv>

namespace gongwen::databook {
namespace {

using data::Value;

constexpr std::size_t kMaxPathBytes = 1'000;
constexpr std::size_t kMaxItems = 1'000'000;

/// One step of a path: the name of a member, or the position of an item.
struct Step {
  std::string_view name;
  std::size_t item = 0;  // from 1; 0: a member
};

/// Whether a name survives a cell and is not taken for a step.
bool is_plain_name(std::string_view name) {
  const bool has_marks = name.find_first_of("/[]") != std::string_view::npos;
  return !name.empty() && !has_marks && intake::normal_text(name) == name && !sheet::find_forbidden_character(name) &&
         name.find('\n') == std::string_view::npos && !name.starts_with(kLiteralMark);
}

class LeafWriter {
 public:
  std::optional<std::vector<Leaf>> write(const Value& object) {
    add_members({}, object);
    return is_sound_ ? std::optional(std::move(leaves_)) : std::nullopt;
  }

 private:
  void add(const std::string& path, const Value& value) {
    if (value.is_object() && value.size() > 0) return add_members(path, value);
    if (value.is_array() && value.size() > 0) {
      for (std::size_t i = 0; i < value.size(); ++i) add(path + "[" + std::to_string(i + 1) + "]", value.at(i));
      return;
    }
    is_sound_ = is_sound_ && path.size() <= kMaxPathBytes;
    const bool is_truth = value.type() == data::ValueType::Boolean;
    leaves_.push_back({path, is_truth ? DataCell{intake::RawType::Boolean, value.boolean() ? "true" : "false"}
                                      : encode_cell(value, leaf_field(), diagnostics::Language::Chinese)});
  }

  void add_members(const std::string& path, const Value& object) {
    for (std::size_t i = 0; i < object.size(); ++i) {
      const std::string_view name = object.key_at(i);
      is_sound_ = is_sound_ && is_plain_name(name);
      add(path + (path.empty() ? "" : "/") + std::string(name), object.at(i));
    }
  }

  std::vector<Leaf> leaves_;
  bool is_sound_ = true;
};

/// The steps of a path; nullopt if it is malformed.
std::optional<std::vector<Step>> steps_of(std::string_view path) {
  std::vector<Step> steps;
  bool expects_name = true;
  while (!path.empty()) {
    if (path.front() == '[' && !expects_name) {
      std::size_t item = 0;
      const auto [stop, error] = std::from_chars(path.data() + 1, path.data() + path.size(), item);
      const auto length = static_cast<std::size_t>(stop - path.data());
      if (error != std::errc() || length >= path.size() || *stop != ']' || item == 0 || item > kMaxItems) {
        return std::nullopt;
      }
      steps.push_back({{}, item});
      path.remove_prefix(length + 1);
      continue;
    }
    if (path.front() == '/' && !expects_name) {
      expects_name = true;
      path.remove_prefix(1);
      continue;
    }
    const std::string_view name = path.substr(0, path.find_first_of("/[]"));
    if (!expects_name || name.empty()) return std::nullopt;
    steps.push_back({name});
    expects_name = false;
    path.remove_prefix(name.size());
  }
  return expects_name ? std::nullopt : std::optional(std::move(steps));
}

}  // namespace

const schema::SchemaField& leaf_field() {
  static const schema::SchemaField kField = [] {
    schema::SchemaField field;
    for (const schema::SchemaType type :
         {schema::SchemaType::String, schema::SchemaType::Number, schema::SchemaType::Boolean}) {
      field.types.add(type);
    }
    return field;
  }();
  return kField;
}

std::optional<std::vector<Leaf>> leaves_of(std::string_view literal) {
  if (!literal.starts_with(kLiteralMark)) return std::nullopt;
  resources::SourceStore store;
  diagnostics::DiagnosticSink ignored;
  const diagnostics::SourceId source = store.add("leaves", std::string(literal.substr(kLiteralMark.size())));
  const auto document = data::read_json(source, store.source_text(source), {}, ignored);
  if (!document || !document->root().is_object() || document->root().size() == 0) return std::nullopt;
  return LeafWriter().write(document->root());
}

bool is_leaf_path(std::string_view path) { return steps_of(path).has_value(); }

schema::JsonNode* follow_leaf(schema::JsonNode& object, std::string_view path) {
  const auto steps = steps_of(path);
  if (!steps) return nullptr;
  schema::JsonNode* node = &object;
  for (const Step& step : *steps) {
    if (node == nullptr) return nullptr;
    node = step.item > 0 ? node->item(step.item - 1) : node->member(step.name);
  }
  return node;
}

}  // namespace gongwen::databook
