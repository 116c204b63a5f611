// Json: JSON that the program writes for other programs (reports, lists, manifests, journals) and reads back without
// positions; user data, whose errors need positions, is read by data/readers.h. The tree is nlohmann's ordered_json,
// which only json.cpp includes, so that the style of writing (layout, escapes) is decided in one place.
//   base::Json object = base::Json::object();
//   object.set("path", path).set("bytes", size);
//   out = object.text();
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace gongwen::base {

/// Appends the text in quotation marks: `"`, `\` and control characters are escaped, all other UTF-8 is kept. Each byte
/// that is not valid UTF-8 becomes U+FFFD, so that the output is always valid JSON.
void append_json_string(std::string& out, std::string_view text);
/// The text as append_json_string writes it.
std::string json_string(std::string_view text);

/// A read-only view of a value; the Json must outlive it. Accessors return nullopt, an empty text or an empty view if
/// the value is missing or has another type.
class JsonView {
 public:
  explicit JsonView(const nlohmann::ordered_json& value) : value_(&value) {}

  bool is_object() const;
  bool is_list() const;
  bool is_text() const;

  /// The number of members of an object, or of items of a list.
  std::size_t size() const;
  /// `index` < size().
  JsonView at(std::size_t index) const;
  /// The name of a member of an object; `index` < size().
  std::string_view name_at(std::size_t index) const;
  std::optional<JsonView> find(std::string_view name) const;

  std::string_view text() const;
  bool is_true() const;
  /// A non-negative integer that is written without fraction and exponent.
  std::optional<std::uint64_t> number() const;

  /// The text of a member.
  std::string text_of(std::string_view name) const;
  std::optional<std::uint64_t> number_of(std::string_view name) const;
  /// Whether the member is `true`.
  bool flag_of(std::string_view name) const;

  /// The value in one line.
  std::string json() const;

 private:
  const nlohmann::ordered_json* value_;
};

/// A value under construction. Members keep the order in which they were added.
class Json {
 public:
  static Json object();
  static Json list();
  /// Embeds JSON text as it is: for numbers whose digits must be kept, reports, records.
  static Json written(std::string_view json);
  /// A list of texts.
  template <typename Texts>
  static Json list_of(const Texts& texts) {
    Json made = list();
    for (const auto& text : texts) made.add(std::string_view(text));
    return made;
  }

  Json(std::string_view text);
  Json(const char* text) : Json(std::string_view(text)) {}
  Json(const std::string& text) : Json(std::string_view(text)) {}
  template <std::integral Number>
  Json(Number number) : Json(Whole{static_cast<std::uint64_t>(number), number < Number{0}}) {}
  Json(bool flag);
  template <std::floating_point Number>
  Json(Number number) = delete;  // would convert to bool; use `written` with the digits that you need
  explicit Json(nlohmann::ordered_json value);
  ~Json();
  Json(Json&& other) noexcept;
  Json& operator=(Json&& other) noexcept;

  /// Replaces the member of this name in its place, or adds it at the end. Only for objects.
  Json& set(std::string_view name, Json value);
  /// Adds the members of another object at the end. Only for objects.
  Json& append(Json object);
  void remove(std::string_view name);
  /// Adds an item at the end. Only for lists.
  Json& add(Json value);

  std::size_t size() const { return view().size(); }
  JsonView view() const { return JsonView(*value_); }

  /// The value in one line, without blanks and line end.
  std::string text() const { return view().json(); }
  /// The value indented by two blanks per level, without line end; empty objects and lists take one line, and embedded
  /// JSON stays as it is.
  std::string indented() const;

 private:
  struct Whole {
    std::uint64_t bits;
    bool is_negative;
  };
  explicit Json(Whole whole);

  std::unique_ptr<nlohmann::ordered_json> value_;  // null only after a move
};

/// Limits of reading, so that no text can exhaust the stack or the memory. The same as in data/readers.h.
struct JsonReadLimits {
  std::size_t max_bytes = std::size_t{1} << 30;
  std::size_t max_depth = 512;
  std::size_t max_values = 20'000'000;
};

/// Reads one value with nothing but white space around it. Returns nullopt if the text is not JSON by RFC 8259, repeats
/// a name in an object, contains U+0000 or a number that exceeds a double, or exceeds the limits. Numbers that are not
/// 64-bit integers keep their digits when they are written again. Time and memory are linear in the text.
std::optional<Json> parse_json(std::string_view text, const JsonReadLimits& limits = {});

// JSON pointers (RFC 6901) as plain text: `/sections/0/items/2/title`; an empty text means the whole document.

/// Appends `/token` with `~` and `/` escaped (RFC 6901 section 3).
void append_pointer_token(std::string& pointer, std::string_view token);
void append_pointer_index(std::string& pointer, std::size_t index);

/// The pointer without its last token; empty for one without `/`, which is not a pointer.
std::string_view parent_pointer(std::string_view pointer);

/// The unescaped tokens of a pointer; nullopt if the text is not a pointer.
std::optional<std::vector<std::string>> parse_json_pointer(std::string_view pointer);

}  // namespace gongwen::base
