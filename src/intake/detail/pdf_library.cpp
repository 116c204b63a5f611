#include "intake/detail/pdf_library.h"

#include "intake/detail/plain_pdf.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>

// PdfObject and PdfFile over two readers: plain values of plain_pdf.h, or handles of libqpdf. The library is loaded at
// run time by its table of functions (pdf_functions.def). Missing or strange objects give empty results, so that
// callers need no checks.
namespace gongwen::intake {
namespace {

constexpr int kMaxPageTreeDepth = 200;

std::optional<double> real_number(const PdfObject& object) {
  const std::string text = object.number();
  const std::size_t begin = text.starts_with('+') ? 1 : 0;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), value);
  return text.empty() || error != std::errc() ? std::nullopt : std::optional(value);
}

}  // namespace

std::optional<PdfRectangle> read_rectangle(const PdfObject& array) {
  if (array.size() != 4) return std::nullopt;
  double sides[4] = {};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto side = real_number(array.at(i));
    if (!side) return std::nullopt;
    sides[i] = *side;
  }
  return PdfRectangle{std::min(sides[0], sides[2]), std::min(sides[1], sides[3]), std::max(sides[0], sides[2]),
                      std::max(sides[1], sides[3])};
}

std::optional<PdfRectangle> page_rectangle(const PdfObject& page) {
  const std::optional<PdfRectangle> media = read_rectangle(inherited_entry(page, "/MediaBox"));
  const std::optional<PdfRectangle> crop = read_rectangle(inherited_entry(page, "/CropBox"));
  if (!media || !crop) return media ? media : crop;
  // ISO 32000-2, 14.11.2: viewers show the part of the media box that lies in the crop box; an empty part is ignored.
  const PdfRectangle both{std::max(media->left, crop->left), std::max(media->bottom, crop->bottom),
                          std::min(media->right, crop->right), std::min(media->top, crop->top)};
  return both.left < both.right && both.bottom < both.top ? both : media;
}

PdfObject inherited_entry(const PdfObject& page, const PdfKey& key) {
  PdfObject node = page;
  for (int depth = 0; depth < kMaxPageTreeDepth && node.is_dictionary(); ++depth, node = node.get("/Parent")) {
    if (const PdfObject own = node.get(key); !own.is_null()) return own;
  }
  return {};
}

#define GONGWEN_LOADED_LIBRARY GONGWEN_QPDF_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "intake/detail/pdf_functions.def"
#include "base/loaded_functions.inc"

const std::optional<base::LibraryError>& load_pdf_library() {
  static const std::optional<base::LibraryError> error = find_loaded_functions();
  return error;
}

PdfObject::PdfObject(PlainPdf& file, const PlainPlace& place)
    : plain_(&file), value_(place.value), id_(place.id), type_(place.value == nullptr ? ot_null : place.value->type) {}

PdfObject PdfObject::get(const PdfKey& key) const {
  if (!is_dictionary() && !is_stream()) return {};
  if (plain_ != nullptr) {
    const PlainValue* const member = value_->find(key);
    return member == nullptr ? PdfObject() : PdfObject(*plain_, plain_->follow(*member));
  }
  const qpdf_oh dictionary = is_stream() ? qpdf_oh_get_dict(file_, handle_) : handle_;
  return {file_, qpdf_oh_get_key(file_, dictionary, std::string(key.text()).c_str())};
}

std::vector<std::string> PdfObject::keys() const { return is_dictionary() ? entry_keys() : std::vector<std::string>(); }

std::vector<std::string> PdfObject::entry_keys() const {
  std::vector<std::string> keys;
  if (!is_dictionary() && !is_stream()) return keys;
  if (plain_ != nullptr) {
    for (const PlainMember& member : value_->members) {
      const PlainValue* const value = plain_->follow(member.value).value;
      if (value != nullptr && value->type != ot_null) keys.emplace_back(member.key.text());
    }
    return keys;
  }
  qpdf_oh_begin_dict_key_iter(file_, is_stream() ? qpdf_oh_get_dict(file_, handle_) : handle_);
  while (qpdf_oh_dict_more_keys(file_) != QPDF_FALSE) keys.emplace_back(qpdf_oh_dict_next_key(file_));
  return keys;
}

std::size_t PdfObject::size() const {
  if (!is_array()) return 0;
  if (plain_ != nullptr) return value_->items.size();
  return static_cast<std::size_t>(qpdf_oh_get_array_n_items(file_, handle_));
}

PdfObject PdfObject::at(std::size_t index) const {
  if (index >= size()) return {};
  if (plain_ != nullptr) return {*plain_, plain_->follow(value_->items[index])};
  return {file_, qpdf_oh_get_array_item(file_, handle_, static_cast<int>(index))};
}

