// Revision: the objects of a PDF as it was when a revision ended, read by libqpdf from the bytes up to there. Each
// object that the trailer leads to is kept as a plain value; of streams the hash of their bytes is.
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

/// A value, and the number of the object that it is or lies in.
struct Placed {
  const PlainValue* value = nullptr;  // never null
  int id = 0;

  bool is(qpdf_object_type_e type) const { return value->type == type; }
  bool is_missing() const { return value->type == ot_null && !value->is_reference; }
};

class Revision {
 public:
  /// `bytes` must outlive this. Returns: nothing when there is no PDF to be read.
  static std::optional<Revision> read(std::string_view bytes, const IntakeLimits& limits);

  /// Why what it says cannot be relied on.
  const std::optional<NotJudgedWhy>& doubt() const { return doubt_; }
  const PlainValue& trailer() const { return trailer_; }
  Placed root() const { return member({&trailer_, 0}, "/Root"); }
  /// Whether anything leads to an object of this number, also where the file does not have it.
  bool refers_to(std::int64_t number) const { return objects_.contains(static_cast<int>(number)); }
  /// The value that a reference leads to; others as they are.
  Placed follow(const PlainValue& value, int within) const;
  /// A member of a dictionary or stream, followed; null for what is neither, or has none.
  Placed member(const Placed& dictionary, const PdfKey& key) const;
  /// The hash of a stream's bytes.
  const std::string& stream_hash(int id) const;
  /// A stream's bytes, unpacked.
  std::optional<std::string> stream_bytes(int id, std::size_t most) const;

  /// The pages in their order: numbers of their objects.
  const std::vector<int>& pages() const { return pages_; }
  /// A value of a page or of a node above it.
  Placed page_entry(int page, const PdfKey& key) const;
  /// The index of a page; nothing for other objects.
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

/// Items of an array; none for other values.
std::span<const PlainValue> items_of(const Placed& value);
/// Text of a string, decoded.
std::string text_of(const Placed& value);
/// A name without its `/`.
std::string name_of(const Placed& value);
/// An integer, if it is one.
std::optional<std::int64_t> integer_of(const Placed& value);

// Where revisions end: at each `startxref … %%EOF` whose table the last one leads to. Others are inside streams, or
// have no effect.

struct RevisionEnd {
  std::size_t marker_end = 0;  // after `%%EOF`
  std::size_t end = 0;         // after the line end that follows it
  std::uint64_t table = 0;     // what `startxref` says

  bool fits(std::uint64_t signed_end) const { return signed_end >= marker_end && signed_end <= end; }
};

/// A number whose object of one generation was not freed before that of another: readers that follow a reference to it
/// show the one, the other, or none.
struct ReusedNumber {
  std::uint64_t table = 0;   // which has the later object
  std::int64_t number = -1;  // -1: any, of a table that cannot be read
  bool is_in(const Revision& revision) const { return number < 0 || revision.refers_to(number); }
};

struct RevisionEnds {
  std::vector<RevisionEnd> all;       // whatever says so, in the order of the file
  std::vector<std::uint64_t> in_use;  // tables that the last one leads to
  std::vector<std::uint64_t> hybrid;  // those of them at odds with a second table (XRefStm)
  std::vector<ReusedNumber> reused;   // in those tables
  bool is_known = true;               // the tables could be followed

  bool uses(const RevisionEnd& end) const;
};

RevisionEnds find_revision_ends(std::string_view bytes);

// The fields of a revision's form with their full names, and the annotations of its pages.

struct TreeField {
  std::string name;          // full
  std::string type;          // `Sig`, `Tx` …, inherited
  int id = 0;                // of the object
  std::vector<int> widgets;  // numbers; the field itself when it is one
  std::size_t page = 0;      // of the first widget that is on a page; 1 for the first
  bool is_listed = true;     // the form leads to it, not a page alone
};

struct FormTree {
  std::map<std::string, TreeField> fields;    // by their names; of several with one name the others by a made-up one
  std::map<std::string, int> nodes;           // of the tree above the fields, by their names
  std::set<int> objects;                      // of all fields and widgets
  std::map<int, std::size_t> page_of;         // annotations by their numbers; 1 for the first page
  std::vector<std::vector<int>> annotations;  // by page; 0 for those without a number
  bool is_odd = false;                        // loops, duplicate names, too many: not everything is here
};

FormTree read_form_tree(const Revision& revision, const IntakeLimits& limits);

/// The value of a field: its own, or one of a node above it.
Placed field_value(const Revision& revision, const TreeField& field);

/// Whether the flags keep an annotation from being shown, on screen and on paper.
bool is_hidden(const Revision& revision, const Placed& annotation);
/// Whether a widget is on a page, not hidden, and has an extent: signatures that are not to be seen have none.
bool is_seen(const Revision& revision, const FormTree& form, int widget);

}  // namespace gongwen::intake
