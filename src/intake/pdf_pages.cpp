#include "intake/pdf_pages.h"

#include "intake/detail/pdf_library.h"

namespace gongwen::intake {
namespace {

bool has_failed(QPDF_ERROR_CODE code) { return (code & QPDF_ERRORS) != 0; }

}  // namespace

base::Expected<std::string, PagesError> take_pages(std::string_view bytes, const std::vector<std::size_t>& pages) {
  if (load_pdf_library()) return base::Failure{PagesError::NoLibrary};
  // It must not end before what is copied from it is written.
  PdfFile whole;
  if (whole.open(bytes)) return base::Failure{PagesError::Damaged};
  const int count = qpdf_get_num_pages(whole.data());
  if (count < 0) return base::Failure{PagesError::Damaged};
  const PdfFile part;
  if (has_failed(qpdf_empty_pdf(part.data()))) return base::Failure{PagesError::Damaged};
  for (const std::size_t page : pages) {
    if (page == 0 || page > static_cast<std::size_t>(count)) return base::Failure{PagesError::NoSuchPage};
    const qpdf_oh object = qpdf_get_page_n(whole.data(), page - 1);
    if (has_failed(qpdf_add_page(part.data(), whole.data(), object, QPDF_FALSE))) {
      return base::Failure{PagesError::Damaged};
    }
  }
  if (has_failed(qpdf_init_write_memory(part.data()))) return base::Failure{PagesError::Damaged};
  qpdf_set_deterministic_ID(part.data(), QPDF_TRUE);
  qpdf_set_object_stream_mode(part.data(), qpdf_o_generate);
  if (has_failed(qpdf_write(part.data()))) return base::Failure{PagesError::Damaged};
  return std::string(reinterpret_cast<const char*>(qpdf_get_buffer(part.data())), qpdf_get_buffer_length(part.data()));
}

}  // namespace gongwen::intake
