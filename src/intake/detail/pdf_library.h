// The library that reads PDF files (libqpdf, through its C interface), and its objects as values. Nobody outside this
// module sees it. Loaded when the first PDF is read: it brings a library of ciphers along, whose loading would double
// the start of every program.
//
// Objects are handles into the file; what is missing, or of another type than asked for, answers with nothing instead
// of failing, because returned files are other programs' work.
#pragma once

#include "base/loaded_library.h"

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

class PdfObject {
 public:
  PdfObject() = default;
  PdfObject(qpdf_data file, qpdf_oh handle) : file_(file), handle_(handle) {}

  bool is(qpdf_object_type_e type) const { return file_ != nullptr && this->type() == type; }
  bool is_dictionary() const { return is(ot_dictionary); }
  bool is_array() const { return is(ot_array); }
  bool is_string() const { return is(ot_string); }
  bool is_name() const { return is(ot_name); }
  bool is_boolean() const { return is(ot_boolean); }
  bool is_stream() const { return is(ot_stream); }
  bool is_null() const { return file_ == nullptr || is(ot_null); }
  qpdf_object_type_e type() const {
    if (type_ == ot_uninitialized && file_ != nullptr) type_ = qpdf_oh_get_type_code(file_, handle_);
    return file_ == nullptr ? ot_null : type_;
  }

  /// A member of a dictionary, or of a stream's dictionary; null when there is none.
  PdfObject get(const char* key) const;
  std::vector<std::string> keys() const;  // with their `/`
  std::size_t size() const;               // of an array; 0 for all else
  PdfObject at(std::size_t index) const;

  std::string bytes() const;  // of a string
  std::string name() const;   // of a name, without its `/`
  std::optional<std::int64_t> integer() const;
  std::string number() const;  // as it is written; empty for what is not a number
  bool boolean() const { return qpdf_oh_get_bool_value(file_, handle_) != QPDF_FALSE; }

  /// The object's number; 0 for what is inside another object.
  int id() const { return file_ == nullptr ? 0 : qpdf_oh_get_object_id(file_, handle_); }
  /// A stream's bytes, deciphered but packed as they are. Nothing for what is not a stream, or is longer than `most`.
  std::optional<std::string> packed_bytes(std::size_t most) const;

 private:
  qpdf_data file_ = nullptr;
  qpdf_oh handle_ = 0;
  mutable qpdf_object_type_e type_ = ot_uninitialized;  // asked for once: nearly every question begins with it
};

/// Why a file cannot be opened.
enum class PdfError : std::uint8_t { Damaged, Encrypted };

class PdfFile {
 public:
  PdfFile() : data_(qpdf_init()) {
    qpdf_silence_errors(data_);
    qpdf_set_suppress_warnings(data_, QPDF_TRUE);
  }
  PdfFile(const PdfFile&) = delete;
  PdfFile& operator=(const PdfFile&) = delete;
  ~PdfFile() {
    qpdf_get_error(data_);  // the library tells on standard error of errors that nobody asked for
    qpdf_cleanup(&data_);
  }

  /// `bytes` must outlive the file. Tries no password but the empty one. Returns: nothing when it is open.
  std::optional<PdfError> open(std::string_view bytes);

  PdfObject trailer() const { return {data_, qpdf_get_trailer(data_)}; }
  PdfObject root() const { return {data_, qpdf_get_root(data_)}; }
  /// The pages; none when the tree of pages makes no sense.
  std::vector<PdfObject> pages() const;

 private:
  qpdf_data data_;
};

}  // namespace gongwen::intake
