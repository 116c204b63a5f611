#include "engine/render/detail/laid_out_fields.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/source_lookup.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "resources/read_file.h"
#include "schema/schema_fields.h"

#include <algorithm>

// Four small subjects around fields: titles of choices, the font of PDF fields, the data that a form carries besides
// its fields, and the room for controls in the layout.
namespace gongwen::engine {
namespace {

/// Codes are lowercase words with hyphens; anything else may be meant as text.
bool is_lower_word(std::string_view code) {
  return !code.empty() && base::is_ascii_lower(code.front()) && std::all_of(code.begin(), code.end(), [](char c) {
    return base::is_ascii_lower(c) || base::is_ascii_digit(c) || c == '-' || c == '_';
  });
}

}  // namespace

/// Pointers of places are looked up in the documents of the run.
ChoiceTitles::ChoiceTitles(const CompiledKind& kind, Run& run)
    : ChoiceTitles(kind, [&run](diagnostics::DataPlace place) { return run.documents().pointer_of(place); }) {}

ChoiceTitles::ChoiceTitles(const CompiledKind& kind, PointerOf pointer_of)
    : kind_(kind), pointer_of_(std::move(pointer_of)), is_chinese_(kind.manifest->language.starts_with("zh")) {
  // Documents in other languages may print such words as texts.
  if (is_chinese_) add_codes(schema::known_fields(*kind.schema));
}

/// Codes without a Chinese title are meant to be shown.
void ChoiceTitles::add_codes(const schema::SchemaField& field) {
  for (const schema::FieldChoice& choice : field.choices) {
    if (!choice.value.is_string() || choice.title.chinese.empty()) continue;
    const std::string_view code = choice.value.string();
    if (is_lower_word(code) && code != choice.title.chinese) codes_.emplace(code);
  }
  for (const schema::SchemaField& part : field.parts) add_codes(part);
}

/// The title depends on the field: the same code may have several titles.
std::optional<std::string> ChoiceTitles::title_of(diagnostics::DataPlace place, std::string_view code) const {
  const std::optional<std::string> pointer = pointer_of_(place);
  if (!pointer) return std::nullopt;
  const std::optional<schema::SchemaField> field = schema::describe_field(*kind_.schema, *pointer);
  if (!field) return std::nullopt;
  for (const schema::FieldChoice& choice : field->choices) {
    if (!choice.value.is_string() || choice.value.string() != code) continue;
    const std::string_view title = is_chinese_ ? choice.title.chinese : choice.title.english;
    return title.empty() ? std::nullopt : std::optional(std::string(title));
  }
  return std::nullopt;
}

/// Each place of a template is reported once, even if it prints many values.
bool ChoiceWatch::text(std::string_view value, const diagnostics::Origin& origin) {
  const diagnostics::Span& place = origin.template_place;
  // A code such as `male` in the text of a Chinese document is most likely a forgotten filter.
  if (titles_.is_code(value) && html_.innermost() && origin.data_place &&
      told_.emplace(place.source.value, place.begin).second) {
    const std::optional<std::string> title = titles_.title_of(origin.data_place, value);
    if (title) sink_.report(diagnostics::messages::EngineChoiceCode, origin, value, *title);
  }
  return html_.text(value, origin);
}

namespace {

using pdf::FieldFontFile;

constexpr std::string_view kName = "GwField";
/// Length of the unpacked program, big-endian, before its zlib stream.
constexpr std::size_t kLengthBytes = 4;

/// Reads a prepared font program; false if it is missing.
bool read_program(const std::string& path, FieldFontFile& font) {
  diagnostics::DiagnosticSink unheard;
  base::Expected<std::string> bytes = resources::read_bytes(path, {}, unheard);
  if (!bytes || bytes->size() <= kLengthBytes) return false;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    font.program_length = font.program_length << 8 | static_cast<unsigned char>((*bytes)[i]);
  }
  font.program = bytes->substr(kLengthBytes);
  return true;
}

/// A name for a font in a PDF, which consists only of letters and digits.
std::string name_of(const text::Face& face) {
  std::string name;
  for (const std::string& given : face.names()) {
    for (const char c : given) {
      if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) name.push_back(c);
    }
    if (!name.empty()) return name;
  }
  return "UserField";
}

