// FormNode: a form.json that is being edited. The engine checks its contents; here it is a tree whose values have
// places, in which members keep their order and numbers their digits.
//   auto form = FormNode::read(text);
//   form->put("/fields/~1email/hint/en", FormNode::of_text("where mail goes"));
//   text = form->layout();
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// The largest form that a draft may have: the size of its form.json in bytes, and its number of fields.
inline constexpr std::size_t kMaxFormBytes = std::size_t{256} << 10;
inline constexpr std::size_t kMaxFormFields = 400;

/// Pointers are JSON pointers (RFC 6901); names with slashes, such as those of fields, are escaped as tokens
/// (pointer_token).
struct FormNode {
  enum class Type : std::uint8_t { Object, List, Text, Other };

  Type type = Type::Other;
  // Numbers keep their digits: `1.50` stays `1.50`.
  std::string text = "null";  // the value of a string; the JSON of a number, boolean or null
  std::vector<std::pair<std::string, FormNode>> items = {};  // members with their names, or items without

  static FormNode object() { return {Type::Object, {}, {}}; }
  static FormNode list() { return {Type::List, {}, {}}; }
  static FormNode of_text(std::string_view text) { return {Type::Text, std::string(text), {}}; }
  static FormNode of_json(std::string_view json) { return {Type::Other, std::string(json), {}}; }
  static FormNode of_number(double number);
  /// Returns nullopt if the text is not JSON.
  static std::optional<FormNode> read(std::string_view json);

  bool is_object() const { return type == Type::Object; }
  bool is_list() const { return type == Type::List; }
  bool is_text() const { return type == Type::Text; }

  const FormNode* member(std::string_view name) const;
  FormNode* member(std::string_view name);
  /// Returns the text of a member; empty if absent.
  std::string text_of(std::string_view name) const;
  /// Returns the value at a pointer; null if absent.
  const FormNode* find(std::string_view pointer) const;
  FormNode* find(std::string_view pointer);
  /// Sets the value at a pointer, whose parent must exist: in a list it replaces an item or is added
  /// after the last one; in an object a new member is added at the end. Returns false if there is no such
  /// place.
  bool put(std::string_view pointer, FormNode value);
  /// Removes the value at a pointer; returns false if absent.
  bool erase(std::string_view pointer);

  /// Returns the value as JSON in one line.
  std::string json() const;
  /// Returns the form as files have it: a line for each field and each row of the paper.
  std::string layout() const;

  friend bool operator==(const FormNode&, const FormNode&) = default;
};

/// Reads a number as people and addresses write it: `08` is 8. Returns nullopt for other texts, and for `inf` and
/// `nan`.
std::optional<std::size_t> typed_index(std::string_view text);
std::optional<double> typed_number(std::string_view text);

/// Returns a name as a token of a pointer: `/` becomes `~1`.
std::string pointer_token(std::string_view name);

/// The smallest value that differs between two forms: its pointer, and its JSON before and after; empty JSON
/// if the value does not exist there. The function returns nullopt if the forms are equal. Forms are
/// compared member by member, so the place is as deep as possible; if several members differ, it is their
/// object.
struct FormDifference {
  std::string place;
  std::string before;
  std::string after;
};
std::optional<FormDifference> find_difference(const FormNode& before, const FormNode& after);
/// Puts `json`, as FormDifference has it, at a place; empty JSON removes the value. Returns false if there is no such
/// place.
bool put_json(FormNode& form, std::string_view place, std::string_view json);

}  // namespace gongwen::service
