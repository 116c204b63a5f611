// Document: a tree of JSON values that knows for each value where it was read (byte range) and by
// which pointer it is reached. It is flat (one vector of nodes), built once by a DocumentBuilder,
// and immutable from then on, so that any number of threads may read it. Readers of JSON, YAML, CSV
// and workbooks all build the same thing.
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

/// `Integer` is a number written without fraction and exponent that fits 64 bits; every other
/// number is a `Decimal`.
enum class ValueType : std::uint8_t { Null, Boolean, Integer, Decimal, String, Array, Object };

/// The name used in messages and by JSON Schema: `integer` and `number` for the two kinds of
/// number.
std::string_view type_name(ValueType type);

class Document;

/// One value of a document. Valid as long as the document.
class Value {
 public:
  Value(const Document& document, std::uint32_t node) : document_(&document), node_(node) {}

  ValueType type() const;
  bool is_null() const { return type() == ValueType::Null; }
  bool is_object() const { return type() == ValueType::Object; }
  bool is_array() const { return type() == ValueType::Array; }
  bool is_string() const { return type() == ValueType::String; }
  bool is_number() const { return type() == ValueType::Integer || type() == ValueType::Decimal; }

  /// Each of these requires a value of its type.
  bool boolean() const;
  std::int64_t integer() const;
  std::string_view string() const;
  /// The nearest double of any number.
  double number() const;
  /// A decimal as it was written: `12345678901234567890.10` keeps all its digits. Decimals only.
  std::string_view decimal_text() const;

  /// Members of an object or elements of an array; 0 for all other values.
  std::size_t size() const;
  Value at(std::size_t index) const;                 // index < size()
  std::string_view key_at(std::size_t index) const;  // objects only
  /// The members of an object in the order of their names' bytes; objects only.
  Value sorted_at(std::size_t index) const;
  /// A member by name; objects only. Of members with the same name, the last.
  std::optional<Value> find(std::string_view key) const;

  /// The value that a JSON pointer names from here on; nothing when there is none.
  std::optional<Value> resolve(std::string_view pointer) const;
  /// A member by name, or an item by number (RFC 6901 section 4); nothing when there is none.
  std::optional<Value> resolve_token(std::string_view token) const;

  /// The object or array that holds this value; nothing for the root.
  std::optional<Value> parent() const;
  /// The name under which an object holds this value; empty for others.
  std::string_view key() const;

  std::string pointer() const;
  /// Where the value was read: in the document's own source, or in that of a table which was put
  /// into it.
  diagnostics::Span span() const;
  /// The byte range of the member's name; the value's own for others.
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

  /// The value that a JSON pointer names; nothing when there is none.
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

  /// Gives a container its children, in their order.
  void set_children(std::uint32_t container, std::span<const std::uint32_t> children);

  /// What was reserved and is not used, of documents that are quickly copied: others are to be read into it.
  void give_room_back();

  std::vector<diagnostics::SourceId> sources_;  // the first is the document's own
  std::vector<Node> nodes_;                     // nodes_[0] is the root
  std::vector<std::uint32_t> children_;         // in the order of the source, one stretch for each container
  std::vector<std::uint32_t> sorted_;           // the same stretches, those of objects sorted by key
  std::vector<Key> keys_;
  base::StringArena strings_;
};

// Inline: what an expansion asks for at every step.

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

/// Where values are in a workbook, `单位!B7`, by their JSON pointers. Values without a place are at that of what is
/// around them.
using CellPlaces = std::map<std::string, std::string, std::less<>>;

/// Which record of a store an object of a document was made of, by its JSON pointer: `/events/0` of the record
/// `event 2024-02/rev`. The empty pointer has what belongs to none of the others.
using RecordPlaces = std::map<std::string, std::string, std::less<>>;

/// The documents of a run, for the printers.
class DocumentRegistry final : public diagnostics::DataLookup {
 public:
  /// The document must live as long as messages about it are printed.
  void add(const Document& document) { documents_.emplace_back(std::shared_ptr<const Document>(), &document); }
  void add(std::shared_ptr<const Document> document) { documents_.push_back(std::move(document)); }
  /// The text of the source was made of a workbook's cells.
  void add_cells(diagnostics::SourceId source, CellPlaces places) {
    cells_.emplace_back(source, std::make_shared<const CellPlaces>(std::move(places)));
  }
  /// The text of the source was made of records, which people know; the text itself they never see.
  void add_records(diagnostics::SourceId source, RecordPlaces places) {
    records_.emplace_back(source, std::make_shared<const RecordPlaces>(std::move(places)));
  }
  std::optional<diagnostics::DataDescription> describe(diagnostics::DataPlace place) const override;

 private:
  void place_in_record(diagnostics::SourceId source, diagnostics::DataDescription& description) const;
  std::string cell_of(diagnostics::SourceId source, std::string_view pointer) const;

  std::vector<std::shared_ptr<const Document>> documents_;
  std::vector<std::pair<diagnostics::SourceId, std::shared_ptr<const CellPlaces>>> cells_;
  std::vector<std::pair<diagnostics::SourceId, std::shared_ptr<const RecordPlaces>>> records_;
};

// DocumentEdit: a document of which single values become others. Nodes keep their numbers and places, so that messages
// continue pointing at what a person wrote.
//   DocumentEdit edit(std::move(document));
//   edit.set_text(node, "13800000000");   edit.remove(other);
//   document = std::move(edit).finish();

class DocumentEdit {
 public:
  explicit DocumentEdit(Document document) : document_(std::move(document)) {}

  /// Of values that are neither objects nor arrays. The text is copied.
  void set_text(std::uint32_t node, std::string_view text);
  void set_boolean(std::uint32_t node, bool value);
  /// A number as JSON writes it.
  void set_number(std::uint32_t node, std::string_view written);
  /// Makes a list of the value alone. The list has its number and place; the value gets a new number.
  void wrap_in_list(std::uint32_t node);
  /// Takes a value out of its object or array; takes effect with `apply_removals`.
  void remove(std::uint32_t node);
  void apply_removals();

  const Document& document() const { return document_; }
  Document finish() &&;

 private:
  Document document_;
  std::set<std::uint32_t> removed_;
};

// DocumentExtension: a document to which members are added. The nodes that it has keep their
// numbers, so that places in messages that were reported before stay right.
//   DocumentExtension extension(std::move(document));
//   extension.put_member(0, "language", default_value, DocumentExtension::Places::OfParent);
//   document = std::move(extension).finish();

class DocumentExtension {
 public:
  explicit DocumentExtension(Document document) : document_(std::move(document)) {}

  /// Where the places of added values point.
  enum class Places : std::uint8_t {
    OfParent,  // to the object that they are added to
    OfValue,   // to where they were read
  };

  /// Adds a copy of `value`, which may be of another document, under a name that the object does
  /// not have, or in place of the member that has it. Returns: the number of the new node.
  std::uint32_t put_member(std::uint32_t object, std::string_view name, const Value& value, Places places);
  /// The same with a text.
  std::uint32_t put_text(std::uint32_t object, std::string_view name, std::string_view text);
  /// The same with an empty object.
  std::uint32_t put_object(std::uint32_t object, std::string_view name);

  /// What was there before, unchanged until `finish`.
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
