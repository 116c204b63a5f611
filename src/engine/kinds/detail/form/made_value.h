// MadeValue: a JSON value made from another document, in which each part keeps its place in that document.
//   MadeValue field = MadeValue::object(value.span());
//   field.put("type", MadeValue::text("string", value.span()));
//   std::string file = field.json();   data::Document document = field.document(own, places);
#pragma once

#include "data/document.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::data {
class DocumentBuilder;
}

namespace gongwen::engine {

/// Used while a form is expanded (form_bundle.h). Numbers are whole; decimals only come from copies and keep their
/// text. `put` and `find` are for objects, `add` for lists; this is not checked. References that put(), add() and
/// find() return are valid until the next member is added to the same value.
class MadeValue {
 public:
  static MadeValue object(diagnostics::Span place) { return {data::ValueType::Object, place}; }
  static MadeValue list(diagnostics::Span place) { return {data::ValueType::Array, place}; }
  static MadeValue null(diagnostics::Span place) { return {data::ValueType::Null, place}; }
  static MadeValue text(std::string_view text, diagnostics::Span place);
  static MadeValue number(std::int64_t number, diagnostics::Span place);
  static MadeValue flag(bool flag, diagnostics::Span place);
  /// A copy of a value of the other document, with all its places.
  static MadeValue copy_of(const data::Value& value);

  /// Adds a member, or replaces the one of this name. For objects.
  MadeValue& put(std::string_view name, MadeValue value);
  /// Adds an item. For lists.
  MadeValue& add(MadeValue item);
  /// A member; null if absent.
  MadeValue* find(std::string_view name);
  bool empty() const { return items_.empty(); }
  diagnostics::Span place() const { return place_; }

  /// The text of a file: indented by two blanks, lists of single values in one line.
  std::string json() const;
  /// Makes a document of the source `own` whose values have their places in `places`. Spans count bytes of
  /// `places`.
  data::Document document(diagnostics::SourceId own, diagnostics::SourceId places) const;

 private:
  MadeValue(data::ValueType type, diagnostics::Span place) : type_(type), place_(place) {}

  bool is_plain_list() const;
  void write(std::string& out, std::size_t depth) const;
  void build(data::DocumentBuilder& builder) const;

  data::ValueType type_;
  diagnostics::Span place_;
  std::string text_;  // decimals: as written
  // The value of a number, or 0 and 1 for false and true.
  std::int64_t number_ = 0;
  std::vector<std::string> names_;  // of the items of an object
  std::vector<MadeValue> items_;
};

}  // namespace gongwen::engine