/// Opens the font for the fields of a form.
class FieldFontOpener {
 public:
  FieldFontOpener(const text::FontLibrary& library, diagnostics::DiagnosticSink& sink)
      : faces_(library.folder() + "/faces/"), sink_(sink) {}

  /// A preset such as `field-wide`: a face, and its compressed program in a file beside it.
  base::Expected<FieldFontFile> prepared(const std::string& preset) {
    FieldFontFile font{
        std::string(kName), face(faces_ + preset + ".ttf"), face(faces_ + "field-all.ttf"), {}, 0, false, false};
    if (font.face == nullptr || font.chosen == nullptr) return base::kReported;
    if (!read_program(faces_ + preset + ".z", font)) return missing(preset + ".z");
    return font;
  }

  /// A font for showing values only: people cannot type other characters.
  base::Expected<FieldFontFile> shown_only() {
    FieldFontFile font{std::string(kName), face(faces_ + "field-all.ttf"), nullptr, {}, 0, false, true};
    if (font.face == nullptr) return base::kReported;
    return font;
  }

  /// The user's face, reduced to the characters of the preset `wide`.
  base::Expected<FieldFontFile> own(const std::string& path) {
    FieldFontFile font{{}, face(faces_ + "field-wide.ttf"), face(path), {}, 0, false, false};
    if (font.face == nullptr || font.chosen == nullptr) return base::kReported;
    font.name = name_of(*font.chosen);
    font.uses_chosen = true;
    return font;
  }

 private:
  /// Only faces with TrueType outlines are allowed as fonts of fields.
  std::shared_ptr<const text::Face> face(const std::string& path) {
    std::shared_ptr<const text::Face> opened = text::Face::open(path);
    if (opened != nullptr && opened->outlines() == text::OutlineFormat::TrueType) return opened;
    missing(path.substr(path.starts_with(faces_) ? faces_.size() : 0));
    return nullptr;
  }

  base::Reported missing(const std::string& name) {
    sink_.report(diagnostics::messages::EngineNoFieldFont, diagnostics::Origin{}, name);
    return base::kReported;
  }

  std::string faces_;
  diagnostics::DiagnosticSink& sink_;
};

}  // namespace

/// `common` and `wide` are presets, `none` embeds no font for typing, anything else is the path of a face.
base::Expected<pdf::FieldFontFile> open_field_font(const std::string& wanted, const text::FontLibrary& library,
                                                   diagnostics::DiagnosticSink& sink) {
  FieldFontOpener opener(library, sink);
  if (wanted == "common" || wanted == "wide") return opener.prepared("field-" + wanted);
  return wanted == "none" ? opener.shown_only() : opener.own(wanted);
}

namespace {

using intake::RawField;
using intake::RawType;

/// Whether a member was given in the data: a default has the place of the object around it.
bool was_given(const data::Value& object, const data::Value& member) { return !(member.span() == object.span()); }

/// Writes the members that were given, without defaults.
void append_given(std::string& out, const data::Value& value) {
  if (!value.is_object() && !value.is_array()) return data::append_value_json(out, value);
  bool first = true;
  out += value.is_object() ? '{' : '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    // Items of lists have no defaults: they exist because they were given. Defaults are left out, since they come from
    // the kind, not from the sender.
    if (value.is_object() && !was_given(value, value.at(i))) continue;
    if (!std::exchange(first, false)) out += ',';
    if (value.is_object()) {
      base::append_json_string(out, value.key_at(i));
      out += ':';
    }
    append_given(out, value.at(i));
  }
  out += value.is_object() ? '}' : ']';
}

/// The raw field that the reader of the form will find, in the types that readers use.
void append_raw(std::vector<RawField>& raw, const forms::Field& field) {
  // Gives exactly the fields that a reader would find in the made file: a box is a boolean, a list a choice, the rest
  // is text.
  if (field.controls.empty() || !forms::is_filled_in(field)) return;
  if (const auto* const check = std::get_if<forms::CheckField>(&field.type)) {
    raw.push_back({field.pointer, RawType::Boolean, field.value == check->on_value ? "true" : "false"});
    return;
  }
  const auto* const choices = std::get_if<forms::ChoiceField>(&field.type);
  if (choices == nullptr) {
    if (!field.value.empty()) raw.push_back({field.pointer, RawType::Text, field.value});
    return;
  }
  for (const forms::FieldChoice& choice : choices->choices) {
    const bool chosen = field.has_chosen(choice.value);
    // A choice of several has a field for each box, `/topics/2`; a choice of one has only the chosen value.
    if (choices->several) {
      raw.push_back({field.pointer + "/" + std::to_string(choice.number), RawType::Boolean, chosen ? "true" : "false"});
    } else if (chosen) {
      raw.push_back({field.pointer, RawType::Choice, choice.option, choice.option});
      return;
    }
  }
  // A value that is not among the choices is shown as a text.
  if (!choices->several && !field.value.empty()) raw.push_back({field.pointer, RawType::Choice, field.value});
}

