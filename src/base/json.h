// Json: the JSON that the program writes for programs (reports, lists, manifests, journals) and reads back without
// places; data of people is read by data/readers.h. The tree is nlohmann's ordered_json, which json.cpp alone includes;
// how JSON is written (compact or indented, what is escaped) is decided only there.
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
/// that is not UTF-8 becomes U+FFFD, so that what is written is always JSON.
void append_json_string(std::string& out, std::string_view text);
/// The same as its own text.
std::string json_string(std::string_view text);

/// A value that is read; looks into the Json that it comes from. A value of another type, or a missing one, gives
/// nothing.
class JsonView {
 public:
  explicit JsonView(const nlohmann::ordered_json& value) : value_(&value) {}

  bool is_object() const;
  bool is_list() const;
  bool is_text() const;

  /// Members of an object or items of a list.
  std::size_t size() const;
  /// `index` < size().
  JsonView at(std::size_t index) const;
  std::optional<JsonView> find(std::string_view name) const;

  std::string_view text() const;
  bool is_true() const;
  /// An integer from 0 up, written without fraction and exponent.
  std::optional<std::uint64_t> number() const;

  /// The same of a member.
  std::string text_of(std::string_view name) const;
  std::optional<std::uint64_t> number_of(std::string_view name) const;
  /// Whether it is `true`.
  bool flag_of(std::string_view name) const;

  /// In one line.
  std::string json() const;

 private:
  const nlohmann::ordered_json* value_;
};

/// A value that is put together. Members keep the order of adding.
class Json {
 public:
  static Json object();
  static Json list();
  /// JSON that is written already, and stays as it is: values with numbers whose digits count, reports, records.
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
  Json(Number number) = delete;  // would become a flag; makers of such numbers write them with the digits they need
  explicit Json(nlohmann::ordered_json value);
  ~Json();
  Json(Json&& other) noexcept;
  Json& operator=(Json&& other) noexcept;

  /// Puts a member in its place if it is there, otherwise at the end. Only for objects.
  Json& set(std::string_view name, Json value);
  /// Adds the members of another object after its own.
  Json& append(Json object);
  void remove(std::string_view name);
  /// Only for lists.
  Json& add(Json value);

  std::size_t size() const { return view().size(); }
  JsonView view() const { return JsonView(*value_); }

  /// In one line, without blanks and line end.
  std::string text() const { return view().json(); }
  /// Two blanks a level; empty objects and lists in one line, what is written already as it is. Without line end.
  std::string indented() const;

 private:
  struct Whole {
    std::uint64_t bits;
    bool is_negative;
  };
  explicit Json(Whole whole);

  std::unique_ptr<nlohmann::ordered_json> value_;  // never null but after a move
};

/// Limits of what is read, so that no text can exhaust the stack or the memory: those of data/readers.h.
struct JsonReadLimits {
  std::size_t max_bytes = std::size_t{1} << 30;
  std::size_t max_depth = 512;
  std::size_t max_values = 20'000'000;
};

/// Reads one value with nothing but white space around it. Nothing for what is not JSON by RFC 8259, has a name twice
/// in an object, holds U+0000 or a number beyond a double, or exceeds the limits. Numbers that are not integers of 64
/// bits keep their digits when they are written again. Time and memory grow linearly with the text.
std::optional<Json> parse_json(std::string_view text, const JsonReadLimits& limits = {});

// JSON pointers (RFC 6901) as plain text: `/sections/0/items/2/title`; the whole document is the empty text.

/// Appends `/token` with `~` and `/` escaped (RFC 6901 section 3).
void append_pointer_token(std::string& pointer, std::string_view token);
void append_pointer_index(std::string& pointer, std::size_t index);

/// The pointer without its last token; empty for one without `/`, which is not a pointer.
std::string_view parent_pointer(std::string_view pointer);

/// The unescaped tokens of a pointer; nothing when the text is not a pointer.
std::optional<std::vector<std::string>> parse_json_pointer(std::string_view pointer);

}  // namespace gongwen::base
