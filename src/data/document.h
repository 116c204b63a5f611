// Document: a tree of JSON values that knows for each value its place in the source (byte range) and its pointer. It is
// flat (one vector of nodes), built once by a DocumentBuilder and immutable from then on, so that any number of threads
// may read it. The readers of JSON, YAML, CSV and workbooks all build documents.
//
//   const Value issue = *document.root().find("issue");   // a handle of two words
//   issue.integer();   issue.pointer();   issue.place();
#pragma once

#include "base/assert.h"
#include "base/string_arena.h"
#include "diagnostics/source_lookup.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::data {

/// An `Integer` is a number without fraction and exponent that fits 64 bits; all other numbers are `Decimal`.
enum class ValueType : std::uint8_t { Null, Boolean, Integer, Decimal, String, Array, Object };

/// The name in messages and in JSON Schema: `integer` and `number` for the two types of numbers.
std::string_view type_name(ValueType type);

class Document;

/// A value of a document; valid while the document lives.
class Value {
 public:
  Value(const Document& document, std::uint32_t node) : document_(&document), node_(node) {}

  ValueType type() const;
  bool is_null() const { return type() == ValueType::Null; }
  bool is_object() const { return type() == ValueType::Object; }
  bool is_array() const { return type() == ValueType::Array; }
  bool is_string() const { return type() == ValueType::String; }
  bool is_number() const { return type() == ValueType::Integer || type() == ValueType::Decimal; }

  /// Each of these requires a value of the respective type.
  bool boolean() const;
  std::int64_t integer() const;
  std::string_view string() const;
  /// The nearest double; for any number.
  double number() const;
  /// The text of a decimal as it was written, with all its digits: `12345678901234567890.10`. Decimals only.
  std::string_view decimal_text() const;

  /// The number of members of an object or of elements of an array; 0 for all other values.
  std::size_t size() const;
  Value at(std::size_t index) const;                 // index < size()
  std::string_view key_at(std::size_t index) const;  // objects only
  /// The members of an object sorted by the bytes of their names; objects only.
  Value sorted_at(std::size_t index) const;
  /// The member with this name, the last one if there are several; objects only.
  std::optional<Value> find(std::string_view key) const;

  /// The value at a JSON pointer relative to this one; nullopt if absent.
  std::optional<Value> resolve(std::string_view pointer) const;
  /// The member with this name, or the item with this number (RFC 6901 section 4); nullopt if absent.
  std::optional<Value> resolve_token(std::string_view token) const;

  /// The object or array that contains this value; nullopt for the root.
  std::optional<Value> parent() const;
  /// The name of this value in its object; empty for others.
  std::string_view key() const;

  std::string pointer() const;
  /// The place where the value was read: in the document's own source, or in that of a table inserted into it.
  diagnostics::Span span() const;
  /// The byte range of the member's name; for values that are not members, their own range.
  diagnostics::Span key_span() const;
  diagnostics::DataPlace place() const;
  diagnostics::Origin origin() const { return {{}, place()}; }

  const Document& document() const { return *document_; }
  std::uint32_t node() const { return node_; }
  friend bool operator==(const Value&, const Value&) = default;

 private:
  const Document* document_;
  std::uint32_t node_;
};

class Document {
 public:
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;

  Value root() const { return {*this, 0}; }
  diagnostics::SourceId source() const { return sources_.front(); }
  std::size_t node_count() const { return nodes_.size(); }

  /// The value at a JSON pointer; nullopt if absent.
  std::optional<Value> resolve(std::string_view pointer) const { return root().resolve(pointer); }

 private:
  friend class Value;
  friend class DocumentBuilder;
  friend class DocumentEdit;
  friend class DocumentExtension;

  struct Node {
    ValueType type = ValueType::Null;
    bool boolean = false;
    std::uint16_t source = 0;  // index into sources_
    std::uint32_t parent = kNoNode;
    std::uint32_t key = kNoKey;  // index into keys_
    std::uint32_t begin = 0;     // byte range in the source
    std::uint32_t end = 0;
    std::uint32_t size = 0;  // children, or bytes of text
    union {
      const char* text = nullptr;  // strings; decimals: as written
      std::int64_t integer;
      std::uint32_t first_child;  // index into children_
    };
  };
  struct Key {
    std::string_view text;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  static constexpr std::uint32_t kNoNode = 0xFFFF'FFFF;
  static constexpr std::uint32_t kNoKey = 0xFFFF'FFFF;

  explicit Document(diagnostics::SourceId source) : sources_{source} {}

  /// Sets the children of a container, in their order.
  void set_children(std::uint32_t container, std::span<const std::uint32_t> children);

  /// Frees unused capacity of a document that is cheap to copy; others keep it, since more may be read into them.
  void give_room_back();

