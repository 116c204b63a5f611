#include "intake/detail/pdf_library.h"

#include <cstdlib>

namespace gongwen::intake {

#define GONGWEN_LOADED_LIBRARY GONGWEN_QPDF_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "intake/detail/pdf_functions.def"
#include "base/loaded_functions.inc"

const std::optional<base::LibraryError>& load_pdf_library() {
  static const std::optional<base::LibraryError> error = find_loaded_functions();
  return error;
}

PdfObject PdfObject::get(const char* key) const {
  if (is_dictionary()) return {file_, qpdf_oh_get_key(file_, handle_, key)};
  if (is_stream()) return {file_, qpdf_oh_get_key(file_, qpdf_oh_get_dict(file_, handle_), key)};
  return {};
}

std::vector<std::string> PdfObject::keys() const {
  std::vector<std::string> keys;
  if (!is_dictionary()) return keys;
  qpdf_oh_begin_dict_key_iter(file_, handle_);
  while (qpdf_oh_dict_more_keys(file_) != QPDF_FALSE) keys.emplace_back(qpdf_oh_dict_next_key(file_));
  return keys;
}

std::size_t PdfObject::size() const {
  return is_array() ? static_cast<std::size_t>(qpdf_oh_get_array_n_items(file_, handle_)) : 0;
}

PdfObject PdfObject::at(std::size_t index) const {
  return index < size() ? PdfObject(file_, qpdf_oh_get_array_item(file_, handle_, static_cast<int>(index)))
                        : PdfObject();
}

std::string PdfObject::bytes() const {
  if (!is_string()) return {};
  std::size_t length = 0;
  const char* const text = qpdf_oh_get_binary_string_value(file_, handle_, &length);
  return {text, length};
}

std::string PdfObject::name() const {
  if (!is_name()) return {};
  const char* const text = qpdf_oh_get_name(file_, handle_);
  return *text == '/' ? text + 1 : text;
}

std::optional<std::int64_t> PdfObject::integer() const {
  if (!is(ot_integer)) return std::nullopt;
  return qpdf_oh_get_int_value(file_, handle_);
}

std::string PdfObject::number() const {
  if (const auto whole = integer()) return std::to_string(*whole);
  return is(ot_real) ? std::string(qpdf_oh_get_real_value(file_, handle_)) : std::string();
}

std::optional<std::string> PdfObject::packed_bytes(std::size_t most) const {
  if (!is_stream()) return std::nullopt;
  // The length that the file states may be wrong, in which case the library searches for the end: it is only a first
  // hint of a stream that is too long.
  const auto stated = get("/Length").integer();
  if (stated && static_cast<std::uint64_t>(*stated) > most) return std::nullopt;
  unsigned char* buffer = nullptr;
  std::size_t length = 0;
  const QPDF_ERROR_CODE outcome = qpdf_oh_get_stream_data(file_, handle_, qpdf_dl_none, nullptr, &buffer, &length);
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner(buffer, &std::free);
  if ((outcome & QPDF_ERRORS) != 0 || buffer == nullptr || length > most) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(buffer), length);
}

std::optional<PdfError> PdfFile::open(std::string_view bytes) {
  const QPDF_ERROR_CODE outcome = qpdf_read_memory(data_, "returned file", bytes.data(), bytes.size(), "");
  if ((outcome & QPDF_ERRORS) == 0) return std::nullopt;
  const qpdf_error error = qpdf_get_error(data_);
  const bool encrypted = error != nullptr && qpdf_get_error_code(data_, error) == qpdf_e_password;
  return encrypted ? PdfError::Encrypted : PdfError::Damaged;
}

std::vector<PdfObject> PdfFile::pages() const {
  std::vector<PdfObject> pages;
  const int count = qpdf_get_num_pages(data_);
  for (int i = 0; i < count; ++i) {
    pages.emplace_back(data_, qpdf_get_page_n(data_, static_cast<std::size_t>(i)));
  }
  return pages;
}

}  // namespace gongwen::intake
