#include "intake/returned_file.h"

#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/pdf_library.h"

// Splits a file with several forms: pages are copied by libqpdf, and values, notices and descriptions are assigned to
// the form in whose pages or sheets they lie.
namespace gongwen::intake {
namespace {

bool has_failed(QPDF_ERROR_CODE code) { return (code & QPDF_ERRORS) != 0; }

base::Expected<std::string, PagesError> written_file(const PdfFile& file, qpdf_object_stream_e mode) {
  if (has_failed(qpdf_init_write_memory(file.data()))) return base::Failure{PagesError::Damaged};
  qpdf_set_deterministic_ID(file.data(), QPDF_TRUE);
  qpdf_set_object_stream_mode(file.data(), mode);
  if (has_failed(qpdf_write(file.data()))) return base::Failure{PagesError::Damaged};
  return std::string(reinterpret_cast<const char*>(qpdf_get_buffer(file.data())), qpdf_get_buffer_length(file.data()));
}

}  // namespace

base::Expected<std::string, PagesError> take_pages(std::string_view bytes, const std::vector<std::size_t>& pages) {
  if (load_pdf_library()) return base::Failure{PagesError::NoLibrary};
  // Must outlive the writing: copied objects refer to it.
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
  return written_file(part, qpdf_o_generate);
}

base::Expected<std::string, PagesError> write_anew(std::string_view bytes) {
  if (load_pdf_library()) return base::Failure{PagesError::NoLibrary};
  PdfFile file;
  if (file.open(bytes)) return base::Failure{PagesError::Damaged};
  // Object streams are kept if there were any, but not added: the first versions of PDF/A do not allow them.
  return written_file(file, qpdf_o_preserve);
}

diagnostics::TextPair place_words(const FieldPlace& place) {
  if (place.page > 0) return texts::IntakePage.pair(place.page);
  const WordPlace& word = place.word;
  switch (word.part) {
    case WordPart::None: break;
    case WordPart::Header: return texts::IntakeAHeader;
    case WordPart::Footer: return texts::IntakeAFooter;
    case WordPart::Note: return texts::IntakeAFootnote;
    case WordPart::TextBox: return texts::IntakeTextBoxAt.pair(word.paragraph);
    case WordPart::Comment: return texts::IntakeCommentAt.pair(word.paragraph);
    case WordPart::Body:
      return word.table > 0 ? texts::IntakeTableCell.pair(word.table, word.row, word.column)
                            : texts::IntakeParagraph.pair(word.paragraph);
  }
  if (place.sheet.empty()) return {};
  return place.cell.empty() ? texts::IntakeSheet.pair(place.sheet)
                            : texts::IntakeCellOfSheet.pair(place.sheet, place.cell);
}

std::size_t part_of(const ReturnedFile& file, const FieldPlace& place) {
  for (std::size_t i = 0; i < file.parts.size(); ++i) {
    if (file.parts[i].holds(place)) return i;
  }
  return 0;
}

std::vector<ReturnedFile> separate_forms(ReturnedFile file) {
  std::vector<ReturnedFile> forms;
  if (file.parts.size() < 2) {
    forms.push_back(std::move(file));
    return forms;
  }
  for (const FormPart& part : file.parts) {
    ReturnedFile& form = forms.emplace_back();
    form.type = file.type;
    form.stamp = file.stamp;
    form.saved = file.saved;
    form.parts = {part};
    form.pages = file.pages;
    for (std::size_t page = 0; page < form.pages.size(); ++page) {
      // Pages before the first form and after the last belong to these.
      const bool is_before = &part == &file.parts.front() && page + 1 < part.first_page;
      const bool is_after = &part == &file.parts.back() && page + 1 > part.last_page;
      if (!is_before && !is_after && !part.holds({page + 1, {}, {}})) form.pages[page] = {};
    }
    form.sheets = file.sheets;
    form.says_labels = file.says_labels;
    form.stated_print = file.stated_print;
    if (!part.has_given) continue;
    form.given = file.given;
    form.printed = file.printed;
  }
  for (RawField& field : file.fields) forms[part_of(file, field.place)].fields.push_back(std::move(field));
  for (RawField& field : file.blanks) forms[part_of(file, field.place)].blanks.push_back(std::move(field));
  for (LooseCell& cell : file.other_cells) {
    const FieldPlace place{0, cell.sheet, {}};
    forms[part_of(file, place)].other_cells.push_back(std::move(cell));
  }
  for (Notice& notice : file.notices) forms[part_of(file, notice.place)].notices.push_back(std::move(notice));
  return forms;
}

}  // namespace gongwen::intake
