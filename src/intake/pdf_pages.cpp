#include "intake/pdf_pages.h"

#include "intake/detail/pdf_library.h"

#include <memory>

namespace gongwen::intake {
namespace {

struct PdfCloser {
  void operator()(_qpdf_data* file) const {
    // An error that nobody has asked for would be written to the streams of the program.
    static_cast<void>(qpdf_get_error(file));
    qpdf_data data = file;
    qpdf_cleanup(&data);
  }
};
using PdfHandle = std::unique_ptr<_qpdf_data, PdfCloser>;

bool has_failed(QPDF_ERROR_CODE code) { return (code & QPDF_ERRORS) != 0; }

PdfHandle new_handle() {
  PdfHandle file(qpdf_init());
  qpdf_silence_errors(file.get());
  qpdf_set_suppress_warnings(file.get(), QPDF_TRUE);
  return file;
}

}  // namespace

base::Expected<std::string, PagesError> take_pages(std::string_view bytes, const std::vector<std::size_t>& pages) {
  if (load_pdf_library()) return base::Failure{PagesError::NoLibrary};
  const PdfHandle whole = new_handle();
  if (has_failed(qpdf_read_memory(whole.get(), "whole", bytes.data(), bytes.size(), ""))) {
    return base::Failure{PagesError::Damaged};
  }
  const int count = qpdf_get_num_pages(whole.get());
  if (count < 0) return base::Failure{PagesError::Damaged};
  // It must not end before what is copied from it is written.
  const PdfHandle part = new_handle();
  if (has_failed(qpdf_empty_pdf(part.get()))) return base::Failure{PagesError::Damaged};
  for (const std::size_t page : pages) {
    if (page == 0 || page > static_cast<std::size_t>(count)) return base::Failure{PagesError::NoSuchPage};
    const qpdf_oh object = qpdf_get_page_n(whole.get(), page - 1);
    if (has_failed(qpdf_add_page(part.get(), whole.get(), object, QPDF_FALSE))) {
      return base::Failure{PagesError::Damaged};
    }
  }
  if (has_failed(qpdf_init_write_memory(part.get()))) return base::Failure{PagesError::Damaged};
  qpdf_set_deterministic_ID(part.get(), QPDF_TRUE);
  qpdf_set_object_stream_mode(part.get(), qpdf_o_generate);
  if (has_failed(qpdf_write(part.get()))) return base::Failure{PagesError::Damaged};
  return std::string(reinterpret_cast<const char*>(qpdf_get_buffer(part.get())), qpdf_get_buffer_length(part.get()));
}

}  // namespace gongwen::intake
