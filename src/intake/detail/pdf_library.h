// PDF files and their objects as values: those that are written as most are (plain_pdf.h), and all others as read by
// the library that can repair files (libqpdf, through its C interface). It is not visible outside this module. The
// library is loaded when the first file needs it: it brings a library of ciphers along, whose loading would double the
// start of every program.
//
// Objects are handles into the file; what is missing, or of another type than asked for, gives nothing instead of
// failing, because returned files are other programs' work.
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

// Each function of the library is a pointer here, called as if it were the function. Null until load_pdf_library().
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "intake/detail/pdf_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Loads the library unless it is there. Returns: why it cannot be used, if so.
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

  /// A member of a dictionary, or of a stream's dictionary; null when there is none.
  PdfObject get(const PdfKey& key) const;
  std::vector<std::string> keys() const;  // with their `/`
  std::size_t size() const;               // of an array; 0 for all else
  PdfObject at(std::size_t index) const;

  /// Of a dictionary: its members as PDF text; what is referred to stays a reference.
  std::vector<PdfEntry> written_entries() const;
  /// The value as PDF text, with the references in it as they are; empty for null. Not for streams.
  std::string written() const;

  std::string bytes() const;  // of a string
  std::string name() const;   // of a name, without its `/`
  std::optional<std::int64_t> integer() const;
  std::string number() const;  // as it is written; empty for what is not a number
  bool boolean() const;

  /// The object's number; 0 for what is inside another object.
  int id() const { return file_ == nullptr ? id_ : qpdf_oh_get_object_id(file_, handle_); }
  /// A stream's bytes, deciphered but packed as they are. Nothing for what is not a stream, or is longer than `most`.
  std::optional<std::string> packed_bytes(std::size_t most) const;

 private:
  // Of the library.
  qpdf_data file_ = nullptr;
  qpdf_oh handle_ = 0;
  // Of a plain file.
  PlainPdf* plain_ = nullptr;
  const PlainValue* value_ = nullptr;
  int id_ = 0;
  mutable qpdf_object_type_e type_ = ot_uninitialized;  // read once: nearly every query starts with it
};

/// Why a file cannot be opened.
enum class PdfError : std::uint8_t { Damaged, Encrypted };

class PdfFile {
 public:
  /// For the library to open.
  PdfFile();
  /// A file that is open; it must outlive this. Its objects throw PlainRefused where the file turns out to be odd.
  explicit PdfFile(PlainPdf& plain) : plain_(&plain) {}
  PdfFile(const PdfFile&) = delete;
  PdfFile& operator=(const PdfFile&) = delete;
  ~PdfFile();

  /// `bytes` must outlive the file. Tries no password but the empty one. Returns: nothing when it is open.
  std::optional<PdfError> open(std::string_view bytes);

  /// Whether the library has found anything to repair in what was read.
  bool was_repaired() const { return qpdf_more_warnings(data_) != QPDF_FALSE; }

  /// For functions of the library that this has no words for.
  qpdf_data data() const { return data_; }

  PdfObject trailer() const;
  PdfObject root() const;
  /// The pages; none when the tree of pages makes no sense.
  std::vector<PdfObject> pages() const;

 private:
  qpdf_data data_ = nullptr;
  PlainPdf* plain_ = nullptr;
};

// Places on a page of a PDF, in its own units.

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

/// An array of four numbers, whichever corners they name; nothing for what is none.
std::optional<PdfRectangle> read_rectangle(const PdfObject& array);

/// What of a page is seen; nothing when the page does not say.
std::optional<PdfRectangle> page_rectangle(const PdfObject& page);

/// An entry of a page or of the node above it that has one (7.7.3.4).
PdfObject inherited_entry(const PdfObject& page, const PdfKey& key);

}  // namespace gongwen::intake