  std::vector<diagnostics::SourceId> sources_;  // the first is the document's own
  std::vector<Node> nodes_;                     // nodes_[0] is the root
  std::vector<std::uint32_t> children_;         // in the order of the source, one range for each container
  std::vector<std::uint32_t> sorted_;           // the same ranges; those of objects sorted by key
  std::vector<Key> keys_;
  base::StringArena strings_;
};

// Inline, since an expansion calls them at every step.

inline ValueType Value::type() const { return document_->nodes_[node_].type; }

inline std::size_t Value::size() const { return is_array() || is_object() ? document_->nodes_[node_].size : 0; }

inline Value Value::at(std::size_t index) const {
  GONGWEN_ASSERT(index < size());
  return {*document_, document_->children_[document_->nodes_[node_].first_child + index]};
}

inline std::string_view Value::key() const {
  const std::uint32_t key = document_->nodes_[node_].key;
  return key == Document::kNoKey ? std::string_view() : document_->keys_[key].text;
}

/// The cells of values in a workbook, `单位!B7`, by their JSON pointers. A value without an entry is in the cell of the
/// innermost value around it.
using CellPlaces = std::map<std::string, std::string, std::less<>>;

/// The store's record from which an object of a document was made, by its JSON pointer: `/events/0` comes from the
/// record `event 2024-02/rev`. The entry of the empty pointer applies to everything else.
using RecordPlaces = std::map<std::string, std::string, std::less<>>;

/// The documents of a run, for the printers of messages.
class DocumentRegistry final : public diagnostics::DataLookup {
 public:
  /// The document must outlive the printing of messages about it.
  void add(const Document& document) { documents_.emplace_back(std::shared_ptr<const Document>(), &document); }
  void add(std::shared_ptr<const Document> document) { documents_.push_back(std::move(document)); }
  /// Adds a document that the program made from another one, and whose values have places in the other one
  /// (DocumentBuilder): messages name the values of the other one, which users know.
  void add_made(std::shared_ptr<const Document> made, std::shared_ptr<const Document> from) {
    made_.emplace_back(made, std::move(from));
    documents_.push_back(std::move(made));
  }
  /// Declares that the text of the source was made from the cells of a workbook.
  void add_cells(diagnostics::SourceId source, CellPlaces places) {
    cells_.emplace_back(source, std::make_shared<const CellPlaces>(std::move(places)));
  }
  /// Declares that the text of the source was made from records; users know the records and never see the text.
  void add_records(diagnostics::SourceId source, RecordPlaces places) {
    records_.emplace_back(source, std::make_shared<const RecordPlaces>(std::move(places)));
  }
  std::optional<diagnostics::DataDescription> describe(diagnostics::DataPlace place) const override;
  /// The pointer in its document, for schemas; users may know the place by its record.
  std::optional<std::string> pointer_of(diagnostics::DataPlace place) const;

 private:
  std::optional<Value> find(diagnostics::DataPlace place) const;
  void place_in_record(diagnostics::SourceId source, diagnostics::DataDescription& description) const;
  std::string cell_of(diagnostics::SourceId source, std::string_view pointer) const;
  bool name_origin(const Document& made, diagnostics::DataDescription& description) const;

  std::vector<std::shared_ptr<const Document>> documents_;
  std::vector<std::pair<std::shared_ptr<const Document>, std::shared_ptr<const Document>>> made_;  // with its origin
  std::vector<std::pair<diagnostics::SourceId, std::shared_ptr<const CellPlaces>>> cells_;
  std::vector<std::pair<diagnostics::SourceId, std::shared_ptr<const RecordPlaces>>> records_;
};

// DocumentEdit: replaces single values of a document. Nodes keep their numbers and places, so that messages still point
// to what the user wrote.
//   DocumentEdit edit(std::move(document));
//   edit.set_text(node, "13800000000");   edit.remove(other);
//   document = std::move(edit).finish();

class DocumentEdit {
 public:
  explicit DocumentEdit(Document document) : document_(std::move(document)) {}

  /// For values that are neither objects nor arrays. Copies the text.
  void set_text(std::uint32_t node, std::string_view text);
  void set_boolean(std::uint32_t node, bool value);
  /// Sets a number, written as in JSON.
  void set_number(std::uint32_t node, std::string_view written);
  /// Replaces the value by a list with only this value. The list takes over its number and place; the value gets a new
  /// number.
  void wrap_in_list(std::uint32_t node);
  /// Removes a value from its object or array, once `apply_removals` is called.
  void remove(std::uint32_t node);
  void apply_removals();

  const Document& document() const { return document_; }
  Document finish() &&;

 private:
  Document document_;
  std::set<std::uint32_t> removed_;
};

// DocumentExtension: adds members to a document. Existing nodes keep their numbers, so that places in earlier messages
// stay valid.
//   DocumentExtension extension(std::move(document));
//   extension.put_member(0, "language", default_value, DocumentExtension::Places::OfParent);
//   document = std::move(extension).finish();

class DocumentExtension {
 public:
  explicit DocumentExtension(Document document) : document_(std::move(document)) {}

  /// The places that added values get.
  enum class Places : std::uint8_t {
    OfParent,  // the object that they are added to
    OfValue,   // where they were read
  };

  /// Adds a copy of `value`, which may belong to another document, as a new member, or replaces the member of this
  /// name. Returns the number of the new node.
  std::uint32_t put_member(std::uint32_t object, std::string_view name, const Value& value, Places places);
  /// Adds a text in the same way.
  std::uint32_t put_text(std::uint32_t object, std::string_view name, std::string_view text);
  /// Adds an empty object in the same way.
  std::uint32_t put_object(std::uint32_t object, std::string_view name);

  /// The document before the additions, unchanged until `finish`.
  const Document& document() const { return document_; }
  Document finish() &&;

 private:
  Document::Node copied_node(const Value& value, Places places, const Document::Node& parent);
  std::uint32_t append(const Value& value, Places places, std::uint32_t parent);
  void append_children(const Value& value, Places places, std::uint32_t node);
  std::uint32_t add_key(std::string_view name, const Document::Node& owner);
  std::uint16_t add_source(diagnostics::SourceId source);
  void put(std::uint32_t object, std::uint32_t member);
  std::vector<std::uint32_t> members_of(std::uint32_t object, const std::vector<std::uint32_t>& added) const;

  Document document_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> put_;  // by object, in the order of adding
};

}  // namespace gongwen::data
