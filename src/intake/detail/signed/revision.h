// Revision: the objects of a PDF at the end of a revision, read by libqpdf from the bytes up to there. Each object
// reachable from the trailer is kept as a plain value; of streams, a hash of their bytes.
#pragma once

#include "intake/detail/limits.h"
#include "intake/detail/pdf_library.h"
#include "intake/detail/plain_syntax.h"
#include "intake/signed_pdf.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::intake {

/// A value, and the number of the object that it is or to which it belongs.
struct Placed {
  const PlainValue* value = nullptr;  // never null
  int id = 0;

  bool is(qpdf_object_type_e type) const { return value->type == type; }
  bool is_missing() const { return value->type == ot_null && !value->is_reference; }
};

class Revision {
 public:
  /// `bytes` must outlive the result. Returns nullopt if the bytes are not a readable PDF.
  static std::optional<Revision> read(std::string_view bytes, const IntakeLimits& limits);

  /// The reason why the objects are unreliable; nullopt if they are reliable.
  const std::optional<NotJudgedWhy>& doubt() const { return doubt_; }
  const PlainValue& trailer() const { return trailer_; }
  Placed root() const { return member({&trailer_, 0}, "/Root"); }
  /// Whether anything refers to an object with this number, even if the file does not have it.
  bool refers_to(std::int64_t number) const { return objects_.contains(static_cast<int>(number)); }
  /// Resolves a reference; returns other values unchanged.
  Placed follow(const PlainValue& value, int within) const;
  /// A member of a dictionary or stream, resolved; null if it is missing, or for other values.
  Placed member(const Placed& dictionary, const PdfKey& key) const;
  /// A hash of the bytes of a stream.
  const std::string& stream_hash(int id) const;
  /// The unpacked bytes of a stream; nullopt if longer than `most`.
  std::optional<std::string> stream_bytes(int id, std::size_t most) const;

  /// Object numbers of the pages, in order.
  const std::vector<int>& pages() const { return pages_; }
  /// An entry of a page, possibly inherited.
  Placed page_entry(int page, const PdfKey& key) const;
  /// The index of a page; nullopt for other objects.
  std::optional<std::size_t> page_index(int id) const;

 private:
  struct Object {
    PlainValue value;
    std::string hash;  // of a stream
  };

  PlainValue parse_written(const char* text);
  void read_objects(const IntakeLimits& limits);
  void read_object(int id, std::size_t& room, std::vector<int>& pending);
  void collect_references(const PlainValue& value, std::vector<int>& pending) const;
  void find_pages(const Placed& node, int depth);
  void check_warnings();

  std::unique_ptr<PdfFile> file_;
  std::unique_ptr<PlainStore> store_ = std::make_unique<PlainStore>();
  std::optional<NotJudgedWhy> doubt_;
  PlainValue trailer_;
  std::unordered_map<int, Object> objects_;
  std::vector<int> pages_;
  std::unordered_map<int, std::size_t> page_indices_;
  std::vector<int> page_nodes_;
};

/// The items of an array; empty for other values.
std::span<const PlainValue> items_of(const Placed& value);
/// The decoded text of a string.
std::string text_of(const Placed& value);
/// A name without its `/`.
std::string name_of(const Placed& value);
/// The value of an integer; nullopt for other values.
std::optional<std::int64_t> integer_of(const Placed& value);

// Ends of revisions: each `startxref … %%EOF` whose table is reachable from the last one. Others are inside streams or
// have no effect.

struct RevisionEnd {
  std::size_t marker_end = 0;  // after `%%EOF`
  std::size_t end = 0;         // after the following line end
  std::uint64_t table = 0;     // as stated after `startxref`

  bool fits(std::uint64_t signed_end) const { return signed_end >= marker_end && signed_end <= end; }
};

/// An object number reused with another generation without having been freed: depending on the reader, a reference
/// leads to the old object, the new one, or none.
struct ReusedNumber {
  std::uint64_t table = 0;   // the table with the later object
  std::int64_t number = -1;  // -1: unknown, because a table cannot be read
  bool is_in(const Revision& revision) const { return number < 0 || revision.refers_to(number); }
};

struct RevisionEnds {
  std::vector<RevisionEnd> all;       // all candidates, in file order
  std::vector<std::uint64_t> in_use;  // tables reachable from the last one
  std::vector<std::uint64_t> hybrid;  // those of them that contradict a second table (XRefStm)
  std::vector<ReusedNumber> reused;   // in those tables
  bool is_known = true;               // all tables could be followed

  bool uses(const RevisionEnd& end) const;
};

RevisionEnds find_revision_ends(std::string_view bytes);

// The fields of a revision's form with their full names, and the annotations of its pages.

struct TreeField {
  std::string name;          // fully qualified
  std::string type;          // `Sig`, `Tx` …, possibly inherited
  int id = 0;                // object number
  std::vector<int> widgets;  // object numbers; the field itself if merged
  std::size_t page = 0;      // of the first widget on a page; from 1
  bool is_listed = true;     // reachable from the form, not only from a page
};

struct FormTree {
  std::map<std::string, TreeField> fields;    // by name; duplicates get an artificial name
  std::map<std::string, int> nodes;           // non-terminal nodes, by name
  std::set<int> objects;                      // all fields and widgets
  std::map<int, std::size_t> page_of;         // pages of annotations, by object number; from 1
  std::vector<std::vector<int>> annotations;  // by page; 0 for annotations without a number
  bool is_odd = false;                        // loops, duplicate names, too many fields: incomplete
};

FormTree read_form_tree(const Revision& revision, const IntakeLimits& limits);

/// The value of a field, possibly inherited.
Placed field_value(const Revision& revision, const TreeField& field);

/// Whether flags hide an annotation on screen and in print.
bool is_hidden(const Revision& revision, const Placed& annotation);
/// Whether a widget is on a page, not hidden, and has an extent: invisible signatures have none.
bool is_seen(const Revision& revision, const FormTree& form, int widget);

}  // namespace gongwen::intake