std::vector<PdfEntry> PdfObject::written_entries() const {
  std::vector<PdfEntry> entries;
  if (!is_dictionary()) return entries;
  if (plain_ != nullptr) {
    for (const PlainMember& member : value_->members) {
      entries.push_back({written_name(member.key.text()), written_value(member.value)});
    }
    return entries;
  }
  for (const std::string& key : keys()) {
    entries.push_back({written_name(key), qpdf_oh_unparse(file_, qpdf_oh_get_key(file_, handle_, key.c_str()))});
  }
  return entries;
}

std::string PdfObject::written() const {
  if (is_null() || is_stream()) return {};
  return plain_ != nullptr ? written_value(*value_) : std::string(qpdf_oh_unparse_resolved(file_, handle_));
}

std::string PdfObject::bytes() const {
  if (!is_string()) return {};
  if (plain_ != nullptr) return std::string(value_->text);
  std::size_t length = 0;
  const char* const text = qpdf_oh_get_binary_string_value(file_, handle_, &length);
  return {text, length};
}

std::string PdfObject::name() const {
  if (!is_name()) return {};
  if (plain_ != nullptr) return std::string(value_->text.substr(1));
  const char* const text = qpdf_oh_get_name(file_, handle_);
  return *text == '/' ? text + 1 : text;
}

std::optional<std::int64_t> PdfObject::integer() const {
  if (!is(ot_integer)) return std::nullopt;
  return plain_ != nullptr ? value_->number : qpdf_oh_get_int_value(file_, handle_);
}

std::string PdfObject::number() const {
  if (const auto whole = integer()) return std::to_string(*whole);
  if (!is(ot_real)) return {};
  return plain_ != nullptr ? std::string(value_->text) : std::string(qpdf_oh_get_real_value(file_, handle_));
}

bool PdfObject::boolean() const {
  if (!is_boolean()) return false;
  return plain_ != nullptr ? value_->number != 0 : qpdf_oh_get_bool_value(file_, handle_) != QPDF_FALSE;
}

std::optional<std::string> PdfObject::packed_bytes(std::size_t most) const {
  if (!is_stream()) return std::nullopt;
  if (plain_ != nullptr) return value_->text.size() <= most ? std::optional<std::string>(value_->text) : std::nullopt;
  // The stated length may be wrong, in which case the library searches for the end. It serves only to refuse streams
  // that are certainly too long.
  const auto stated = get("/Length").integer();
  if (stated && static_cast<std::uint64_t>(*stated) > most) return std::nullopt;
  unsigned char* buffer = nullptr;
  std::size_t length = 0;
  const QPDF_ERROR_CODE outcome = qpdf_oh_get_stream_data(file_, handle_, qpdf_dl_none, nullptr, &buffer, &length);
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner(buffer, &std::free);
  if ((outcome & QPDF_ERRORS) != 0 || length > most) return std::nullopt;
  return buffer == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(buffer), length);
}

std::optional<std::string> PdfObject::page_content(std::size_t most) const {
  if (file_ == nullptr || !is_dictionary()) return std::nullopt;
  unsigned char* buffer = nullptr;
  std::size_t length = 0;
  const QPDF_ERROR_CODE outcome = qpdf_oh_get_page_content_data(file_, handle_, &buffer, &length);
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner(buffer, &std::free);
  if ((outcome & QPDF_ERRORS) != 0 || length > most) return std::nullopt;
  return buffer == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(buffer), length);
}

PdfFile::PdfFile() : data_(qpdf_init()) {
  qpdf_silence_errors(data_);
  qpdf_set_suppress_warnings(data_, QPDF_TRUE);
}

PdfFile::~PdfFile() {
  if (data_ == nullptr) return;
  qpdf_get_error(data_);  // otherwise the library prints errors on standard error
  qpdf_cleanup(&data_);
}

std::optional<PdfError> PdfFile::open(std::string_view bytes) {
  const QPDF_ERROR_CODE outcome = qpdf_read_memory(data_, "returned file", bytes.data(), bytes.size(), "");
  if ((outcome & QPDF_ERRORS) == 0) return std::nullopt;
  const qpdf_error error = qpdf_get_error(data_);
  const bool encrypted = error != nullptr && qpdf_get_error_code(data_, error) == qpdf_e_password;
  return encrypted ? PdfError::Encrypted : PdfError::Damaged;
}

PdfObject PdfFile::trailer() const {
  return plain_ != nullptr ? PdfObject(*plain_, {&plain_->trailer(), 0}) : PdfObject(data_, qpdf_get_trailer(data_));
}

PdfObject PdfFile::root() const {
  return plain_ != nullptr ? PdfObject(*plain_, plain_->root()) : PdfObject(data_, qpdf_get_root(data_));
}

std::vector<PdfObject> PdfFile::pages() const {
  std::vector<PdfObject> pages;
  if (plain_ != nullptr) {
    for (const PlainPlace& page : plain_->pages()) pages.emplace_back(*plain_, page);
    return pages;
  }
  const int count = qpdf_get_num_pages(data_);
  for (int i = 0; i < count; ++i) {
    pages.emplace_back(data_, qpdf_get_page_n(data_, static_cast<std::size_t>(i)));
  }
  return pages;
}

}  // namespace gongwen::intake
