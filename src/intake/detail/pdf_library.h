// PDF files and their objects as values. Files with usual syntax are read by plain_pdf.h, all others by libqpdf, which
// can repair files, through its C interface. The library is not visible outside this module and is loaded when the
// first file needs it: it depends on a cryptographic library, whose loading would double the start-up time of every
// program.
//
// Objects are handles into the file. Missing objects, and objects of an unexpected type, give empty results instead of
// errors, because returned files come from other programs.
#pragma once

#include "base/loaded_library.h"
#include "intake/detail/plain_syntax.h"
#include "intake/signable_pdf.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <qpdf/qpdf-c.h>

namespace gongwen::intake {

// Each function of the library is a pointer here, called like the function. Null before load_pdf_library().
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "intake/detail/pdf_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Loads the library once. Returns the reason if it cannot be used; nullopt otherwise.
const std::optional<base::LibraryError>& load_pdf_library();

class PlainPdf;
struct PlainPlace;

class PdfObject {
 public:
  PdfObject() = default;
  PdfObject(qpdf_data file, qpdf_oh handle) : file_(file), handle_(handle) {}
  PdfObject(PlainPdf& file, const PlainPlace& place);

  bool is(qpdf_object_type_e type) const { return this->type() == type; }
  bool is_dictionary() const { return is(ot_dictionary); }
  bool is_array() const { return is(ot_array); }
  bool is_string() const { return is(ot_string); }
  bool is_name() const { return is(ot_name); }
  bool is_boolean() const { return is(ot_boolean); }
  bool is_stream() const { return is(ot_stream); }
  bool is_null() const { return is(ot_null); }
  qpdf_object_type_e type() const {
    if (type_ == ot_uninitialized) type_ = file_ == nullptr ? ot_null : qpdf_oh_get_type_code(file_, handle_);
    return type_;
  }

  /// A member of a dictionary, or of a stream's dictionary; null if it is missing.
  PdfObject get(const PdfKey& key) const;
  std::vector<std::string> keys() const;        // of a dictionary, including their `/`
  std::vector<std::string> entry_keys() const;  // of a dictionary, or of a stream's dictionary
  std::size_t size() const;                     // of an array; 0 for other types
  PdfObject at(std::size_t index) const;

  /// The members of a dictionary as PDF text; references are kept.
  std::vector<PdfEntry> written_entries() const;
  /// The value as PDF text with references kept; empty for null. Not for streams.
  std::string written() const;

  std::string bytes() const;  // of a string
  std::string name() const;   // of a name, without its `/`
  std::optional<std::int64_t> integer() const;
  std::string number() const;  // as written; empty for other types
  bool boolean() const;

  /// The object number; 0 for a value inside another object.
  int id() const { return file_ == nullptr ? id_ : qpdf_oh_get_object_id(file_, handle_); }
  /// The bytes of a stream, decrypted but still packed. Returns nullopt for other types, or if longer than `most`.
  std::optional<std::string> packed_bytes(std::size_t most) const;
  /// The content streams of a page, unpacked and joined. Only for files read by the library. Returns nullopt if they
  /// cannot be unpacked, or are longer than `most`.
  std::optional<std::string> page_content(std::size_t most) const;

 private:
  // Set for files read by the library:
  qpdf_data file_ = nullptr;
  qpdf_oh handle_ = 0;
  // Set for plain files:
  PlainPdf* plain_ = nullptr;
  const PlainValue* value_ = nullptr;
  int id_ = 0;
  mutable qpdf_object_type_e type_ = ot_uninitialized;  // cached: nearly every query needs it
};

/// The reason why a file cannot be opened.
enum class PdfError : std::uint8_t { Damaged, Encrypted };

class PdfFile {
 public:
  /// A file to be opened by the library.
  PdfFile();
  /// A file that is already open, which must outlive this object. Access to its objects throws PlainRefused if the file
  /// proves to be unusual.
  explicit PdfFile(PlainPdf& plain) : plain_(&plain) {}
  PdfFile(const PdfFile&) = delete;
  PdfFile& operator=(const PdfFile&) = delete;
  ~PdfFile();

  /// `bytes` must outlive the object. Tries only the empty password. Returns nullopt on success.
  std::optional<PdfError> open(std::string_view bytes);

  /// Whether the library repaired anything in the parts read so far.
  bool was_repaired() const { return qpdf_more_warnings(data_) != QPDF_FALSE; }

  /// For library functions without a wrapper here.
  qpdf_data data() const { return data_; }

  PdfObject trailer() const;
  PdfObject root() const;
  /// The pages; empty if the page tree is invalid.
  std::vector<PdfObject> pages() const;

 private:
  qpdf_data data_ = nullptr;
  PlainPdf* plain_ = nullptr;
};

// Rectangles on a page of a PDF, in its units.

struct PdfRectangle {
  double left = 0;
  double bottom = 0;
  double right = 0;
  double top = 0;

  bool overlaps(const PdfRectangle& other) const {
    return left < other.right && other.left < right && bottom < other.top && other.bottom < top;
  }
  PdfRectangle grown(double by) const { return {left - by, bottom - by, right + by, top + by}; }
};

/// A rectangle from an array of four numbers, in any order of corners; nullopt for other values.
std::optional<PdfRectangle> read_rectangle(const PdfObject& array);

/// The visible part of a page; nullopt if the page does not state it.
std::optional<PdfRectangle> page_rectangle(const PdfObject& page);

/// An entry of a page, possibly inherited (7.7.3.4).
PdfObject inherited_entry(const PdfObject& page, const PdfKey& key);

}  // namespace gongwen::intake
