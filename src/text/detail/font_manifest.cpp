#include "text/detail/font_manifest.h"

#include "data/readers.h"
#include "diagnostics/catalogue/text.h"
#include "resources/read_file.h"

#include <charconv>

namespace gongwen::text {
namespace {

using data::Value;
using data::ValueType;

/// The fields of the manifest by their types; a field that is missing or of another type counts as empty. The manifest
/// is made by the project's own scripts and checked by their tests, so one message for the whole is enough.
std::string text_of(const Value& object, std::string_view key) {
  const std::optional<Value> value = object.is_object() ? object.find(key) : std::nullopt;
  return value && value->is_string() ? std::string(value->string()) : std::string();
}

template <typename Visit>
void for_each_element(const Value& object, std::string_view key, Visit visit) {
  const std::optional<Value> array = object.is_object() ? object.find(key) : std::nullopt;
  if (!array || !array->is_array()) return;
  for (std::size_t i = 0; i < array->size(); ++i) visit(array->at(i));
}

int integer_of(const Value& value, int otherwise) {
  return value.type() == ValueType::Integer ? static_cast<int>(value.integer()) : otherwise;
}

/// A face's id alone, or {face, weight: [min, max], style}.
FamilyFace family_face(const Value& value) {
  FamilyFace face;
  if (value.is_string()) {
    face.face = value.string();
    return face;
  }
  face.face = text_of(value, "face");
  face.italic = text_of(value, "style") == "italic";
  const std::optional<Value> weight = value.is_object() ? value.find("weight") : std::nullopt;
  if (weight && weight->is_array() && weight->size() == 2) {
    face.min_weight = integer_of(weight->at(0), 1);
    face.max_weight = integer_of(weight->at(1), 1000);
  }
  return face;
}

/// `U+4E00-9FFF`
std::optional<CharacterRange> character_range(std::string_view text) {
  if (!text.starts_with("U+")) return std::nullopt;
  text.remove_prefix(2);
  const std::size_t dash = text.find('-');
  const auto parse = [](std::string_view digits, char32_t& out) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    out = value;
    return error == std::errc() && end == digits.data() + digits.size();
  };
  CharacterRange range;
  if (!parse(text.substr(0, dash), range.first)) return std::nullopt;
  range.last = range.first;
  if (dash != std::string_view::npos && !parse(text.substr(dash + 1), range.last)) return std::nullopt;
  return range;
}

FamilyOverride family_override(const Value& value) {
  FamilyOverride result;
  result.face = family_face(value);
  for_each_element(value, "unicode_range", [&](const Value& range) {
    const auto parsed = range.is_string() ? character_range(range.string()) : std::nullopt;
    if (parsed) result.ranges.push_back(*parsed);
  });
  return result;
}

FontFamily family_of(const Value& value) {
  FontFamily family;
  family.id = text_of(value, "id");
  family.label = text_of(value, "label");
  for_each_element(value, "names", [&](const Value& name) {
    const std::optional<Value> substitute = name.is_object() ? name.find("substitute") : std::nullopt;
    const bool stands_in = substitute && substitute->type() == ValueType::Boolean && substitute->boolean();
    family.names.push_back({text_of(name, "name"), stands_in});
  });
  for_each_element(value, "faces", [&](const Value& face) { family.faces.push_back(family_face(face)); });
  for_each_element(value, "overrides", [&](const Value& item) { family.overrides.push_back(family_override(item)); });
  for_each_element(value, "fallback", [&](const Value& face) { family.fallback.push_back(family_face(face)); });
  return family;
}

ManifestFace manifest_face(const Value& value) {
  ManifestFace face;
  face.id = text_of(value, "id");
  face.file = text_of(value, "file");
  face.family = text_of(value, "family");
  face.licence = text_of(value, "licence");
  face.italic = text_of(value, "style") == "italic";
  face.sha256 = text_of(value, "sha256");
  if (const std::optional<Value> bytes = value.is_object() ? value.find("bytes") : std::nullopt) {
    face.bytes = static_cast<std::size_t>(integer_of(*bytes, 0));
  }
  if (const std::optional<Value> weight = value.is_object() ? value.find("weight") : std::nullopt) {
    face.weight = integer_of(*weight, 400);
  }
  return face;
}

/// A generic name stands for several families in turn: each of them answers to it, in the order that its list has, so
/// that Latin letters come from a face for Latin (css-fonts-4 §2.1.2).
void add_generic_names(const Value& root, FontManifest& manifest) {
  const std::optional<Value> generic = root.find("generic");
  if (!generic || !generic->is_object()) return;
  for (std::size_t i = 0; i < generic->size(); ++i) {
    GenericFamily& added = manifest.generics.emplace_back();
    added.name = generic->key_at(i);
    for_each_element(*generic, generic->key_at(i), [&](const Value& id) {
      for (std::size_t family = 0; family < manifest.families.size(); ++family) {
        if (!id.is_string() || manifest.families[family].id != id.string()) continue;
        manifest.families[family].names.push_back({added.name, false});
        added.families.push_back(family);
      }
    });
  }
}

}  // namespace

base::Expected<FontManifest> read_font_manifest(const std::string& path, resources::SourceStore& sources,
                                                diagnostics::DiagnosticSink& sink) {
  const base::Expected<diagnostics::SourceId> source = resources::read_text(path, {}, sources, sink);
  if (!source) return base::kReported;
  const base::Expected<data::Document> document =
      data::read_json(*source, sources.source_text(*source), data::JsonLimits{}, sink);
  if (!document) return base::kReported;
  const Value root = document->root();
  FontManifest manifest;
  for_each_element(root, "faces", [&](const Value& face) { manifest.faces.push_back(manifest_face(face)); });
  for_each_element(root, "families", [&](const Value& family) { manifest.families.push_back(family_of(family)); });
  for_each_element(root, "fallback", [&](const Value& face) { manifest.fallback.push_back(family_face(face)); });
  if (manifest.faces.empty() || manifest.families.empty()) {
    sink.report(diagnostics::messages::TextBadManifest, diagnostics::Origin{}, path);
    return base::kReported;
  }
  add_generic_names(root, manifest);
  return manifest;
}

}  // namespace gongwen::text