bool is_filled_text(const std::optional<data::Value>& value) {
  return value && value->is_string() && !value->string().empty();
}

/// Lists whose items have texts as defaults. The shown text of such an item must be known when the form is read, or a
/// deleted text would reappear.
void find_lists_with_defaults(const schema::SchemaField& field, std::vector<std::string>& lists) {
  for (const schema::SchemaField& part : field.parts) {
    if (!part.types.has(schema::SchemaType::Array) || part.parts.empty()) {
      // Lists may be in objects, but not in rows of lists.
      if (part.types.has(schema::SchemaType::Object)) find_lists_with_defaults(part, lists);
      continue;
    }
    const std::vector<schema::SchemaField>& members = part.parts.front().parts;
    const bool has_default = std::any_of(members.begin(), members.end(), [](const schema::SchemaField& member) {
      return is_filled_text(member.default_value);
    });
    if (has_default) lists.push_back(part.pointer);
  }
}

}  // namespace

/// The fields that a reader would find in the unchanged file.
std::vector<RawField> raw_fields(const forms::FieldModel& fields) {
  std::vector<RawField> raw;
  for (const forms::Field& field : fields.fields) append_raw(raw, field);
  return raw;
}

/// The part of the data that the form does not show.
std::string given_data(const std::vector<RawField>& shown, const CompiledKind& kind, const data::Document& data) {
  // The data is read back from the fields as from a returned form. The difference from the full data is the part that
  // the form cannot show, which the file carries.
  const intake::FieldData read = intake::data_from_fields(shown, *kind.schema, kind.manifest->info.name);
  std::string given;
  append_given(given, data.root());
  std::vector<std::string> lists;
  find_lists_with_defaults(schema::known_fields(*kind.schema), lists);
  return intake::given_values(read.json, given, lists);
}

std::string given_data(const forms::FieldModel& fields, const CompiledKind& kind, const data::Document& data) {
  return given_data(raw_fields(fields), kind, data);
}

std::string given_hash(const std::string& json) { return pdf::stamp_hash(intake::value_at(json, {})); }

forms::FormStamp stamp_with_given(const CompiledKind& kind, const std::string& given, const data::Document& data) {
  forms::FormStamp stamp = stamp_of(kind);
  if (given.empty()) return stamp;
  std::string json;
  append_given(json, data.root());
  stamp.given = given_hash(json);
  return stamp;
}

namespace {

/// Most of a page of A4; a frame that is cut by the end of a page continues with an empty rest.
constexpr std::size_t kMaxFieldCharacters = 1'000;
constexpr std::size_t kMaxLines = 30;
/// For a field of one line, unless its limit is higher.
constexpr std::size_t kMaxInLine = 300;

std::size_t max_characters(const forms::TextField& text) {
  if (text.multiline) return kMaxFieldCharacters;
  return std::clamp(text.max_characters.value_or(0), kMaxInLine, kMaxFieldCharacters);
}

/// Up to `count` lines; all if the text has fewer.
std::string_view first_lines(std::string_view text, std::size_t count) {
  std::size_t end = text.find('\n');
  for (std::size_t lines = 1; lines < count && end != std::string_view::npos; ++lines) end = text.find('\n', end + 1);
  return text.substr(0, end);
}

}  // namespace

/// Only the lengths of values change; their texts appear in the fields themselves.
forms::FieldModel laid_out_fields(const forms::FieldModel& fields) {
  forms::FieldModel laid_out = fields;
  for (forms::Field& field : laid_out.fields) {
    const auto* const text = std::get_if<forms::TextField>(&field.type);
    if (text == nullptr) continue;
    const std::string_view room = base::first_code_points(first_lines(field.value, kMaxLines), max_characters(*text));
    field.value.resize(room.size());
  }
  return laid_out;
}

}  // namespace gongwen::engine
